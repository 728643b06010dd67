/** The variables of webhooks, and of the secrets kept for them. */
import { isIP } from "node:net";
import type { AllowedHost } from "../kernel/destination.js";
import { duration, integer, type Parser, split } from "./parsers.js";
import { formerKeys, keysIn, type Secret, signingKey } from "./secret.js";
import type { Table, ValuesOf } from "./variable.js";

/** `host`, `host:port`, `http://host`, `http://host:port`; IPv6 in brackets. */
export const hostList: Parser<readonly AllowedHost[]> = (text) => {
  if (text === "none") return { value: [] };
  const value = split(text).map(allowedHost);
  const whole = value.filter((entry) => entry !== undefined);
  if (value.length > 0 && whole.length === value.length) return { value: whole };
  return {
    problem: "must be none, or a comma-separated list of hosts such as hooks.internal, hooks.internal:8443 or http://127.0.0.1:9000",
  };
};

const allowedHost = (entry: string): AllowedHost | undefined => {
  const [, scheme, bracketed, name, port] =
    /^(http:\/\/|https:\/\/)?(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::(\d{1,5}))?$/i.exec(entry) ?? [];
  const host = (bracketed ?? name)?.toLowerCase();
  if (host === undefined || (bracketed !== undefined && isIP(bracketed) !== 6)) return undefined;
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return undefined;
  // As URLs spell it, which is what it is compared with.
  const address = `https://${bracketed === undefined ? host : `[${host}]`}`;
  if (!URL.canParse(address)) return undefined;
  return {
    host: new URL(address).hostname.replace(/^\[|\]$/g, ""),
    port: port === undefined ? null : Number(port),
    http: scheme === "http://",
  };
};

export const WEBHOOK_VARIABLES = {
  WEBHOOK_ALLOWED_HOSTS: {
    group: "Webhooks",
    meaning:
      "Hosts that webhooks may call although they are not on the public internet: `host` or `host:port` for https, `http://host:port` for plain http too.",
    parse: hostList,
    default: "none",
    example: "hooks.internal,http://127.0.0.1:9000",
  },
  WEBHOOK_TIMEOUT: {
    group: "Webhooks",
    meaning: "How long one attempt to deliver may take in all.",
    parse: duration("100ms", "1m"),
    default: "10s",
    example: "5s",
  },
  WEBHOOK_ATTEMPTS: {
    group: "Webhooks",
    meaning: "Attempts to deliver, the first included, before a delivery is given up.",
    parse: integer(1, 20),
    default: "8",
    example: "5",
  },
  WEBHOOK_FIRST_RETRY: {
    group: "Webhooks",
    meaning: "Pause before the second attempt; each pause is five times as long as the one before, 12 hours at most, give or take a fifth.",
    parse: duration("10ms", "1h"),
    default: "10s",
    example: "30s",
  },
  WEBHOOK_RETENTION: {
    group: "Webhooks",
    meaning:
      "How long deliveries are kept that were delivered or given up, and webhooks of single calls behind the end of the call. What is still to be sent stays.",
    parse: duration("1h", "3650d"),
    default: "30d",
    example: "7d",
  },
  SECRETS_KEY: {
    group: "Webhooks",
    meaning:
      "Key that seals the webhooks' secrets in the database (AES-256-GCM); any text of at least 32 bytes, the same for all instances.",
    parse: signingKey(32),
    absent: "secrets are stored as they are",
    secret: true,
    example: "a-long-random-text-of-32-bytes-or-more",
  },
  SECRETS_KEY_PREVIOUS: {
    group: "Webhooks",
    meaning:
      "Former values of `SECRETS_KEY`, separated by commas or line breaks: what they sealed can be used on, and is sealed with `SECRETS_KEY` within a minute or so.",
    parse: formerKeys(32),
    absent: "what another key sealed cannot be used",
    secret: true,
    example: "the-text-that-was-the-key-until-yesterday",
  },
} as const satisfies Table;

/** Times are milliseconds. */
export interface WebhookConfig {
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  readonly firstRetryMs: number;
  readonly allowedHosts: readonly AllowedHost[];
  readonly retentionMs: number;
  /** null = secrets are stored as they are. */
  readonly secretsKey: Secret | null;
  /** They open what they sealed; null = none. */
  readonly formerSecretsKeys: (() => readonly string[]) | null;
}

export const webhooksOf = (values: ValuesOf<typeof WEBHOOK_VARIABLES>): WebhookConfig => {
  const { SECRETS_KEY_PREVIOUS: former } = values;
  return {
    timeoutMs: values.WEBHOOK_TIMEOUT,
    maxAttempts: values.WEBHOOK_ATTEMPTS,
    firstRetryMs: values.WEBHOOK_FIRST_RETRY,
    allowedHosts: values.WEBHOOK_ALLOWED_HOSTS,
    retentionMs: values.WEBHOOK_RETENTION,
    secretsKey: values.SECRETS_KEY ?? null,
    formerSecretsKeys: former ? () => keysIn(former()) : null,
  };
};
