/**
 * What must hold between variables, each of which may be fine alone: one entry per rule, one sentence per violation.
 * Rules that look at a value leave a variable with a problem of its own alone, so nothing is reported twice.
 */
import { isLoopbackHost, isLoopbackName } from "../kernel/loopback.js";
import type { Reading } from "./environment.js";
import { EMBEDDED_PARTS, type EmbeddedPart } from "./process-variables.js";
import type { VARIABLES, VariableName } from "./variables.js";

type Facts = Reading<typeof VARIABLES>;
type Check = (facts: Facts) => string | false | undefined;

/** Whether the operator set it, right or wrong. */
export const isGiven = (facts: Facts, ...names: readonly VariableName[]): boolean =>
  names.some((name) => ["environment", "file"].includes(facts.sources.get(name) ?? ""));

const PART_VARIABLE = { database: "DATABASE_URL", pubsub: "REDIS_URL", coze: "COZE_BASE_URL" } as const satisfies Record<
  EmbeddedPart,
  VariableName
>;

export const embeddedParts = (facts: Facts): EmbeddedPart[] => EMBEDDED_PARTS.filter((part) => !isGiven(facts, PART_VARIABLE[part]));

export const isProduction = ({ values }: Facts): boolean => values.NODE_ENV === "production";

/** On by itself only where nobody else can reach it: outside production, on loopback, without a proxy in front. */
export const developmentSignIn = (facts: Facts): boolean =>
  facts.values.AUTH_DEVELOPMENT ?? (!isProduction(facts) && exposure(facts) === undefined);

/** Why other machines may be able to call, if they may. */
const exposure = ({ values }: Facts): string | undefined => {
  const { HOST, TRUST_PROXY, PUBLIC_URL } = values;
  if (HOST && !isLoopbackName(HOST)) return `HOST is ${HOST}`;
  if (TRUST_PROXY && TRUST_PROXY.length > 0) return "TRUST_PROXY says that a proxy stands in front";
  if (PUBLIC_URL && !isLoopbackHost(new URL(PUBLIC_URL).host)) return `PUBLIC_URL is ${PUBLIC_URL}`;
  return undefined;
};

const ROOM_OF_PART = { database: "SQLite in DATA_DIR", pubsub: "a single process", coze: "the Coze simulator" } as const;

const partChecks = EMBEDDED_PARTS.flatMap((part): Check[] => [
  (facts) =>
    isProduction(facts) &&
    embeddedParts(facts).includes(part) &&
    facts.values.EMBEDDED &&
    !facts.values.EMBEDDED.includes(part) &&
    `${PART_VARIABLE[part]} is not set, and NODE_ENV=production does not fall back to ${ROOM_OF_PART[part]} unasked. Set ${PART_VARIABLE[part]}, or name ${part} in EMBEDDED.`,
  (facts) =>
    facts.values.EMBEDDED?.includes(part) &&
    !embeddedParts(facts).includes(part) &&
    `EMBEDDED names ${part}, but ${PART_VARIABLE[part]} is set too. Remove one of them.`,
]);

const signInChecks: readonly Check[] = [
  (facts) => {
    const reason = facts.values.AUTH_DEVELOPMENT ? exposure(facts) : undefined;
    return (
      reason && `AUTH_DEVELOPMENT is on, but ${reason}: everybody who can reach the gateway could be an admin. Set AUTH_DEVELOPMENT=off.`
    );
  },
  (facts) => {
    if (facts.values.ROLE === "worker") return undefined;
    if (developmentSignIn(facts) || isGiven(facts, "SERVICE_API_TOKEN", "AUTH_JWT_JWKS_URL", "AUTH_JWT_SECRET")) return undefined;
    const why = isProduction(facts) ? "NODE_ENV is production" : (exposure(facts) ?? "AUTH_DEVELOPMENT is off");
    return `Nobody could sign in: ${why}, so a token is needed, and none is accepted. Set SERVICE_API_TOKEN, AUTH_JWT_JWKS_URL or AUTH_JWT_SECRET.`;
  },
  (facts) =>
    isGiven(facts, "AUTH_JWT_JWKS_URL") &&
    isGiven(facts, "AUTH_JWT_SECRET") &&
    "AUTH_JWT_JWKS_URL and AUTH_JWT_SECRET are both set, but tokens are checked in one way only. Remove one of them.",
  (facts) => {
    const idle = (["AUTH_JWT_ISSUER", "AUTH_JWT_AUDIENCE", "AUTH_JWT_TENANT_CLAIM", "AUTH_JWT_ROLE_MAP"] as const).filter((name) =>
      isGiven(facts, name),
    );
    if (idle.length === 0 || isGiven(facts, "AUTH_JWT_JWKS_URL", "AUTH_JWT_SECRET")) return undefined;
    return `${idle.join(", ")} would have no effect without a key to check tokens with. Set AUTH_JWT_JWKS_URL or AUTH_JWT_SECRET.`;
  },
];

const engineChecks: readonly Check[] = [
  (facts) =>
    isGiven(facts, "COZE_BASE_URL") &&
    !isGiven(facts, "COZE_API_TOKEN") &&
    "COZE_BASE_URL is set, but COZE_API_TOKEN is not. Set it to a personal access token of the platform's account in Coze.",
  (facts) =>
    isGiven(facts, "COZE_API_TOKEN") &&
    !isGiven(facts, "COZE_BASE_URL") &&
    "COZE_API_TOKEN is set, but COZE_BASE_URL is not, so the token would be used nowhere. Set COZE_BASE_URL to the address of Coze.",
  (facts) => {
    const needed = ["COZE_LOOP_BASE_URL", "COZE_LOOP_API_TOKEN", "COZE_LOOP_WORKSPACE_ID"] as const;
    const missing = needed.filter((name) => !isGiven(facts, name));
    if (missing.length === 0 || !isGiven(facts, ...needed, "COZE_LOOP_UI_URL")) return undefined;
    return `Traces cannot be reported without ${missing.join(" and ")}. Set what is missing, or remove every COZE_LOOP_ variable.`;
  },
];

/** A process that leaves a part of the work to others. */
const isPartial = ({ values: { ROLE } }: Facts): boolean => ROLE === "api" || ROLE === "worker";

const processChecks: readonly Check[] = [
  (facts) =>
    isPartial(facts) &&
    !isGiven(facts, "REDIS_URL") &&
    `ROLE is ${facts.values.ROLE}, but REDIS_URL is not set, and calls go from api to worker processes through Redis. Set REDIS_URL, or ROLE=all.`,
  (facts) =>
    isPartial(facts) &&
    (!isGiven(facts, "DATABASE_URL") || facts.values.DATABASE_URL?.().startsWith("sqlite:")) &&
    `ROLE is ${facts.values.ROLE}, but the database is SQLite, which other processes cannot share. Set DATABASE_URL to a mysql:// address, or ROLE=all.`,
  ({ values: { INVOCATION_DEADLINE, INVOCATION_MAX_DEADLINE } }) =>
    INVOCATION_DEADLINE !== undefined &&
    INVOCATION_MAX_DEADLINE !== undefined &&
    INVOCATION_DEADLINE > INVOCATION_MAX_DEADLINE &&
    "INVOCATION_DEADLINE is longer than INVOCATION_MAX_DEADLINE. Raise the maximum or shorten the default.",
  ({ values: { INVOCATION_MAX_FORM, BODY_LIMIT } }) =>
    INVOCATION_MAX_FORM !== undefined &&
    BODY_LIMIT !== undefined &&
    INVOCATION_MAX_FORM * 2 > BODY_LIMIT &&
    "INVOCATION_MAX_FORM is more than half of BODY_LIMIT, so a form that is too large would be cut off before it gets a reason. Raise BODY_LIMIT.",
];

const webhookChecks: readonly Check[] = [
  (facts) =>
    isGiven(facts, "SECRETS_KEY_PREVIOUS") &&
    !isGiven(facts, "SECRETS_KEY") &&
    "SECRETS_KEY_PREVIOUS is set, but SECRETS_KEY is not, and former keys only open what they sealed. Set SECRETS_KEY to the key of today.",
];

const CHECKS: readonly Check[] = [...partChecks, ...signInChecks, ...engineChecks, ...processChecks, ...webhookChecks];

export const crossProblems = (facts: Facts): string[] =>
  CHECKS.map((check) => check(facts)).filter((problem) => typeof problem === "string");

const WARNINGS: readonly Check[] = [
  (facts) => isGiven(facts, "COZE_LOOP_BASE_URL") && "COZE_LOOP_BASE_URL is set, but this version does not report traces to Coze Loop yet.",
  ({ values, sources }) =>
    sources.get("AUTH_JWT_JWKS_URL") === "environment" &&
    values.AUTH_JWT_JWKS_URL?.startsWith("http:") &&
    !isLoopbackHost(new URL(values.AUTH_JWT_JWKS_URL).host) &&
    "AUTH_JWT_JWKS_URL is not https: whoever can change what it answers can sign in as anybody.",
  (facts) =>
    isGiven(facts, "AUTH_JWT_JWKS_URL") &&
    !isGiven(facts, "AUTH_JWT_AUDIENCE") &&
    "AUTH_JWT_AUDIENCE is not set: tokens that the identity provider issued for other applications are accepted too.",
  (facts) =>
    isProduction(facts) &&
    facts.values.AUTH_DEVELOPMENT &&
    "AUTH_DEVELOPMENT is on in production: every program on this machine is an admin.",
];

export const crossWarnings = (facts: Facts): string[] =>
  WARNINGS.map((check) => check(facts)).filter((warning) => typeof warning === "string");
