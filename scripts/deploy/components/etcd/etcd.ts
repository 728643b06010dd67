import { join } from "node:path";
import type { ArtefactNeed, Component, Description } from "../../contract/component.js";
import type { Check, Finding } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { probeHttp } from "../../system/probe.js";
import { fenceOf } from "../../units/fence.js";
import { commandLine } from "../../units/quoting.js";
import { serviceUnit } from "../../units/service-unit.js";
import { coldCopyPart } from "../cold-copy.js";
import { roomCheck, verdict } from "../findings.js";
import { httpHealth } from "../health.js";
import { account, accountOf, configuration, dataOf, endpointOf, etcOf, folders, inputsOf, releaseOf, unitOf } from "../layout.js";
import { settings } from "../settings.js";

/** Where Milvus keeps its catalogue; nobody else uses it (`reference/deploy.md §1.1`). */
export const etcd: Component = {
  name: "etcd",
  target: "infra",
  title: text("etcd of Milvus", "Milvus 的 etcd"),
  needs: () => [],
  places: { external: true, none: true },
  variables: settings(
    ["ETCD_VERSION", "version", "3.5", "Version of the artefact", "制品版本"],
    ["ETCD_PORT", "port", "2379", "Port for clients", "客户端端口"],
    ["ETCD_PEER_PORT", "port", "2380", "Port for peers, on loopback alone", "节点间端口，只监听回环地址"],
  ),
  problems: (site) =>
    site.place("etcd").kind === "none" && !["none", "external"].includes(site.place("milvus").kind)
      ? [{ keys: ["ETCD_PLACE"], severity: "error", what: text("Milvus needs an etcd", "Milvus 需要 etcd") }]
      : [],
  describe: (site) => describe(site),
};

/** Milvus asks for `etcdctl` as well. */
export const etcdArtefact = (site: Site): ArtefactNeed => ({
  name: "etcd",
  version: site.get("ETCD_VERSION"),
  as: "release",
  strip: 1,
  source: text("github.com/etcd-io/etcd/releases; check its SHA256SUMS", "github.com/etcd-io/etcd/releases；请校验 SHA256SUMS"),
  upstream: "etcd-v{version}-linux-{goarch}.tar.gz",
});

const configFile = (site: Site): string => join(etcOf(site, "etcd"), "etcd.yaml");

/** Quota and compaction as upstream sets them (`reference/deploy.md §1.12`). */
const serverConfiguration = (site: Site): string => {
  const clients = site.listen("etcd").addresses.map((address) => `http://${address}:${site.port("ETCD_PORT")}`);
  const peer = `http://127.0.0.1:${site.port("ETCD_PEER_PORT")}`;
  return [
    "name: coze",
    `data-dir: ${JSON.stringify(join(dataOf(site, "etcd"), "data"))}`,
    `listen-client-urls: ${clients.join(",")}`,
    `advertise-client-urls: ${clients.join(",")}`,
    `listen-peer-urls: ${peer}`,
    `initial-advertise-peer-urls: ${peer}`,
    `initial-cluster: coze=${peer}`,
    "initial-cluster-state: new",
    "quota-backend-bytes: 4294967296",
    "auto-compaction-mode: revision",
    'auto-compaction-retention: "1000"',
    "log-level: info",
    "",
  ].join("\n");
};

const describe = (site: Site): Description => ({
  memoryMb: 300,
  account: account(site, "etcd"),
  ports: [
    { key: "ETCD_PORT", port: site.port("ETCD_PORT"), purpose: text("clients", "客户端"), isPublic: false },
    { key: "ETCD_PEER_PORT", port: site.port("ETCD_PEER_PORT"), purpose: text("peers", "节点间"), isPublic: false },
  ],
  artefacts: [etcdArtefact(site)],
  // etcd insists on a data folder of mode 0700 and makes it itself.
  folders: folders(site, "etcd"),
  files: [configuration(site, "etcd", { name: "etcd.yaml", content: serverConfiguration(site) })],
  units: [
    serviceUnit(site, {
      component: "etcd",
      description: "etcd of Milvus",
      user: accountOf("etcd"),
      start: commandLine(join(releaseOf(site, "etcd"), "etcd"), "--config-file", configFile(site)),
      writable: [dataOf(site, "etcd")],
      peers: fenceOf(site, "etcd"),
      limits: { LimitNOFILE: "65536" },
    }),
  ],
  prepare: [],
  services: [
    {
      unit: unitOf("etcd"),
      inputs: inputsOf(site, "etcd", [configFile(site), releaseOf(site, "etcd")]),
      health: ({ site: at }) =>
        httpHealth(`http://${endpointOf(at, "etcd", "ETCD_PORT")}/health`, (body) => body.includes('"health":"true"')),
      healthTimeoutMs: 60_000,
    },
  ],
  init: [],
  checks: [quotaCheck, roomCheck("etcd", dataOf(site, "etcd"), 5)],
  backup: [
    coldCopyPart({
      component: "etcd",
      title: text("etcd: the catalogue of Milvus", "etcd：Milvus 的元数据"),
      order: 30,
      units: [...(site.isHere("milvus") ? [unitOf("milvus")] : []), unitOf("etcd")],
      folder: join(dataOf(site, "etcd"), "data"),
    }),
  ],
});

const QUOTA = 4_294_967_296;

/** Once over its quota, etcd takes no more writes until somebody defragments it. */
const quotaCheck: Check = {
  id: "etcd/quota",
  title: text("Room below etcd's quota", "etcd 配额余量"),
  run: async ({ site }: Context): Promise<Finding[]> => {
    const url = `http://${endpointOf(site, "etcd", "ETCD_PORT")}/metrics`;
    const answer = await probeHttp({ url });
    const size = "failure" in answer ? Number.NaN : Number(/^etcd_mvcc_db_total_size_in_bytes (\S+)/m.exec(answer.body)?.[1]);
    const evidence =
      "failure" in answer ? `GET ${url} → ${answer.failure}` : `${(size / 1024 ** 2).toFixed(1)} MiB of ${QUOTA / 1024 ** 2} MiB`;
    const fix = text(
      "etcdctl compact and defrag, or stop Milvus and look for what fills it",
      "执行 etcdctl compact 与 defrag，或停止 Milvus 查找占用来源",
    );
    return [
      verdict(size < QUOTA * 0.8, {
        id: "etcd/quota",
        what: text("etcd is below 80 % of its quota", "etcd 未超过配额的 80 %"),
        evidence,
        fix,
      }),
    ];
  },
};
