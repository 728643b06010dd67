/** The Ability Gateway: api processes behind nginx and workers, restarted one after the other, each through its own drain. */
import type { ArtefactNeed, Component, Description, Folder, PortUse, Service } from "../../contract/component.js";
import type { Site } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { httpHealth } from "../health.js";
import { account, accountOf, dataOf, etcOf, releaseOf } from "../layout.js";
import { reportsToLoop } from "./addresses.js";
import { gatewayChecks } from "./checks.js";
import {
  credentialFiles,
  credentialPath,
  credentialsFolder,
  credentialsOf,
  environmentFile,
  environmentPath,
  filesFolder,
} from "./environment.js";
import { baseUrlOf, type Instance, instancesOf } from "./instances.js";
import { keptFilesPart } from "./kept-files.js";
import { migrateStep } from "./migrations.js";
import { problemsOfGateway } from "./problems.js";
import { cozeTokenStep, loopSettingsStep, loopTokenStep } from "./tokens.js";
import { gatewayUnit } from "./units.js";
import { GATEWAY_SECRETS, GATEWAY_VARIABLES } from "./variables.js";

const MEMORY_MB_EACH = 512;
const HEALTH_TIMEOUT_MS = 90_000;

export const gateway: Component = {
  name: "gateway",
  target: "gateway",
  title: text("Ability Gateway", "能力网关"),
  // Loop only once the gateway is told where to report: "apply gateway" shall not bring along a second product for nothing.
  needs: (site) => ["mysql", "redis-gateway", "studio", ...(reportsToLoop(site) ? (["loop"] as const) : [])],
  places: { external: true, none: true },
  variables: [...GATEWAY_VARIABLES, ...GATEWAY_SECRETS],
  problems: problemsOfGateway,
  describe: (site) => describeGateway(site),
};

const describeGateway = (site: Site): Description => {
  const instances = instancesOf(site);
  return {
    memoryMb: MEMORY_MB_EACH * instances.length,
    account: account(site, "gateway"),
    ports: instances.map(portOf),
    artefacts: artefactsOf(site),
    folders: foldersOf(site),
    files: [environmentFile(site), ...credentialFiles(site)],
    units: instances.map((instance) => gatewayUnit(site, instance)),
    prepare: [cozeTokenStep, loopTokenStep, migrateStep],
    services: instances.map((instance) => serviceOf(site, instance)),
    rolling: true,
    init: [loopSettingsStep],
    checks: gatewayChecks(site),
    backup: [keptFilesPart(site)],
  };
};

const portOf = ({ role, port }: Instance): PortUse => ({
  key: role === "api" ? "GATEWAY_PORT" : "GATEWAY_WORKER_PORT",
  port,
  purpose: role === "api" ? text("gateway, api", "网关 api") : text("gateway, health of a worker", "网关工作进程健康端口"),
  isPublic: false,
});

const GATEWAY_SOURCE = text(
  "Made from the project's sources: scripts/deploy/coze pack gateway --artifacts DIR",
  "由项目源码制作：scripts/deploy/coze pack gateway --artifacts DIR",
);

const artefactsOf = (site: Site): readonly ArtefactNeed[] => [
  {
    name: "gateway",
    version: site.get("GATEWAY_VERSION"),
    as: "release",
    strip: 1,
    source: GATEWAY_SOURCE,
    upstream: "ability-gateway-{version}.tar.gz",
  },
  ...(site.get("NODE_FROM") === "system"
    ? []
    : [
        {
          ...({ name: "node", version: site.get("NODE_VERSION"), as: "release", strip: 1 } as const),
          source: text("https://nodejs.org/dist/", "https://nodejs.org/dist/"),
          upstream: "node-v{version}.*-linux-{nodearch}.tar.xz",
        },
      ]),
];

const foldersOf = (site: Site): readonly Folder[] => {
  const owner = accountOf("gateway");
  return [
    { path: dataOf(site, "gateway"), mode: 0o750, owner },
    { path: filesFolder(site), mode: 0o750, owner },
    { path: etcOf(site, "gateway"), mode: 0o755 },
    { path: credentialsFolder(site), mode: 0o700 },
  ];
};

/** Ready = it can write a row and reach Redis; Coze is not asked. */
const serviceOf = (site: Site, instance: Instance): Service => ({
  unit: instance.unit,
  inputs: [
    environmentPath(site),
    ...credentialsOf(site).map((credential) => credentialPath(site, credential)),
    ...["gateway", ...(site.get("NODE_FROM") === "system" ? [] : ["node"])].map((name) => releaseOf(site, name)),
  ],
  health: () => httpHealth(`${baseUrlOf(instance)}/health/ready`),
  healthTimeoutMs: HEALTH_TIMEOUT_MS,
});
