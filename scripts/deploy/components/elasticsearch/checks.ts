import type { Check, Finding } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { roomCheck, verdict } from "../findings.js";
import { dataOf } from "../layout.js";
import { bytesOf } from "../settings.js";
import { esJson } from "./client.js";
import { PLUGIN } from "./plugin.js";

export const checks = (site: Site): readonly Check[] => [
  { id: "elasticsearch/plugin", title: text("Plugin of the same version", "插件版本一致"), run: pluginFindings },
  { id: "elasticsearch/heap", title: text("Java heap", "Java 堆"), run: heapFindings },
  { id: "elasticsearch/indices", title: text("State of the indices", "索引状态"), run: indexFindings },
  { id: "elasticsearch/bind", title: text("Addresses of Elasticsearch", "Elasticsearch 监听地址"), run: bindFindings },
  roomCheck("elasticsearch", dataOf(site, "elasticsearch"), 10),
];

const APPLY = text("coze apply elasticsearch", "coze apply elasticsearch");

const pluginFindings = async (context: Context): Promise<Finding[]> => {
  const { version } = await esJson<{ version: { number: string } }>(context, { path: "/" });
  const plugins = await esJson<{ component: string; version: string }[]>(context, { path: "/_cat/plugins?format=json" });
  const found = plugins.find(({ component }) => component === PLUGIN)?.version;
  const what = text(`${PLUGIN} is loaded and of Elasticsearch's version`, `${PLUGIN} 已加载且与 Elasticsearch 版本相同`);
  const evidence = `Elasticsearch ${version.number}, ${PLUGIN} ${found ?? "not loaded"}`;
  return [
    verdict(found === version.number, {
      id: "elasticsearch/plugin",
      what,
      evidence,
      fix: text(
        "coze apply elasticsearch; systemctl restart coze-elasticsearch",
        "coze apply elasticsearch；systemctl restart coze-elasticsearch",
      ),
    }),
  ];
};

interface NodeStats {
  readonly nodes: Readonly<
    Record<string, { readonly jvm: { readonly mem: { readonly heap_max_in_bytes: number; readonly heap_used_percent: number } } }>
  >;
}

const heapFindings = async (context: Context): Promise<Finding[]> => {
  const { nodes } = await esJson<NodeStats>(context, { path: "/_nodes/stats/jvm" });
  const wanted = bytesOf(context.site.get("ELASTICSEARCH_HEAP"));
  return Object.values(nodes).flatMap(({ jvm: { mem } }) => {
    const evidence = `${Math.round(mem.heap_max_in_bytes / 1024 ** 2)} MiB, ${mem.heap_used_percent} % used`;
    const size = verdict(Math.abs(mem.heap_max_in_bytes - wanted) < wanted / 20, {
      id: "elasticsearch/heap/size",
      what: text("The heap is that of ELASTICSEARCH_HEAP", "堆大小与 ELASTICSEARCH_HEAP 一致"),
      evidence,
      fix: APPLY,
    });
    const fix = text("raise ELASTICSEARCH_HEAP, then coze apply elasticsearch", "调大 ELASTICSEARCH_HEAP，然后 coze apply elasticsearch");
    return [
      size,
      verdict(mem.heap_used_percent < 85, { id: "elasticsearch/heap/used", what: text("Heap left", "堆余量"), evidence, fix }, "warning"),
    ];
  });
};

const indexFindings = async (context: Context): Promise<Finding[]> => {
  const indices = await esJson<{ index: string; health: string; rep: string }[]>(context, {
    path: "/_cat/indices?format=json&h=index,health,rep",
  });
  const red = indices.filter(({ health }) => health === "red");
  const waiting = indices.filter(({ health, rep }) => health === "yellow" && rep !== "0");
  const listed = (some: typeof indices): string => some.map(({ index, health, rep }) => `${index} ${health} rep=${rep}`).join(", ");
  return [
    verdict(red.length === 0, {
      id: "elasticsearch/indices/red",
      what: text("No index has lost shards", "没有索引丢失分片"),
      evidence: listed(red) || `${indices.length} indices`,
      fix: text(
        "journalctl -u coze-elasticsearch -n 100; else coze restore of the last backup",
        "journalctl -u coze-elasticsearch -n 100；否则用 coze restore 恢复最近的备份",
      ),
    }),
    verdict(
      waiting.length === 0,
      {
        id: "elasticsearch/indices/replicas",
        what: text("No index waits for a second node", "没有索引在等待第二个节点"),
        evidence: listed(waiting) || "none with replicas",
        fix: text(
          'ES_NUMBER_OF_REPLICAS=0 for Studio, and PUT /<index>/_settings {"number_of_replicas":0}',
          '为 Studio 设置 ES_NUMBER_OF_REPLICAS=0，并 PUT /<index>/_settings {"number_of_replicas":0}',
        ),
      },
      "warning",
    ),
  ];
};

const bindFindings = async (context: Context): Promise<Finding[]> => {
  const { nodes } = await esJson<{ nodes: Record<string, { http: { bound_address: string[] } }> }>(context, { path: "/_nodes/http" });
  const bound = Object.values(nodes).flatMap(({ http }) => http.bound_address);
  const expected = context.site.listen("elasticsearch").addresses;
  const stray = bound.filter((address) => !expected.includes(address.replace(/:\d+$/, "")) && !address.startsWith("[::1]"));
  const what = text("Elasticsearch listens where the site says", "Elasticsearch 只监听站点配置的地址");
  return [verdict(stray.length === 0, { id: "elasticsearch/bind", what, evidence: bound.join(", "), fix: APPLY })];
};
