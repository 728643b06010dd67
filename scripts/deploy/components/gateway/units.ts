/** The units of the gateway's processes. */
import { join } from "node:path";
import type { Unit } from "../../contract/component.js";
import type { Site } from "../../contract/site.js";
import { commandLine } from "../../units/quoting.js";
import { serviceUnit } from "../../units/service-unit.js";
import { accountOf, dataOf, releaseOf } from "../layout.js";
import { credentialPath, credentialsOf, environmentPath, filesFolder } from "./environment.js";
import type { Instance } from "./instances.js";

/** No address fence (webhooks, key sets and files of results go to hosts known by name alone) and V8's code counts 0.1. */
const THRESHOLD = 30;
/** After the grace the process has a few seconds for its last words. */
const LAST_WORDS_SECONDS = 10;

export const nodeProgram = (site: Site): string =>
  site.get("NODE_FROM") === "system" ? site.get("NODE_PROGRAM") : join(releaseOf(site, "node"), "bin/node");

export const mainProgram = (site: Site): string => join(releaseOf(site, "gateway"), "dist/src/main.js");

export const gatewayUnit = (site: Site, instance: Instance): Unit =>
  serviceUnit(site, {
    component: "gateway",
    name: instance.unit,
    description: `Ability Gateway (${instance.role}, port ${instance.port})`,
    user: accountOf("gateway"),
    start: commandLine(nodeProgram(site), "--enable-source-maps", mainProgram(site), "serve"),
    after: ["mysql", "redis-gateway"],
    environmentFile: environmentPath(site),
    credentials: Object.fromEntries(credentialsOf(site).map((credential) => [credential.name, credentialPath(site, credential)])),
    workingDirectory: dataOf(site, "gateway"),
    writable: [...new Set([dataOf(site, "gateway"), filesFolder(site)])],
    peers: "any",
    limits: { LimitNOFILE: "65536", TasksMax: "512", LimitCORE: "0" },
    without: {
      MemoryDenyWriteExecute: "V8 compiles JavaScript to machine code at run time and needs pages that change from writable to executable.",
    },
    stopSeconds: graceSeconds(site.get("GATEWAY_SHUTDOWN_GRACE")) + LAST_WORDS_SECONDS,
    extra: [
      ["Environment", `ROLE=${instance.role}`],
      ["Environment", `HOST=${instance.host}`],
      ["Environment", `PORT=${instance.port}`],
      // %d = the folder where systemd puts this unit's credentials.
      ...credentialsOf(site).map(({ name, variable }) => ["Environment", `${variable}_FILE=%d/${name}`] as const),
      // The main process drains and still needs its helpers (expressions run in processes of their own); the rest is ended with it.
      ["KillMode", "mixed"],
    ],
    threshold: THRESHOLD,
  });

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, "": 1 };

/** Of `20s`, `500ms`, `1m` or a bare number of seconds; 20 for what is none of these, which the gateway itself refuses. */
export const graceSeconds = (duration: string): number => {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(duration.trim()) ?? [];
  return count === undefined ? 20 : Math.ceil(Number(count) * (SECONDS[unit] ?? 1));
};
