/** A `.env` as godotenv reads it, and what upstream's own example says should stand in it. Pure. */
import type { Environment } from "./environment.js";

const PLAIN = /^[A-Za-z0-9_.,:/@%+=()?&*^~!-]*$/;

/** In single quotes nothing is expanded; where the value has one itself, double quotes with escapes. */
const quoted = (value: string): string => {
  if (PLAIN.test(value)) return value;
  if (!/['\n]/.test(value)) return `'${value}'`;
  return `"${value.replace(/[\\"$]/g, "\\$&").replaceAll("\n", "\\n")}"`;
};

export const dotenvText = (environment: Environment): string => {
  const lines = Object.entries(environment).map(([key, value]) => `${key}=${quoted(value)}`);
  return `${["# Rendered by scripts/deploy from site.env: changes made here are overwritten.", ...lines].join("\n")}\n`;
};

/** Keys of a `.env` or of upstream's `.env.example`, which writes `export KEY=`. */
export const keysOf = (dotenv: string): readonly string[] => [
  ...new Set([...dotenv.matchAll(/^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=/gm)].map(([, key = ""]) => key)),
];

/** For containers, for upstream's init scripts, or set by the unit: no server reads them. */
const NOT_OURS = [
  /^(MYSQL_(ROOT_PASSWORD|USER|PASSWORD|HOST|PORT)|ATLAS_URL)$/,
  /^(REDIS_AOF_ENABLED|REDIS_IO_THREADS|ALLOW_EMPTY_PASSWORD)$/,
  /^(MINIO_ROOT_USER|MINIO_ROOT_PASSWORD|MINIO_DEFAULT_BUCKETS|WEB_LISTEN_ADDR)$/,
];

/** Settings of one choice among several: missing ones are missing on purpose. */
const OF_OTHER_CHOICES = [
  /^(VE_IMAGEX|TOS|S3|MINIO|RMQ|PULSAR|NATS|MILVUS|VIKING_DB|OCEANBASE)_/,
  /^(ARK|OPENAI|OLLAMA|GEMINI|HTTP)_EMBEDDING_/,
  /^EMBEDDING_/,
  /^((NL2SQL|M2Q|IA|WKR)_)?BUILTIN_CM_/,
  /^(MODEL_(PROTOCOL|OPENCOZE_ID|NAME|ID|API_KEY|BASE_URL)_\d+)$/,
  /^(OCR|VE_OCR|PADDLEOCR|RERANK|VIKINGDB|PARSER|PPSTRUCTURE|MYSQL_(MAX|CONN))_/,
  /^(APP_ENV|RUN_MODE)$/,
];

/** Ours, for the sandbox's child processes. */
const ADDED = ["DENO_DIR"];

export interface KeyComparison {
  /** In the release's example and not in ours: the server falls back to whatever its code says. */
  readonly missing: readonly string[];
  /** In ours and unknown to this release: renamed or gone (`MINIO_BUCKET` became `STORAGE_BUCKET`). */
  readonly unknown: readonly string[];
}

export const compareKeys = (ours: readonly string[], example: readonly string[]): KeyComparison => {
  const expected = example.filter((key) => ![...NOT_OURS, ...OF_OTHER_CHOICES].some((pattern) => pattern.test(key)));
  return {
    missing: expected.filter((key) => !ours.includes(key)),
    unknown: ours.filter((key) => !example.includes(key) && !ADDED.includes(key)),
  };
};
