/** Coze Studio: the server with its web application (`reference/deploy.md §1`). */
import { join } from "node:path";
import type { Component, Description, Folder, RenderedFile, Service } from "../../contract/component.js";
import type { Site } from "../../contract/site.js";
import type { Step } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { probeHttp } from "../../system/probe.js";
import { coldCopyPart } from "../cold-copy.js";
import { account, accountOf, configuration, dataOf, folders, releaseOf, unitOf } from "../layout.js";
import { modelsOf } from "../models/models.js";
import { topicsStep } from "../topics/topics.js";
import { adminStep, tokenStep } from "./account.js";
import { studioArtefacts } from "./artefacts.js";
import { studioBuildSteps } from "./build.js";
import { studioChecks } from "./checks.js";
import { denoCacheStep } from "./deno-cache.js";
import { dotenvText } from "./dotenv.js";
import { studioEnvironment } from "./environment.js";
import { bucketStep, iconsStep } from "./icons.js";
import { modelFile } from "./model-files.js";
import { studioProblems } from "./problems.js";
import { studioLocal } from "./public-address.js";
import { pythonStep } from "./python.js";
import { appFolder, confFolder, overlayFolder } from "./release.js";
import { ATLAS_CONFIG, atlasStep, baseSchemaStep } from "./schema.js";
import { searchStep } from "./search.js";
import { storesOf, studioUnit, waitScriptPath } from "./unit.js";
import { STUDIO_VARIABLES } from "./variables.js";
import { waitScript } from "./wait-gates.js";
import { workspaceStep } from "./workspace.js";

const NAME = "studio";
const USER = accountOf(NAME);

const studioFolders = (site: Site): readonly Folder[] => [
  ...folders(site, NAME, ["home", "deno", "node_modules"]),
  // Root's: the server writes nothing of what it is started with.
  ...[appFolder(site), join(appFolder(site), "resources"), confFolder(site), join(confFolder(site), "model")].map((path) => ({
    path,
    mode: 0o755,
  })),
  { path: overlayFolder(site), mode: 0o750 },
  { path: join(overlayFolder(site), "model"), mode: 0o750 },
];

const envFile = (site: Site): RenderedFile => ({
  path: join(appFolder(site), ".env"),
  mode: 0o600,
  owner: USER,
  content: dotenvText(studioEnvironment(site)),
  secret: true,
});

const studioFiles = (site: Site): readonly RenderedFile[] => [
  envFile(site),
  ...modelsOf(site).map((model) => {
    const { name, content } = modelFile(model);
    return { path: join(confFolder(site), "model", name), mode: 0o600, owner: USER, content, secret: true };
  }),
  configuration(site, NAME, { name: "wait-for-stores", content: waitScript(site) }),
  configuration(site, NAME, { name: "atlas.hcl", content: ATLAS_CONFIG }),
];

/** Topics of upstream's constants (`reference/deploy.md §1.3`). */
const TOPICS = [
  { topic: "opencoze_knowledge", groups: ["cg_knowledge"] },
  { topic: "opencoze_search_app", groups: ["cg_search_app"] },
  { topic: "opencoze_search_resource", groups: ["cg_search_resource"] },
];

/** The server stops instead of waiting for what is missing, so everything stands before its first start. */
const prepare = (site: Site): readonly Step[] => [
  ...(site.get("STUDIO_CHECKOUT") === "" ? [] : studioBuildSteps),
  workspaceStep,
  ...(site.get("STUDIO_WHEELS_VERSION") === "" ? [] : [pythonStep]),
  ...(site.get("STUDIO_CODE_RUNNER") === "sandbox" && site.get("STUDIO_DENO_CACHE_VERSION") !== "" ? [denoCacheStep] : []),
  baseSchemaStep,
  atlasStep,
  searchStep,
  ...(site.get("STUDIO_STORAGE") === "minio" ? [bucketStep, iconsStep] : []),
  ...(site.get("STUDIO_MQ") === "rmq" ? [topicsStep({ component: NAME, subscriptions: async () => TOPICS })] : []),
];

/** There is no health route: an API path without a token answers JSON with a code (`§1.4`). */
const service = (site: Site): Service => ({
  unit: unitOf(NAME),
  inputs: [
    releaseOf(site, NAME),
    ...(site.get("STUDIO_DENO_VERSION") === "" ? [] : [releaseOf(site, "deno-studio")]),
    waitScriptPath(site),
    join(appFolder(site), ".env"),
    join(appFolder(site), "resources"),
  ],
  health: async () => {
    const url = `${studioLocal(site)}/v1/workflow/get_run_history`;
    const answer = await probeHttp({ url });
    if ("failure" in answer) return { healthy: false, evidence: `GET ${url} → ${answer.failure}` };
    return { healthy: /"code"\s*:/.test(answer.body), evidence: `GET ${url} → ${answer.status} ${answer.body.slice(0, 120)}` };
  },
  healthTimeoutMs: 180_000,
});

const describe = (site: Site): Description => ({
  memoryMb: 2048,
  account: account(site, NAME),
  ports: [{ key: "STUDIO_PORT", port: site.port("STUDIO_PORT"), purpose: text("Studio's API", "Studio 接口"), isPublic: false }],
  artefacts: studioArtefacts(site),
  folders: studioFolders(site),
  files: studioFiles(site),
  units: [studioUnit(site)],
  prepare: prepare(site),
  services: [service(site)],
  init: [adminStep, tokenStep],
  checks: studioChecks(site),
  backup: [
    coldCopyPart({
      component: NAME,
      title: text("conf folder of Studio", "Studio 的 conf 目录"),
      order: 60,
      units: [],
      folder: join(dataOf(site, NAME), "app", "resources"),
    }),
  ],
});

export const studio: Component = {
  name: NAME,
  target: "studio",
  title: text("Coze Studio", "Coze Studio"),
  needs: storesOf,
  places: { external: true, none: true },
  variables: STUDIO_VARIABLES,
  problems: studioProblems,
  describe,
};
