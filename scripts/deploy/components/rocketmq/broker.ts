import { join } from "node:path";
import type { Component, Description, Health, PortUse } from "../../contract/component.js";
import type { Check, Finding } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { fenceOf } from "../../units/fence.js";
import { serviceUnit } from "../../units/service-unit.js";
import { roomCheck, verdict } from "../findings.js";
import { tcpHealth } from "../health.js";
import { account, accountOf, configuration, dataOf, endpointOf, etcOf, folders, inputsOf, unitOf } from "../layout.js";
import { bytesOf, megabytesOf } from "../settings.js";
import { artefacts, isNumber, JAVA_EXCEPTIONS, javaEnvironment, javaInputs, javaStart, VARIABLES } from "./java.js";
import { brokersOf, mqadmin } from "./mqadmin.js";
import { bindAddress } from "./namesrv.js";

const NAME = "rocketmq-broker";
const CLUSTER = "DefaultCluster";

/** Loop's queue (`reference/deploy.md §2.4`). Topics and groups are Loop's steps. */
export const rocketmqBroker: Component = {
  name: NAME,
  target: "infra",
  title: text("RocketMQ broker", "RocketMQ Broker"),
  needs: () => ["rocketmq-namesrv"],
  places: { external: true, none: true },
  variables: VARIABLES,
  problems: (site) => isNumber(site, "ROCKETMQ_RETENTION_HOURS"),
  describe: (site) => describe(site),
};

const configFile = (site: Site): string => join(etcOf(site, NAME), "broker.conf");

/** The address that the name server hands to clients: left to itself the broker takes that of some network card. */
export const registeredAddress = (site: Site): string => {
  const { addresses } = site.listen(NAME);
  return addresses.find((address) => address !== "127.0.0.1") ?? "127.0.0.1";
};

const serverConfiguration = (site: Site): string => {
  const store = join(dataOf(site, NAME), "store");
  return [
    `brokerClusterName = ${CLUSTER}`,
    "brokerName = broker-a",
    "brokerId = 0",
    `namesrvAddr = ${endpointOf(site, "rocketmq-namesrv", "ROCKETMQ_NAMESRV_PORT")}`,
    `brokerIP1 = ${registeredAddress(site)}`,
    `brokerIP2 = ${registeredAddress(site)}`,
    `bindAddress = ${bindAddress(site.listen(NAME).addresses)}`,
    `listenPort = ${site.port("ROCKETMQ_BROKER_PORT")}`,
    `haListenPort = ${site.port("ROCKETMQ_BROKER_HA_PORT")}`,
    `rocketmqHome = ${javaEnvironment(site).ROCKETMQ_HOME}`,
    `storePathRootDir = ${store}`,
    `storePathCommitLog = ${join(store, "commitlog")}`,
    `fileReservedTime = ${site.get("ROCKETMQ_RETENTION_HOURS")}`,
    "deleteWhen = 04",
    "diskMaxUsedSpaceRatio = 85",
    "brokerRole = ASYNC_MASTER",
    "flushDiskType = ASYNC_FLUSH",
    // Memory that is locked at the start would count against the service's limit.
    "warmMapedFileEnable = false",
    "",
  ].join("\n");
};

const ports = (site: Site): readonly PortUse[] => {
  const port = site.port("ROCKETMQ_BROKER_PORT");
  return [
    { key: "ROCKETMQ_BROKER_PORT", port, purpose: text("messages", "消息"), isPublic: false },
    {
      port: port - 2,
      purpose: text("messages, second door (ROCKETMQ_BROKER_PORT - 2)", "消息备用端口（ROCKETMQ_BROKER_PORT - 2）"),
      isPublic: false,
    },
    { key: "ROCKETMQ_BROKER_HA_PORT", port: site.port("ROCKETMQ_BROKER_HA_PORT"), purpose: text("replicas", "副本"), isPublic: false },
  ];
};

const describe = (site: Site): Description => ({
  memoryMb: megabytesOf(site.get("ROCKETMQ_BROKER_HEAP")) * 2,
  account: account(site, NAME),
  ports: ports(site),
  artefacts: artefacts(site),
  folders: folders(site, NAME, ["store", "tmp"]),
  files: [configuration(site, NAME, { name: "broker.conf", content: serverConfiguration(site) })],
  units: [unit(site)],
  prepare: [],
  services: [
    {
      unit: unitOf(NAME),
      inputs: inputsOf(site, NAME, [configFile(site), ...javaInputs(site)]),
      health,
      // Slow machines take minutes (`reference/deploy.md §2.4`).
      healthTimeoutMs: 300_000,
    },
  ],
  init: [],
  checks: [registrationCheck, roomCheck(NAME, dataOf(site, NAME), 10)],
  // Drained instead: what is on its way is traces and jobs of minutes, and a restored queue would do finished work again.
  backup: [],
});

const unit = (site: Site) =>
  serviceUnit(site, {
    component: NAME,
    description: "RocketMQ broker of Coze Loop",
    user: accountOf(NAME),
    after: ["rocketmq-namesrv"],
    start: javaStart(site, {
      home: dataOf(site, NAME),
      heap: site.get("ROCKETMQ_BROKER_HEAP"),
      direct: bytesOf(site.get("ROCKETMQ_BROKER_HEAP")),
      mainClass: "org.apache.rocketmq.broker.BrokerStartup",
      args: ["-c", configFile(site)],
    }),
    workingDirectory: dataOf(site, NAME),
    environment: javaEnvironment(site),
    writable: [dataOf(site, NAME)],
    peers: fenceOf(site, NAME, ["rocketmq-namesrv"]),
    limits: { LimitNOFILE: "65536", LimitMEMLOCK: "infinity" },
    extra: [["SuccessExitStatus", "143"]],
    stopSeconds: 180,
    without: JAVA_EXCEPTIONS,
  });

/** The port opens before the broker is known; topics can be made only afterwards. */
const health = async (context: Context): Promise<Health> => {
  const port = await tcpHealth(context.site.address(NAME), context.site.port("ROCKETMQ_BROKER_PORT"));
  if (!port.healthy) return port;
  const { stdout } = await mqadmin(context, ["clusterList"]);
  const broker = brokersOf(stdout).find(({ cluster }) => cluster === CLUSTER);
  return {
    healthy: broker !== undefined,
    evidence: `mqadmin clusterList → ${broker ? `${broker.name} ${broker.address}` : "no broker registered"}`,
  };
};

const registrationCheck: Check = {
  id: "rocketmq-broker/registration",
  title: text("Address that clients are given", "客户端得到的地址"),
  run: async (context: Context): Promise<Finding[]> => {
    const { code, stdout, stderr } = await mqadmin(context, ["clusterList"]);
    const brokers = brokersOf(stdout);
    const expected = `${registeredAddress(context.site)}:${context.site.port("ROCKETMQ_BROKER_PORT")}`;
    const evidence =
      brokers.map(({ cluster, name, address }) => `${cluster} ${name} ${address}`).join(", ") ||
      `code ${code} ${stderr.trim().slice(-200)}`;
    const what = text(`${CLUSTER} has one broker, registered as ${expected}`, `${CLUSTER} 有一个 Broker，注册地址为 ${expected}`);
    const good = brokers.length === 1 && brokers[0]?.address === expected && brokers[0].cluster === CLUSTER;
    return [
      verdict(good, {
        id: "rocketmq-broker/registration",
        what,
        evidence,
        fix: text(
          "coze apply rocketmq-broker; systemctl restart coze-rocketmq-broker",
          "coze apply rocketmq-broker；systemctl restart coze-rocketmq-broker",
        ),
      }),
    ];
  },
};
