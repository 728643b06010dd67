/** Coze Loop: one server with its web application (`reference/deploy.md §2`). */
import { join } from "node:path";
import type { ArtefactNeed, Component, Description, RenderedFile, Service } from "../../contract/component.js";
import type { Site } from "../../contract/site.js";
import type { Context, Step } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { readIfThere } from "../../system/files.js";
import { coldCopyPart } from "../cold-copy.js";
import { httpHealth } from "../health.js";
import { account, accountOf, folders, releaseOf, unitOf } from "../layout.js";
import { modelsOf } from "../models/models.js";
import { artefacts as rocketmqArtefacts } from "../rocketmq/java.js";
import { type Subscription, topicsStep } from "../topics/topics.js";
import { adminStep, loopLocal, tokenStep } from "./account.js";
import { bucketStep } from "./bucket.js";
import { loopBuildSteps } from "./build.js";
import { loopChecks } from "./checks.js";
import { confFolder, confStep, MODEL_CONFIG, overlayFolder } from "./conf-step.js";
import { appFolder, environmentFile, environmentPath } from "./environment.js";
import { hostsStep } from "./hosts-step.js";
import { modelConfig } from "./model-config.js";
import { LOOP_PORT } from "./ports.js";
import { loopProblems } from "./problems.js";
import { inRelease, RELEASE } from "./release.js";
import { clickhouseStep, mysqlStep } from "./schema.js";
import { subscriptionsOf } from "./subscriptions.js";
import { loopUnit, needsOf } from "./unit.js";
import { LOOP_VARIABLES } from "./variables.js";

const NAME = "loop";

export const loopArtefact = (site: Site): ArtefactNeed => ({
  name: NAME,
  version: site.get("LOOP_VERSION"),
  as: "release",
  source: text(
    "built from coze-dev/coze-loop: see LOOP_CHECKOUT, which builds it here",
    "由 coze-dev/coze-loop 构建；设置 LOOP_CHECKOUT 可在本机构建",
  ),
  upstream: "loop-{version}-{arch}.tar.gz",
});

const modelFile = (site: Site): RenderedFile => ({
  path: join(confFolder(site), MODEL_CONFIG),
  mode: 0o640,
  owner: "root",
  group: accountOf(NAME),
  content: modelConfig(modelsOf(site)),
  secret: true,
});

const subscriptions = async ({ site }: Context): Promise<readonly Subscription[] | undefined> => {
  const config = await readIfThere(inRelease(site, RELEASE.subscriptions));
  return config === undefined ? undefined : subscriptionsOf(config);
};

/** Loop that starts before its topics stays unhealthy (coze-loop#58): everything stands before its first start. */
const prepare = (site: Site): readonly Step[] => [
  ...(site.get("LOOP_CHECKOUT") === "" ? [] : loopBuildSteps),
  hostsStep,
  confStep,
  mysqlStep,
  clickhouseStep,
  topicsStep({ component: NAME, subscriptions }),
  ...(site.get("LOOP_OSS") === "minio" ? [bucketStep] : []),
];

const service = (site: Site): Service => ({
  unit: unitOf(NAME),
  inputs: [releaseOf(site, NAME), environmentPath(site), confFolder(site)],
  health: () => httpHealth(`${loopLocal(site)}/ping`, (body) => body.includes("pong")),
  healthTimeoutMs: 180_000,
});

const describe = (site: Site): Description => ({
  memoryMb: 1024,
  account: account(site, NAME),
  ports: [
    {
      port: LOOP_PORT,
      purpose: text("Loop's API; fixed upstream, on all interfaces", "Loop 接口；上游固定，监听所有网卡"),
      isPublic: false,
    },
  ],
  // RocketMQ's own tool makes the topics, also where its server is on another host.
  artefacts: [...(site.get("LOOP_CHECKOUT") === "" ? [loopArtefact(site)] : []), ...rocketmqArtefacts(site)],
  folders: [
    ...folders(site, NAME, ["home"]),
    ...[appFolder(site), confFolder(site)].map((path) => ({ path, mode: 0o755 })),
    { path: overlayFolder(site), mode: 0o750 },
  ],
  files: [environmentFile(site), modelFile(site)],
  units: [loopUnit(site)],
  prepare: prepare(site),
  services: [service(site)],
  init: [adminStep, tokenStep],
  checks: loopChecks(site),
  backup: [
    coldCopyPart({
      component: NAME,
      title: text("conf folder of Loop", "Loop 的 conf 目录"),
      order: 60,
      units: [],
      folder: confFolder(site),
    }),
  ],
});

export const loop: Component = {
  name: NAME,
  target: "loop",
  title: text("Coze Loop", "Coze Loop"),
  needs: needsOf,
  places: { external: true, none: true },
  variables: LOOP_VARIABLES,
  problems: loopProblems,
  describe,
};
