import { join } from "node:path";
import type { Output } from "../../contract/machine.js";
import type { Context } from "../../contract/step.js";
import { endpointOf } from "../layout.js";
import { javaArguments, javaEnvironment, javaProgram } from "./java.js";

/**
 * One question or change by RocketMQ's own tool, `-n` with our name server added: `["clusterList"]`. It ends with 0 for
 * many failures too: read what it says. Needs the artefacts rocketmq and jdk on this machine.
 */
export const mqadmin = (context: Context, args: readonly string[]): Promise<Output> => {
  const { site, machine } = context;
  const [command = "", ...rest] = args;
  const process = {
    // Not the server's own: files of root would keep it from writing its log.
    home: join(site.paths.records, "mqadmin"),
    heap: "128M",
    direct: 134_217_728,
    mainClass: "org.apache.rocketmq.tools.command.MQAdminStartup",
    args: [command, "-n", endpointOf(site, "rocketmq-namesrv", "ROCKETMQ_NAMESRV_PORT"), ...rest],
  } as const;
  return machine.run({ program: javaProgram(site), args: javaArguments(site, process), env: javaEnvironment(site), timeoutMs: 120_000 });
};

export interface RegisteredBroker {
  readonly cluster: string;
  readonly name: string;
  /** As clients will dial it. */
  readonly address: string;
}

/** Rows of `clusterList`: cluster, broker, id, address, … with blanks between (seen in the tool's table of 5.x). */
export const brokersOf = (clusterList: string): readonly RegisteredBroker[] =>
  clusterList
    .split("\n")
    .map((line) => /^(\S+)\s+(\S+)\s+(\d+)\s+(\S+:\d+)\s/.exec(`${line} `))
    .flatMap((match) => (match ? [{ cluster: match[1] ?? "", name: match[2] ?? "", address: match[4] ?? "" }] : []));
