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
import { account, accountOf, configuration, dataOf, etcOf, folders, inputsOf, releaseOf, unitOf } from "../layout.js";
import { settings } from "../settings.js";

/** Studio dials it directly: no nsqlookupd, no nsqadmin, and a start that panics when it is away (`reference/deploy.md §1.1`, `§1.7`). */
export const nsqd: Component = {
  name: "nsqd",
  target: "infra",
  title: text("NSQ", "NSQ"),
  needs: () => [],
  places: { external: true, none: true },
  variables: settings(
    ["NSQD_VERSION", "version", "1.2.1", "Version of the artefact", "制品版本"],
    [
      "NSQD_PORT",
      "port",
      "4150",
      "Port that Studio dials (never 4161, which is nsqlookupd's)",
      "Studio 连接的端口（不是 nsqlookupd 的 4161）",
    ],
    ["NSQD_HTTP_PORT", "port", "4151", "Port of its statistics, on loopback alone", "统计端口，只监听回环地址"],
  ),
  problems: () => [],
  describe: (site) => describe(site),
};

const configFile = (site: Site): string => join(etcOf(site, "nsqd"), "nsqd.cfg");

/** It takes one address: with peers that is every interface, and the fence of the unit keeps the others out. */
const serverConfiguration = (site: Site): string => {
  const { addresses } = site.listen("nsqd");
  return [
    `tcp_address = "${addresses.length === 1 ? addresses[0] : "0.0.0.0"}:${site.port("NSQD_PORT")}"`,
    `http_address = "127.0.0.1:${site.port("NSQD_HTTP_PORT")}"`,
    `data_path = ${JSON.stringify(join(dataOf(site, "nsqd"), "data"))}`,
    "# On disk at once: what is only in memory is lost with the process.",
    "mem_queue_size = 0",
    "max_msg_size = 10485760",
    "",
  ].join("\n");
};

const artefact = (site: Site): ArtefactNeed => ({
  name: "nsq",
  version: site.get("NSQD_VERSION"),
  as: "release",
  strip: 1,
  source: text(
    "nsq.io/deployment/installing.html; for arm64 build it with Go (go build ./apps/nsqd) or take 1.3.0",
    "nsq.io/deployment/installing.html；arm64 请用 Go 编译（go build ./apps/nsqd）或使用 1.3.0",
  ),
  upstream: "nsq-{version}.linux-{goarch}.go*.tar.gz",
});

const describe = (site: Site): Description => ({
  memoryMb: 200,
  account: account(site, "nsqd"),
  ports: [
    { key: "NSQD_PORT", port: site.port("NSQD_PORT"), purpose: text("messages", "消息"), isPublic: false },
    { key: "NSQD_HTTP_PORT", port: site.port("NSQD_HTTP_PORT"), purpose: text("statistics", "统计"), isPublic: false },
  ],
  artefacts: [artefact(site)],
  folders: folders(site, "nsqd", ["data"]),
  files: [configuration(site, "nsqd", { name: "nsqd.cfg", content: serverConfiguration(site) })],
  units: [
    serviceUnit(site, {
      component: "nsqd",
      description: "NSQ of Coze Studio",
      user: accountOf("nsqd"),
      start: commandLine(join(releaseOf(site, "nsq"), "bin", "nsqd"), `--config=${configFile(site)}`),
      writable: [dataOf(site, "nsqd")],
      peers: fenceOf(site, "nsqd"),
      limits: { LimitNOFILE: "65536" },
    }),
  ],
  prepare: [],
  services: [
    {
      unit: unitOf("nsqd"),
      inputs: inputsOf(site, "nsqd", [configFile(site), releaseOf(site, "nsq")]),
      health: ({ site: at }) => httpHealth(`http://127.0.0.1:${at.port("NSQD_HTTP_PORT")}/ping`, (body) => body.trim() === "OK"),
      healthTimeoutMs: 30_000,
    },
  ],
  init: [],
  checks: [topicCheck, roomCheck("nsqd", dataOf(site, "nsqd"), 2)],
  backup: [
    coldCopyPart({
      component: "nsqd",
      title: text("NSQ: messages not yet worked off", "NSQ：尚未处理的消息"),
      order: 60,
      units: [unitOf("nsqd")],
      folder: join(dataOf(site, "nsqd"), "data"),
    }),
  ],
});

/** Topic and the group of its only consumer (`reference/deploy.md §1.3`). Made on first use. */
const TOPICS = ["opencoze_knowledge", "opencoze_search_app", "opencoze_search_resource"];
const MANY = 10_000;

interface Stats {
  readonly topics: readonly {
    readonly topic_name: string;
    readonly channels: readonly { readonly channel_name: string; readonly depth: number; readonly clients: readonly unknown[] | null }[];
  }[];
}

const topicCheck: Check = {
  id: "nsqd/topics",
  title: text("Topics of Studio are consumed", "Studio 的主题均有消费者"),
  run: async ({ site }: Context): Promise<Finding[]> => {
    const url = `http://127.0.0.1:${site.port("NSQD_HTTP_PORT")}/stats?format=json`;
    const answer = await probeHttp({ url });
    const fix = text(
      "systemctl restart coze-studio; journalctl -u coze-studio -n 100",
      "systemctl restart coze-studio；journalctl -u coze-studio -n 100",
    );
    if ("failure" in answer)
      return [
        verdict(false, {
          id: "nsqd/topics",
          what: text("NSQ answers", "NSQ 有响应"),
          evidence: `GET ${url} → ${answer.failure}`,
          fix: text("systemctl restart coze-nsqd", "systemctl restart coze-nsqd"),
        }),
      ];
    const { topics } = JSON.parse(answer.body) as Stats;
    return TOPICS.map((name) => {
      const channels = topics.find(({ topic_name }) => topic_name === name)?.channels ?? [];
      const depth = channels.reduce((sum, channel) => sum + channel.depth, 0);
      const consumed = channels.some(({ clients }) => (clients?.length ?? 0) > 0);
      const evidence =
        channels.length === 0
          ? "no such topic yet"
          : `${channels.map(({ channel_name }) => channel_name).join(", ")}: ${depth} waiting${consumed ? "" : ", no consumer"}`;
      return verdict(
        consumed && depth < MANY,
        { id: `nsqd/topics/${name}`, what: text(`${name} has a consumer that keeps up`, `${name} 有消费者且无积压`), evidence, fix },
        "warning",
      );
    });
  },
};
