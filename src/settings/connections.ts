/**
 * The file of named Coze connections, a JSON object from name to settings:
 * `{ "marketing": { "tokenFile": "marketing.token", "spaceId": "7530000000000000002", "timeout": "60s" } }`.
 * What a connection leaves out it takes over from the `COZE_…` variables, except the token and the space.
 */
import { dirname, resolve } from "node:path";
import { isJsonObject, type JsonObject, tryParseJson } from "../kernel/json.js";
import { choice, type Parsed, type Parser, path } from "./parsers.js";
import { fileSecret, readText, type Secret } from "./secret.js";
import {
  engineId,
  engineTimeout,
  engineToken,
  FILE_INPUTS,
  type FileInputSetting,
  FLAVOURS,
  type FlavourSetting,
} from "./service-variables.js";
import { closest } from "./typos.js";
import { origin, webAddress } from "./url-parsers.js";

export interface CozeConnectionConfig {
  /** `default`, or a name out of COZE_CONNECTIONS_FILE: what a mapping refers to. */
  readonly name: string;
  /** Scheme, host and port, without a slash at the end. */
  readonly baseUrl: string;
  /** For links; null = none. */
  readonly studioUrl: string | null;
  readonly spaceId: string | null;
  readonly flavour: FlavourSetting;
  /** How workflows are given a file; null = as the flavour wants it. */
  readonly fileInput: "url" | "file_id" | null;
  readonly timeoutMs: number;
  readonly token: Secret;
  /** Cookie of somebody signed in to Studio; null = none. */
  readonly studioSession: Secret | null;
}

export interface ConnectionsFile {
  readonly path: string;
  readonly defaults: ConnectionDefaults;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface ConnectionDefaults {
  readonly baseUrl: string | undefined;
  readonly studioUrl: string | undefined;
  readonly flavour: FlavourSetting;
  readonly fileInput: FileInputSetting;
  readonly timeoutMs: number;
}

export interface Connections {
  readonly connections: readonly CozeConnectionConfig[];
  readonly problems: readonly string[];
}

export const readConnections = (file: ConnectionsFile): Connections => {
  const content = readText(file.path);
  if ("problem" in content) return { connections: [], problems: [`COZE_CONNECTIONS_FILE ${content.problem}.`] };
  const json = tryParseJson(content.value);
  if (!isJsonObject(json)) {
    return { connections: [], problems: [`COZE_CONNECTIONS_FILE names the file ${file.path}, which is not a JSON object.`] };
  }
  const connections: CozeConnectionConfig[] = [];
  const problems: string[] = [];
  for (const [name, settings] of Object.entries(json)) {
    const reader = createSettingsReader(settings);
    const connection = readConnection(name, reader, file);
    if (connection) connections.push(connection);
    problems.push(...reader.problems.map((problem) => `In ${file.path}, connection ${JSON.stringify(name)}: ${problem}.`));
  }
  return { connections, problems };
};

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const SETTINGS = [
  "baseUrl",
  "studioUrl",
  "spaceId",
  "flavour",
  "fileInput",
  "timeout",
  "token",
  "tokenFile",
  "studioSession",
  "studioSessionFile",
] as const;

type SettingsReader = ReturnType<typeof createSettingsReader>;

/** Collects problems while the settings of one connection are taken out one by one. */
const createSettingsReader = (settings: unknown) => {
  const object: JsonObject = isJsonObject(settings) ? settings : {};
  const problems: string[] = isJsonObject(settings) ? [] : ["its settings must be an object"];
  for (const key of Object.keys(object).filter((name) => !(SETTINGS as readonly string[]).includes(name))) {
    const meant = closest(key, SETTINGS);
    problems.push(`${JSON.stringify(key)} is not a setting${meant ? `, did you mean ${meant}?` : ` (known: ${SETTINGS.join(", ")})`}`);
  }
  const take = <T>(key: (typeof SETTINGS)[number], parse: Parser<T>): T | undefined => {
    const value = object[key];
    if (value === undefined) return undefined;
    const parsed: Parsed<T> = typeof value === "string" ? parse(value) : { problem: "must be text in quotes" };
    if ("value" in parsed) return parsed.value;
    problems.push(`${key} ${parsed.problem}`);
    return undefined;
  };
  return { take, problems, has: (key: (typeof SETTINGS)[number]) => object[key] !== undefined };
};

const readConnection = (name: string, reader: SettingsReader, file: ConnectionsFile): CozeConnectionConfig | undefined => {
  const { defaults } = file;
  if (name === "default") reader.problems.push("this name belongs to the COZE_… variables; choose another");
  else if (!NAME.test(name)) reader.problems.push("its name must consist of 1 to 40 small letters, digits and dashes");
  const baseUrl = reader.take("baseUrl", origin) ?? defaults.baseUrl;
  const studioUrl = reader.take("studioUrl", webAddress);
  const spaceId = reader.take("spaceId", engineId) ?? null;
  const flavour = reader.take("flavour", choice(...FLAVOURS));
  const fileInput = reader.take("fileInput", choice(...FILE_INPUTS)) ?? (baseUrl === defaults.baseUrl ? defaults.fileInput : "auto");
  const timeoutMs = reader.take("timeout", engineTimeout) ?? defaults.timeoutMs;
  const token = readToken(name, reader, file);
  const studioSession = readStudioSession(name, reader, file);
  if (!baseUrl && !reader.has("baseUrl")) reader.problems.push("baseUrl is missing, and COZE_BASE_URL is not set either");
  if (!baseUrl || !token) return undefined;
  const same = baseUrl === defaults.baseUrl;
  return {
    name,
    baseUrl,
    studioUrl: studioUrl ?? studioOf(baseUrl, same ? defaults.studioUrl : undefined),
    spaceId,
    flavour: flavour ?? (same ? defaults.flavour : "auto"),
    fileInput: fileInput === "auto" ? null : fileInput,
    timeoutMs,
    token,
    studioSession,
  };
};

const readToken = (name: string, reader: SettingsReader, file: ConnectionsFile): Secret | undefined => {
  if (reader.has("token") !== reader.has("tokenFile")) return readSecret("token", name, { reader, file });
  reader.problems.push("exactly one of token and tokenFile is needed");
  return undefined;
};

const readStudioSession = (name: string, reader: SettingsReader, file: ConnectionsFile): Secret | null => {
  const [plain, inFile] = [reader.has("studioSession"), reader.has("studioSessionFile")];
  if (plain !== inFile) return readSecret("studioSession", name, { reader, file }) ?? null;
  if (plain) reader.problems.push("at most one of studioSession and studioSessionFile may be set");
  return null;
};

interface SettingsFile {
  readonly reader: SettingsReader;
  readonly file: ConnectionsFile;
}

const readSecret = (key: "token" | "studioSession", name: string, { reader, file }: SettingsFile): Secret | undefined => {
  const secretFile = reader.take(`${key}File`, path);
  if (reader.take(key, engineToken) === undefined && secretFile === undefined) return undefined;
  const secret = secretFile
    ? fileSecret({ path: resolve(dirname(file.path), secretFile), parse: engineToken, now: file.now })
    : fileSecret({ path: file.path, parse: secretWithin(name, key), now: file.now });
  if ("value" in secret) return secret.value;
  reader.problems.push(`${key}File ${secret.problem}`);
  return undefined;
};

/** The secret inside the text of the whole file, so that an edited file counts without a restart too. */
const secretWithin =
  (name: string, key: "token" | "studioSession"): Parser<string> =>
  (content) => {
    const json = tryParseJson(content);
    const settings = isJsonObject(json) ? json[name] : undefined;
    const secret = isJsonObject(settings) ? settings[key] : undefined;
    return typeof secret === "string" ? engineToken(secret) : { problem: `has no ${key}` };
  };

/** Where people open Studio: as configured, else as known for the hosted Coze (`reference/coze-api.md` §12). */
export const studioOf = (baseUrl: string, configured: string | undefined): string | null => {
  const hosted = /^https:\/\/api\.coze\.(cn|com)$/.exec(baseUrl);
  return configured ?? (hosted ? `https://www.coze.${hosted[1]}` : null);
};
