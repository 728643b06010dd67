/**
 * What etcd remembers of Milvus processes that are gone. A standalone Milvus that finds peers there dials them, at addresses
 * that the machine may no longer have, and does not become ready (`reference/deploy.md §1.12`).
 */
import { join } from "node:path";
import type { Check, Finding } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { commandLine } from "../../units/quoting.js";
import { verdict } from "../findings.js";
import { endpointOf, releaseOf } from "../layout.js";

const PREFIX = "by-dev/meta/session/";
/** From here to there lies everything but `…/id`, the counter from which new processes get their numbers. */
const RANGES: readonly (readonly [from: string, to: string])[] = [
  [PREFIX, `${PREFIX}id`],
  [`${PREFIX}ie`, "by-dev/meta/session0"],
];

const etcdctl = (site: Site): string => join(releaseOf(site, "etcd"), "etcdctl");
const endpoint = (site: Site): string => `--endpoints=http://${endpointOf(site, "etcd", "ETCD_PORT")}`;

/** Before each start there is no Milvus, so whatever is remembered is stale. `-`: an etcd that is away shows in the start itself. */
export const forgetSessions = (site: Site): readonly string[] =>
  RANGES.map(([from, to]) => `-${commandLine(etcdctl(site), endpoint(site), "--command-timeout=10s", "del", from, to)}`);

export const sessionCheck: Check = {
  id: "milvus/sessions",
  title: text("Peers that etcd remembers", "etcd 中记录的对等节点"),
  run: async ({ site, machine }: Context): Promise<Finding[]> => {
    const { code, stdout, stderr } = await machine.run({
      program: etcdctl(site),
      args: [endpoint(site), "get", "--prefix", PREFIX, "--print-value-only"],
    });
    const addresses = [...new Set([...stdout.matchAll(/"Address":"([^"]+)"/g)].map(([, address = ""]) => address))];
    const strange = addresses.filter((address) => !address.startsWith("127.0.0.1:"));
    const evidence = code === 0 ? addresses.join(", ") || "none" : stderr.trim();
    const what = text("Milvus knows no peers but itself", "Milvus 只认识自己，没有其他对等节点");
    const fix = text("systemctl restart coze-milvus (its start forgets them)", "systemctl restart coze-milvus（启动时会清除）");
    return [verdict(code === 0 && strange.length === 0, { id: "milvus/sessions", what, evidence, fix })];
  },
};
