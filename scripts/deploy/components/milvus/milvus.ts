import { join } from "node:path";
import type { ArtefactNeed, Component, Description } from "../../contract/component.js";
import { failureText } from "../../contract/failure.js";
import type { Check, Finding } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";
import type { Context, Step } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { done, later, pending, step } from "../../steps/step.js";
import { fenceOf } from "../../units/fence.js";
import { commandLine } from "../../units/quoting.js";
import { serviceUnit } from "../../units/service-unit.js";
import { coldCopyPart } from "../cold-copy.js";
import { etcdArtefact } from "../etcd/etcd.js";
import { roomCheck, verdict } from "../findings.js";
import { httpHealth } from "../health.js";
import { account, accountOf, configuration, dataOf, etcOf, folders, inputsOf, releaseOf, unitOf } from "../layout.js";
import { bucketExists, ensureBucket } from "../minio/objects.js";
import { bytesOf, megabytesOf } from "../settings.js";
import { forgetSessions, sessionCheck } from "./sessions.js";
import { environment, problems, VARIABLES } from "./settings.js";

/** Vectors of the knowledge bases. Studio panics when it is not ready, so its gate is /healthz and not an open port (`reference/deploy.md §1.7`). */
export const milvus: Component = {
  name: "milvus",
  target: "infra",
  title: text("Milvus vector store", "Milvus 向量库"),
  needs: () => ["etcd", "minio"],
  places: { external: true, none: true },
  variables: VARIABLES,
  problems,
  describe: (site) => describe(site),
};

const environmentFile = (site: Site): string => join(etcOf(site, "milvus"), "milvus.env");

const describe = (site: Site): Description => ({
  memoryMb: megabytesOf(site.get("MILVUS_MEMORY")),
  account: account(site, "milvus"),
  ports: [
    { key: "MILVUS_PORT", port: site.port("MILVUS_PORT"), purpose: text("gRPC", "gRPC"), isPublic: false },
    {
      key: "MILVUS_HEALTH_PORT",
      port: site.port("MILVUS_HEALTH_PORT"),
      purpose: text("health and metrics", "健康检查与指标"),
      isPublic: false,
    },
  ],
  artefacts: [artefact(site), etcdArtefact(site)],
  folders: folders(site, "milvus", ["data", "data/rocksmq", "data/local"]),
  files: [configuration(site, "milvus", { name: "milvus.env", content: environment(site), secret: true })],
  units: [unit(site)],
  prepare: [bucketStep],
  services: [
    {
      unit: unitOf("milvus"),
      inputs: inputsOf(site, "milvus", [environmentFile(site), releaseOf(site, "milvus")]),
      health: ({ site: at }) => httpHealth(`http://${at.address("milvus")}:${at.port("MILVUS_HEALTH_PORT")}/healthz`),
      healthTimeoutMs: 300_000,
    },
  ],
  init: [],
  checks: [healthCheck, sessionCheck, memoryCheck, roomCheck("milvus", dataOf(site, "milvus"), 10)],
  backup: [
    coldCopyPart({
      component: "milvus",
      title: text(
        "Milvus: its queue and local files (with etcd and the object store, of one moment)",
        "Milvus：队列与本地文件（与 etcd、对象存储同一时刻）",
      ),
      order: 30,
      units: [unitOf("milvus")],
      folder: join(dataOf(site, "milvus"), "data"),
    }),
  ],
});

const artefact = (site: Site): ArtefactNeed => ({
  name: "milvus",
  version: site.get("MILVUS_VERSION"),
  as: "release",
  strip: 1,
  source: text(
    "the folder /milvus of the image milvusdb/milvus of that version packed as a tarball (bin, lib, configs), or unpacked from Milvus' deb (x86_64 only); made for Ubuntu 22.04 and EL 8; needs libaio, libgomp and libopenblas on the machine",
    "将同版本镜像 milvusdb/milvus 的 /milvus 目录（bin、lib、configs）打包，或从 Milvus 的 deb 解出（仅 x86_64）；面向 Ubuntu 22.04 与 EL 8；机器上需有 libaio、libgomp、libopenblas",
  ),
  upstream: "milvus-{version}-linux-{arch}.tar.gz",
});

/** Internal ports are open on every interface; the fence lets nobody in but the peers. */
const unit = (site: Site) => {
  const release = releaseOf(site, "milvus");
  return serviceUnit(site, {
    component: "milvus",
    description: "Milvus vector store of the Coze stack",
    user: accountOf("milvus"),
    startPre: forgetSessions(site),
    start: commandLine(join(release, "bin", "milvus"), "run", "standalone"),
    after: ["etcd", "minio"],
    workingDirectory: release,
    environment: { LD_LIBRARY_PATH: join(release, "lib") },
    environmentFile: environmentFile(site),
    writable: [dataOf(site, "milvus")],
    peers: fenceOf(site, "milvus", ["etcd", "minio"]),
    limits: { LimitNOFILE: "65536", MemoryMax: String(bytesOf(site.get("MILVUS_MEMORY"))) },
    stopSeconds: 180,
    without: {
      ProcSubset: "It sizes its caches by /proc/meminfo and /proc/cpuinfo.",
      "@resources": "Its search threads set their affinities.",
    },
  });
};

const bucketStep: Step = step({
  id: "milvus/bucket",
  component: "milvus",
  title: text("Bucket of the vector segments", "向量段的桶"),
  isDone: async (context) => {
    const bucket = context.site.get("MILVUS_BUCKET");
    try {
      return (await bucketExists(context, bucket)) ? done : pending(text(`there is no bucket ${bucket}`, `没有桶 ${bucket}`));
    } catch (error) {
      return later(failureText(error));
    }
  },
  run: (context) => ensureBucket(context, context.site.get("MILVUS_BUCKET")),
});

const APPLY = text(
  "journalctl -u coze-milvus -n 100; systemctl restart coze-milvus",
  "journalctl -u coze-milvus -n 100；systemctl restart coze-milvus",
);

const healthCheck: Check = {
  id: "milvus/health",
  title: text("Milvus is ready", "Milvus 就绪"),
  run: async ({ site }: Context): Promise<Finding[]> => {
    const { healthy, evidence } = await httpHealth(`http://${site.address("milvus")}:${site.port("MILVUS_HEALTH_PORT")}/healthz`);
    return [
      verdict(healthy, { id: "milvus/health", what: text("All parts of Milvus are ready", "Milvus 各部分均已就绪"), evidence, fix: APPLY }),
    ];
  },
};

const memoryCheck: Check = {
  id: "milvus/memory",
  title: text("Memory of Milvus", "Milvus 内存"),
  run: async ({ site }: Context): Promise<Finding[]> => {
    const size = bytesOf(site.get("MILVUS_MEMORY"));
    const what = text("At least 4 GB for Milvus (upstream advises 8)", "Milvus 至少 4 GB（上游建议 8 GB）");
    const fix = text("raise MILVUS_MEMORY, then coze apply milvus", "调大 MILVUS_MEMORY，然后 coze apply milvus");
    return [
      verdict(size >= 4 * 1024 ** 3, { id: "milvus/memory", what, evidence: `MILVUS_MEMORY=${site.get("MILVUS_MEMORY")}`, fix }, "warning"),
    ];
  },
};
