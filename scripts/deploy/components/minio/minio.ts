import { join } from "node:path";
import { releasedFile } from "../../artefacts/release-folder.js";
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
import { problems, VARIABLES } from "./settings.js";

/** Uploads, icons and vector segments (`reference/deploy.md §1.1`). Every product makes its own bucket with `objects.ts`. */
export const minio: Component = {
  name: "minio",
  target: "infra",
  title: text("MinIO object store", "MinIO 对象存储"),
  needs: () => [],
  places: { external: true, none: false },
  variables: VARIABLES,
  problems,
  describe: (site) => describe(site),
};

const environmentFile = (site: Site): string => join(etcOf(site, "minio"), "minio.env");

const describe = (site: Site): Description => ({
  memoryMb: 768,
  account: account(site, "minio"),
  ports: [{ key: "MINIO_PORT", port: site.port("MINIO_PORT"), purpose: text("S3", "S3"), isPublic: false }],
  artefacts: [artefact(site)],
  folders: folders(site, "minio", ["data"]),
  files: [configuration(site, "minio", { name: "minio.env", content: environment(site), secret: true })],
  units: [unit(site)],
  prepare: [],
  services: [
    {
      unit: unitOf("minio"),
      inputs: inputsOf(site, "minio", [environmentFile(site), releaseOf(site, "minio")]),
      health: ({ site: at }) => httpHealth(`http://${at.address("minio")}:${at.port("MINIO_PORT")}/minio/health/live`),
      healthTimeoutMs: 120_000,
    },
  ],
  init: [],
  checks: [anonymousCheck, roomCheck("minio", dataOf(site, "minio"), 10)],
  backup: [
    coldCopyPart({
      component: "minio",
      title: text("MinIO: all buckets", "MinIO：全部桶"),
      order: 20,
      // Vector segments lie in a bucket: they must be of the same moment as Milvus and etcd.
      units: [...(site.isHere("milvus") ? [unitOf("milvus")] : []), unitOf("minio")],
      folder: join(dataOf(site, "minio"), "data"),
    }),
  ],
});

const artefact = (site: Site): ArtefactNeed => ({
  name: "minio",
  version: site.get("MINIO_VERSION"),
  as: "file",
  source: text(
    "github.com/minio/minio, built from the source tag with Go: go build -o minio . (the last published binary, RELEASE.2025-09-07T16-13-09Z, carries CVE-2025-62506; dl.min.io answers 410)",
    "github.com/minio/minio，用 Go 从源码标签编译：go build -o minio .（最后发布的二进制 RELEASE.2025-09-07T16-13-09Z 存在 CVE-2025-62506；dl.min.io 返回 410）",
  ),
  upstream: "minio.{version}",
});

/** One line each, as `EnvironmentFile=` reads them: in quotes a `$` stands for itself. */
const environment = (site: Site): string =>
  [
    ["MINIO_ROOT_USER", site.get("MINIO_ROOT_USER")],
    ["MINIO_ROOT_PASSWORD", site.secret("MINIO_ROOT_PASSWORD")],
    ["MINIO_SITE_REGION", site.get("MINIO_REGION")],
    ["MINIO_BROWSER", "off"],
    ["MINIO_UPDATE", "off"],
  ]
    .map(([name, value = ""]) => `${name}="${value.replace(/[\\"]/g, "\\$&")}"\n`)
    .join("");

/** It takes one address: with peers that is every interface, and the fence of the unit keeps the others out. */
const listenAddress = (site: Site): string => {
  const { addresses } = site.listen("minio");
  return `${addresses.length === 1 ? addresses[0] : ""}:${site.port("MINIO_PORT")}`;
};

const unit = (site: Site) =>
  serviceUnit(site, {
    component: "minio",
    description: "MinIO object store of the Coze stack",
    user: accountOf("minio"),
    start: commandLine(releasedFile(site, "minio"), "server", "--address", listenAddress(site), join(dataOf(site, "minio"), "data")),
    workingDirectory: dataOf(site, "minio"),
    environmentFile: environmentFile(site),
    writable: [dataOf(site, "minio")],
    peers: fenceOf(site, "minio"),
    limits: { LimitNOFILE: "65536" },
    without: { ProcSubset: "It sizes its caches by /proc/meminfo and finds its disks in /proc/self/mountinfo and /proc/diskstats." },
  });

const anonymousCheck: Check = {
  id: "minio/anonymous",
  title: text("Nobody lists objects without a key", "无密钥不能列出对象"),
  run: async ({ site }: Context): Promise<Finding[]> => {
    const url = `http://${site.address("minio")}:${site.port("MINIO_PORT")}/`;
    const answer = await probeHttp({ url });
    const said = "failure" in answer ? answer.failure : String(answer.status);
    const what = text("The object store refuses requests without a signature", "对象存储拒绝未签名的请求");
    return [
      verdict(said === "403", {
        id: "minio/anonymous",
        what,
        evidence: `GET ${url} → ${said}`,
        fix: text("systemctl status coze-minio; coze apply minio", "systemctl status coze-minio；coze apply minio"),
      }),
    ];
  },
};
