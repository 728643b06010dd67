import { join } from "node:path";
import type { Component, Description } from "../../contract/component.js";
import type { Site } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { fenceOf } from "../../units/fence.js";
import { serviceUnit } from "../../units/service-unit.js";
import { roomCheck } from "../findings.js";
import { tcpHealth } from "../health.js";
import { account, accountOf, configuration, dataOf, etcOf, folders, inputsOf, unitOf } from "../layout.js";
import { megabytesOf } from "../settings.js";
import { artefacts, JAVA_EXCEPTIONS, javaEnvironment, javaInputs, javaStart, VARIABLES } from "./java.js";

const NAME = "rocketmq-namesrv";

/** Where clients learn the broker's address (`reference/deploy.md §2.4`). */
export const rocketmqNamesrv: Component = {
  name: NAME,
  target: "infra",
  title: text("RocketMQ name server", "RocketMQ 名称服务"),
  needs: () => [],
  places: { external: true, none: true },
  variables: VARIABLES,
  problems: () => [],
  describe: (site) => describe(site),
};

const configFile = (site: Site): string => join(etcOf(site, NAME), "namesrv.conf");

/** What listens on several addresses listens on all; the unit's fence keeps the others out. */
export const bindAddress = (addresses: readonly string[]): string => (addresses.length === 1 ? (addresses[0] ?? "") : "0.0.0.0");

const serverConfiguration = (site: Site): string =>
  [
    `listenPort = ${site.port("ROCKETMQ_NAMESRV_PORT")}`,
    `bindAddress = ${bindAddress(site.listen(NAME).addresses)}`,
    `rocketmqHome = ${javaEnvironment(site).ROCKETMQ_HOME}`,
    `kvConfigPath = ${join(dataOf(site, NAME), "data", "kvConfig.json")}`,
    "",
  ].join("\n");

const describe = (site: Site): Description => ({
  memoryMb: megabytesOf(site.get("ROCKETMQ_NAMESRV_HEAP")) + 256,
  account: account(site, NAME),
  ports: [
    { key: "ROCKETMQ_NAMESRV_PORT", port: site.port("ROCKETMQ_NAMESRV_PORT"), purpose: text("name server", "名称服务"), isPublic: false },
  ],
  artefacts: artefacts(site),
  folders: folders(site, NAME, ["data", "tmp"]),
  files: [configuration(site, NAME, { name: "namesrv.conf", content: serverConfiguration(site) })],
  units: [unit(site)],
  prepare: [],
  services: [
    {
      unit: unitOf(NAME),
      inputs: inputsOf(site, NAME, [configFile(site), ...javaInputs(site)]),
      health: ({ site: at }) => tcpHealth(at.address(NAME), at.port("ROCKETMQ_NAMESRV_PORT")),
      healthTimeoutMs: 120_000,
    },
  ],
  init: [],
  checks: [roomCheck(NAME, dataOf(site, NAME), 1)],
  // It keeps nothing: brokers register anew every half minute.
  backup: [],
});

const unit = (site: Site) =>
  serviceUnit(site, {
    component: NAME,
    description: "RocketMQ name server of Coze Loop",
    user: accountOf(NAME),
    start: javaStart(site, {
      home: dataOf(site, NAME),
      heap: site.get("ROCKETMQ_NAMESRV_HEAP"),
      direct: 268_435_456,
      mainClass: "org.apache.rocketmq.namesrv.NamesrvStartup",
      args: ["-c", configFile(site)],
    }),
    workingDirectory: dataOf(site, NAME),
    environment: javaEnvironment(site),
    writable: [dataOf(site, NAME)],
    peers: fenceOf(site, NAME),
    limits: { LimitNOFILE: "65536" },
    extra: [["SuccessExitStatus", "143"]],
    without: JAVA_EXCEPTIONS,
  });
