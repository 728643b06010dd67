import { join } from "node:path";
import type { Problem, Site, Variable } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { dataOf, etcOf } from "../layout.js";
import { bytesOf, givenSecret, settings } from "../settings.js";

export const VARIABLES: readonly Variable[] = [
  ...settings(
    [
      "ELASTICSEARCH_VERSION",
      "version",
      "8.18.0",
      "Version of the artefacts elasticsearch and analysis-smartcn, all three parts",
      "elasticsearch 与 analysis-smartcn 制品版本，须写全三段",
    ],
    ["ELASTICSEARCH_PORT", "port", "9200", "HTTP port", "HTTP 端口"],
    ["ELASTICSEARCH_TRANSPORT_PORT", "port", "9300", "Port between nodes, on loopback alone", "节点间端口，只监听回环地址"],
    ["ELASTICSEARCH_HEAP", "size", "1G", "Java heap; its process needs about twice that", "Java 堆；进程约需其两倍内存"],
    [
      "ELASTICSEARCH_SMARTCN",
      "path",
      "",
      "The plugin's zip when it is not an artefact: Studio's checkout carries docker/volumes/elasticsearch/analysis-smartcn.zip for 8.18.0",
      "插件 zip（不使用制品时）：Studio 检出目录带有 8.18.0 的 docker/volumes/elasticsearch/analysis-smartcn.zip",
    ],
    [
      "ELASTICSEARCH_SCHEME",
      { choices: ["http", "https"] },
      "http",
      "https only with ELASTICSEARCH_PLACE=external",
      "仅 ELASTICSEARCH_PLACE=external 时可用 https",
    ],
    [
      "ELASTICSEARCH_USER",
      "text",
      "",
      "User of an external Elasticsearch; ours has no users and is fenced",
      "外部 Elasticsearch 的用户；自建实例无用户，靠隔离保护",
    ],
  ),
  givenSecret("ELASTICSEARCH_PASSWORD", text("Password of ELASTICSEARCH_USER", "ELASTICSEARCH_USER 的密码")),
];

export const problems = (site: Site): readonly Problem[] => {
  const isExternal = site.place("elasticsearch").kind === "external";
  const heap = bytesOf(site.get("ELASTICSEARCH_HEAP"));
  const list: Problem[] = [];
  const wrong = (keys: readonly string[], en: string, zh: string) => list.push({ keys, severity: "error", what: text(en, zh) });
  if (!isExternal && (site.get("ELASTICSEARCH_SCHEME") !== "http" || site.get("ELASTICSEARCH_USER") !== ""))
    wrong(
      ["ELASTICSEARCH_SCHEME", "ELASTICSEARCH_USER"],
      "our own Elasticsearch has neither TLS nor users: leave them at http and empty",
      "自建 Elasticsearch 没有 TLS 和用户：请保持 http 并留空",
    );
  if (isExternal && site.get("ELASTICSEARCH_USER") !== "" && site.secret("ELASTICSEARCH_PASSWORD") === "")
    wrong(
      ["ELASTICSEARCH_PASSWORD"],
      "ELASTICSEARCH_USER needs its password in secrets.env",
      "请在 secrets.env 中填写 ELASTICSEARCH_USER 的密码",
    );
  if (!isExternal && (heap < 512 * 1024 ** 2 || heap > 31 * 1024 ** 3))
    wrong(
      ["ELASTICSEARCH_HEAP"],
      "from 512M to 31G: below it does not start, above pointers grow",
      "应为 512M 至 31G：过小无法启动，过大则指针膨胀",
    );
  if (!isExternal && !/^8\.\d+\.\d+$/.test(site.get("ELASTICSEARCH_VERSION")))
    wrong(
      ["ELASTICSEARCH_VERSION"],
      "of the form 8.18.0: the plugin must be of exactly the same version",
      "格式应为 8.18.0：插件版本必须完全相同",
    );
  return list;
};

export const tmpFolder = (site: Site): string => join(dataOf(site, "elasticsearch"), "tmp");

/** Sets aside upstream's watermarks of 99 % (`reference/deploy.md §1.12`): a full disk would be found out by losing data. */
export const serverConfiguration = (site: Site): string => {
  const data = dataOf(site, "elasticsearch");
  return [
    "cluster.name: coze",
    "node.name: coze-1",
    "discovery.type: single-node",
    `path.data: ${JSON.stringify(join(data, "data"))}`,
    `path.logs: ${JSON.stringify(join(data, "logs"))}`,
    `http.host: [${site
      .listen("elasticsearch")
      .addresses.map((address) => JSON.stringify(address))
      .join(", ")}]`,
    `http.port: ${site.port("ELASTICSEARCH_PORT")}`,
    "transport.host: 127.0.0.1",
    `transport.port: ${site.port("ELASTICSEARCH_TRANSPORT_PORT")}`,
    "# Reached on loopback and by the hosts that the unit's fence lets in.",
    "xpack.security.enabled: false",
    "xpack.ml.enabled: false",
    "# It would fetch from the internet.",
    "ingest.geoip.downloader.enabled: false",
    "cluster.routing.allocation.disk.watermark.low: 85%",
    "cluster.routing.allocation.disk.watermark.high: 90%",
    "cluster.routing.allocation.disk.watermark.flood_stage: 95%",
    "",
  ].join("\n");
};

/** Elasticsearch adds the options that its version needs. */
export const javaOptions = (site: Site): string => {
  const heap = `${bytesOf(site.get("ELASTICSEARCH_HEAP")) / 1024 ** 2}m`;
  const data = dataOf(site, "elasticsearch");
  return [
    ...[`-Xms${heap}`, `-Xmx${heap}`, "-XX:+UseG1GC", `-Djava.io.tmpdir=${tmpFolder(site)}`],
    ...[`-XX:HeapDumpPath=${data}`, `-XX:ErrorFile=${join(data, "logs", "hs_err_pid%p.log")}`, ""],
  ].join("\n");
};

/** To the journal, which bounds its own size. */
export const LOGGING = [
  "status = error",
  "appender.console.type = Console",
  "appender.console.name = console",
  "appender.console.layout.type = PatternLayout",
  "appender.console.layout.pattern = [%-5p] [%c{1.}] %marker%m%n",
  "rootLogger.level = info",
  "rootLogger.appenderRef.console.ref = console",
  "logger.deprecation.name = org.elasticsearch.deprecation",
  "logger.deprecation.level = error",
  "",
].join("\n");

export const files = (site: Site): readonly { readonly name: string; readonly content: string }[] => [
  { name: "elasticsearch.yml", content: serverConfiguration(site) },
  { name: "jvm.options", content: javaOptions(site) },
  { name: "log4j2.properties", content: LOGGING },
];

export const configPaths = (site: Site): readonly string[] => files(site).map(({ name }) => join(etcOf(site, "elasticsearch"), name));
