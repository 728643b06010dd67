/** The variables of files: what is taken, how long it is kept, and where. */
import { resolve } from "node:path";
import type { AllowedHost } from "../kernel/destination.js";
import { bytes, duration, integer, type Parser, path, split } from "./parsers.js";
import type { Table, ValuesOf } from "./variable.js";
import { hostList } from "./webhook-variables.js";

/** `image/png`, `image/*`, `*`. */
const kindList: Parser<readonly string[]> = (text) => {
  const value = split(text.toLowerCase());
  const whole = value.every((kind) => kind === "*" || /^[a-z0-9.+-]{1,40}\/(?:\*|[a-z0-9.+-]{1,120})$/.test(kind));
  return whole && value.length > 0
    ? { value }
    : { problem: "must be a comma-separated list of media types such as image/*,application/pdf, or *" };
};

const MEGABYTE = 1024 ** 2;

export const FILE_VARIABLES = {
  FILE_MAX_SIZE: {
    group: "Files",
    meaning: "Largest file. Open-source Coze takes 200 MB, hosted Coze 512 MB.",
    parse: bytes(1024, 512 * MEGABYTE),
    default: "200mb",
    example: "20mb",
  },
  FILE_KINDS: {
    group: "Files",
    meaning:
      "Kinds of files that are taken, as media types with `*` for a group; forms narrow them further. Programs are in none of the default's groups.",
    parse: kindList,
    default:
      "image/*,audio/*,video/*,text/*,font/*,application/pdf,application/json,application/xml,application/zip,application/gzip,application/rtf,application/msword,application/vnd.ms-excel,application/vnd.ms-powerpoint,application/vnd.openxmlformats-officedocument.wordprocessingml.document,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.openxmlformats-officedocument.presentationml.presentation,application/vnd.oasis.opendocument.text,application/vnd.oasis.opendocument.spreadsheet,application/vnd.oasis.opendocument.presentation,application/epub+zip",
    example: "image/png,image/jpeg,application/pdf",
  },
  FILE_UPLOAD_TIMEOUT: {
    group: "Files",
    meaning: "How long one upload may take, from its first byte to the engine's answer.",
    parse: duration("1s", "1h"),
    default: "5m",
    example: "15m",
  },
  FILE_UPLOADS_AT_ONCE: {
    group: "Files",
    meaning: "Uploads of one caller at the same time, per process.",
    parse: integer(1, 10_000),
    default: "8",
    example: "3",
  },
  FILE_DAILY_COUNT: {
    group: "Files",
    meaning: "Files that one caller may upload or register within 24 hours.",
    parse: integer(1, 10_000_000),
    default: "1000",
    example: "100",
  },
  FILE_DAILY_SIZE: {
    group: "Files",
    meaning: "Bytes that one caller may upload within 24 hours.",
    parse: bytes(1024, 1024 * 1024 * MEGABYTE),
    default: "10240mb",
    example: "500mb",
  },
  FILE_EXPIRY: {
    group: "Files",
    meaning: "How long an uploaded or registered file can be used in forms. Engines forget uploads as well: not longer than they remember.",
    parse: duration("1m", "90d"),
    default: "24h",
    example: "72h",
  },
  FILE_KEPT_EXPIRY: {
    group: "Files",
    meaning: "How long files of results are kept that a mapping names in `keepFiles`.",
    parse: duration("1m", "3650d"),
    default: "30d",
    example: "365d",
  },
  FILE_STORAGE: {
    group: "Files",
    meaning: "Folder for kept files of results; instances must share it.",
    parse: path,
    absent: "`files` in `DATA_DIR`",
    example: "/var/lib/ability-gateway/files",
  },
  FILE_ALLOWED_HOSTS: {
    group: "Files",
    meaning:
      "Hosts that addresses given by users may name although they are not on the public internet, written as in `WEBHOOK_ALLOWED_HOSTS`.",
    parse: hostList,
    default: "none",
    example: "files.internal",
  },
  FILE_ENGINE_HOSTS: {
    group: "Files",
    meaning:
      "Hosts from which files of results may be fetched although they are not on the public internet: the object store of an own Coze, written as in `WEBHOOK_ALLOWED_HOSTS`.",
    parse: hostList,
    default: "none",
    example: "http://minio.internal:9000",
  },
} as const satisfies Table;

/** Times in milliseconds, sizes in bytes. */
export interface FileConfig {
  readonly maxBytes: number;
  /** `image/png`, `image/*`, `*`. */
  readonly kinds: readonly string[];
  readonly uploadTimeoutMs: number;
  readonly uploadsAtOnce: number;
  readonly dailyCount: number;
  readonly dailyBytes: number;
  readonly expiryMs: number;
  readonly keptExpiryMs: number;
  /** Absolute. */
  readonly folder: string;
  readonly allowedHosts: readonly AllowedHost[];
  readonly engineHosts: readonly AllowedHost[];
}

export const filesOf = (values: ValuesOf<typeof FILE_VARIABLES>, dataFolder: string): FileConfig => ({
  maxBytes: values.FILE_MAX_SIZE,
  kinds: values.FILE_KINDS,
  uploadTimeoutMs: values.FILE_UPLOAD_TIMEOUT,
  uploadsAtOnce: values.FILE_UPLOADS_AT_ONCE,
  dailyCount: values.FILE_DAILY_COUNT,
  dailyBytes: values.FILE_DAILY_SIZE,
  expiryMs: values.FILE_EXPIRY,
  keptExpiryMs: values.FILE_KEPT_EXPIRY,
  folder: resolve(values.FILE_STORAGE ?? `${dataFolder}/files`),
  allowedHosts: values.FILE_ALLOWED_HOSTS,
  engineHosts: values.FILE_ENGINE_HOSTS,
});
