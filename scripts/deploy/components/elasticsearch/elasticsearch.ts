import { join } from "node:path";
import type { ArtefactNeed, Component, Description, Health } from "../../contract/component.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { fenceOf } from "../../units/fence.js";
import { commandLine } from "../../units/quoting.js";
import { serviceUnit } from "../../units/service-unit.js";
import { coldCopyPart } from "../cold-copy.js";
import { httpHealth } from "../health.js";
import { kernelNeed } from "../kernel-setting.js";
import { account, accountOf, configuration, dataOf, etcOf, folders, inputsOf, releaseOf, unitOf } from "../layout.js";
import { megabytesOf } from "../settings.js";
import { checks } from "./checks.js";
import { esUrl } from "./client.js";
import { PLUGIN, pluginFolder, pluginStep } from "./plugin.js";
import { configPaths, files, problems, tmpFolder, VARIABLES } from "./settings.js";

/** Search of resources and knowledge texts (`reference/deploy.md §1.1`). Its templates and indices are Studio's steps. */
export const elasticsearch: Component = {
  name: "elasticsearch",
  target: "infra",
  title: text("Elasticsearch", "Elasticsearch"),
  needs: () => [],
  places: { external: true, none: false },
  variables: VARIABLES,
  problems,
  describe: (site) => describe(site),
};

const describe = (site: Site): Description => {
  const mapCount = kernelNeed(site, { component: "elasticsearch", name: "vm.max_map_count", value: 262_144 });
  return {
    // Files are read through memory as well.
    memoryMb: megabytesOf(site.get("ELASTICSEARCH_HEAP")) * 2,
    account: account(site, "elasticsearch"),
    ports: [
      { key: "ELASTICSEARCH_PORT", port: site.port("ELASTICSEARCH_PORT"), purpose: text("HTTP", "HTTP"), isPublic: false },
      {
        key: "ELASTICSEARCH_TRANSPORT_PORT",
        port: site.port("ELASTICSEARCH_TRANSPORT_PORT"),
        purpose: text("between nodes", "节点间"),
        isPublic: false,
      },
    ],
    artefacts: artefacts(site),
    folders: folders(site, "elasticsearch", ["data", "logs", "tmp"]),
    files: [...files(site).map((file) => configuration(site, "elasticsearch", file)), mapCount.file],
    units: [unit(site)],
    prepare: [mapCount.step, pluginStep],
    services: [
      {
        unit: unitOf("elasticsearch"),
        inputs: inputsOf(site, "elasticsearch", [
          ...configPaths(site),
          releaseOf(site, "elasticsearch"),
          join(pluginFolder(site), "plugin-descriptor.properties"),
        ]),
        health,
        // Upstream's few seconds were too few (`reference/deploy.md §1.7`).
        healthTimeoutMs: 300_000,
      },
    ],
    init: [],
    checks: [...checks(site), mapCount.check],
    backup: [
      coldCopyPart({
        component: "elasticsearch",
        title: text("Elasticsearch: all indices", "Elasticsearch：全部索引"),
        order: 40,
        units: [unitOf("elasticsearch")],
        folder: join(dataOf(site, "elasticsearch"), "data"),
      }),
    ],
  };
};

const artefacts = (site: Site): readonly ArtefactNeed[] => {
  const version = site.get("ELASTICSEARCH_VERSION");
  const server: ArtefactNeed = {
    name: "elasticsearch",
    version,
    as: "release",
    strip: 1,
    source: text(
      "artifacts.elastic.co/downloads/elasticsearch (with its own JDK); check its .sha512",
      "artifacts.elastic.co/downloads/elasticsearch（自带 JDK）；请校验 .sha512",
    ),
    upstream: "elasticsearch-{version}-linux-{arch}.tar.gz",
  };
  const plugin: ArtefactNeed = {
    name: PLUGIN,
    version,
    as: "file",
    source: text(
      "artifacts.elastic.co/downloads/elasticsearch-plugins/analysis-smartcn; for 8.18.0 also docker/volumes/elasticsearch/analysis-smartcn.zip in Studio's checkout (ELASTICSEARCH_SMARTCN)",
      "artifacts.elastic.co/downloads/elasticsearch-plugins/analysis-smartcn；8.18.0 也可用 Studio 检出目录中的 docker/volumes/elasticsearch/analysis-smartcn.zip（ELASTICSEARCH_SMARTCN）",
    ),
    upstream: "analysis-smartcn-{version}.zip",
  };
  return site.get("ELASTICSEARCH_SMARTCN") === "" ? [server, plugin] : [server];
};

const unit = (site: Site) =>
  serviceUnit(site, {
    component: "elasticsearch",
    description: "Elasticsearch of the Coze stack",
    user: accountOf("elasticsearch"),
    start: commandLine(join(releaseOf(site, "elasticsearch"), "bin", "elasticsearch")),
    workingDirectory: dataOf(site, "elasticsearch"),
    environment: { ES_PATH_CONF: etcOf(site, "elasticsearch"), ES_TMPDIR: tmpFolder(site) },
    // Its first start writes a keystore beside its configuration.
    writable: [dataOf(site, "elasticsearch"), etcOf(site, "elasticsearch")],
    peers: fenceOf(site, "elasticsearch"),
    limits: { LimitNOFILE: "65535", LimitNPROC: "4096" },
    // The code of a Java process that was told to end by SIGTERM.
    extra: [["SuccessExitStatus", "143"]],
    stopSeconds: 180,
    without: {
      MemoryDenyWriteExecute: "Java compiles at run time.",
      ProcSubset: "Java sizes itself by /proc/meminfo and /proc/cpuinfo.",
      "@resources": "Java sets priorities and affinities of its threads.",
    },
  });

/** Reads and writes work, and the analyzer is there: an index made without it would be lost. */
const health = async (context: Context): Promise<Health> => {
  const plugins = await httpHealth(esUrl(context, "/_cat/plugins?h=component"), (body) => body.includes(PLUGIN));
  if (!plugins.healthy) return plugins;
  return httpHealth(esUrl(context, "/_cluster/health?local=true"), (body) => !body.includes('"status":"red"'));
};
