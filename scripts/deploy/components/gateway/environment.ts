/**
 * What the gateway's processes are told: one flat file without secrets, and a root-only file per secret, which systemd hands
 * to the process as a credential (`X_FILE=%d/x`). Neither `export` nor `${VAR}`: systemd knows neither (`reference/deploy.md §1.3`).
 */
import { join } from "node:path";
import type { RenderedFile } from "../../contract/component.js";
import type { Site } from "../../contract/site.js";
import { accountOf, dataOf, etcOf } from "../layout.js";
import { cozeUrl, databaseUrl, loopUrl, redisUrl, reportsToLoop } from "./addresses.js";
import { PASSED_ON_KEYS } from "./variables.js";

export const environmentPath = (site: Site): string => join(etcOf(site, "gateway"), "gateway.env");
export const credentialsFolder = (site: Site): string => join(etcOf(site, "gateway"), "credentials");
export const filesFolder = (site: Site): string => site.get("GATEWAY_FILE_STORAGE") || join(dataOf(site, "gateway"), "files");

/** As systemd reads it back: quotes round whatever is more than plain letters. */
const line = ([name, value]: readonly [string, string]): string =>
  /^[\w@%+=:,./-]*$/.test(value) ? `${name}=${value}` : `${name}="${value.replace(/[\\"]/g, "\\$&")}"`;

export const environmentFile = (site: Site): RenderedFile => ({
  path: environmentPath(site),
  mode: 0o640,
  owner: "root",
  group: accountOf("gateway"),
  content: `# Rendered by scripts/deploy from site.env: changes made here are overwritten.\n${entries(site).map(line).join("\n")}\n`,
  secret: false,
});

const entries = (site: Site): readonly (readonly [string, string])[] => {
  const values: Record<string, string> = {
    NODE_ENV: "production",
    MIGRATE_ON_START: "off",
    PUBLIC_URL: site.get("GATEWAY_URL"),
    DATA_DIR: dataOf(site, "gateway"),
    FILE_STORAGE: filesFolder(site),
    COZE_BASE_URL: cozeUrl(site),
    COZE_STUDIO_URL: site.place("studio").kind === "none" ? "" : site.get("STUDIO_URL"),
    ...loopValues(site),
  };
  for (const key of PASSED_ON_KEYS) values[key.slice("GATEWAY_".length)] = site.get(key);
  values.TRUST_PROXY ||= trustedProxy(site);
  values.FILE_ENGINE_HOSTS ||= objectStore(site);
  return Object.entries(values).filter(([, value]) => value !== "");
};

const loopValues = (site: Site): Record<string, string> =>
  reportsToLoop(site)
    ? {
        COZE_LOOP_BASE_URL: loopUrl(site),
        COZE_LOOP_WORKSPACE_ID: site.get("GATEWAY_LOOP_WORKSPACE_ID"),
        COZE_LOOP_UI_URL: site.get("LOOP_URL"),
      }
    : {};

const trustedProxy = (site: Site): string => {
  const place = site.place("nginx");
  if (place.kind === "none") return "off";
  return place.kind === "here" ? "loopback" : place.address;
};

/** Studio's links to files name MinIO as Studio reaches it: the gateway calls Studio without nginx, which would rewrite them. */
const objectStore = (site: Site): string =>
  site.place("studio").kind === "none" || site.place("minio").kind === "none"
    ? ""
    : `http://${site.address("minio")}:${site.port("MINIO_PORT")}`;

export interface Credential {
  /** Of the file, and of the credential. */
  readonly name: string;
  /** The gateway's variable; it takes the file as `<VARIABLE>_FILE`. */
  readonly variable: string;
  /** "" = made by a step of another component. */
  readonly value: string;
}

/** Every secret that the gateway is given. */
export const credentialsOf = (site: Site): readonly Credential[] => {
  const needed: readonly Credential[] = [
    { name: "database-url", variable: "DATABASE_URL", value: databaseUrl(site) },
    { name: "redis-url", variable: "REDIS_URL", value: redisUrl(site) },
    { name: "service-api-token", variable: "SERVICE_API_TOKEN", value: site.secret("GATEWAY_SERVICE_API_TOKEN") },
    { name: "secrets-key", variable: "SECRETS_KEY", value: site.secret("GATEWAY_SECRETS_KEY") },
    { name: "coze-api-token", variable: "COZE_API_TOKEN", value: site.secret("GATEWAY_COZE_API_TOKEN") },
  ];
  const optional: readonly Credential[] = [
    { name: "secrets-key-previous", variable: "SECRETS_KEY_PREVIOUS", value: site.secret("GATEWAY_SECRETS_KEY_PREVIOUS") },
    { name: "auth-jwt-secret", variable: "AUTH_JWT_SECRET", value: site.secret("GATEWAY_AUTH_JWT_SECRET") },
    { name: "coze-studio-session", variable: "COZE_STUDIO_SESSION", value: site.secret("GATEWAY_COZE_STUDIO_SESSION") },
  ];
  const loop: Credential = { name: "coze-loop-api-token", variable: "COZE_LOOP_API_TOKEN", value: site.secret("GATEWAY_LOOP_API_TOKEN") };
  return [...needed, ...optional.filter(({ value }) => value !== ""), ...(reportsToLoop(site) ? [loop] : [])];
};

export const credentialPath = (site: Site, { name }: Pick<Credential, "name">): string => join(credentialsFolder(site), name);

/** Root's alone: systemd reads them, and gives each process its own copy. */
export const credentialFiles = (site: Site): readonly RenderedFile[] =>
  credentialsOf(site)
    .filter(({ value }) => value !== "")
    .map((credential) => ({ path: credentialPath(site, credential), mode: 0o600, content: `${credential.value}\n`, secret: true }));
