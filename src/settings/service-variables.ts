/** The variables of what the gateway talks to, Coze and Coze Loop, and of who may talk to it. */
import { choice, duration, onOff, pairs, path, text } from "./parsers.js";
import { signingKey, token } from "./secret.js";
import { documentAddress, origin, webAddress } from "./url-parsers.js";
import type { Table } from "./variable.js";

export const FLAVOURS = ["auto", "oss", "oss-old", "hosted"] as const;
export type FlavourSetting = (typeof FLAVOURS)[number];

export const FILE_INPUTS = ["auto", "url", "file_id"] as const;
export type FileInputSetting = (typeof FILE_INPUTS)[number];

/** Engine ids are 64-bit numbers kept as text (`reference/coze-api.md`). */
export const engineId = text(/^\d{1,20}$/, "a number of at most 20 digits");
/** Fits inside the ten minutes that hosted and early open-source Coze give a run (`reference/coze-api.md` §4.6). */
export const engineTimeout = duration("100ms", "24h");
export const engineToken = token(1);

export const COZE_VARIABLES = {
  COZE_BASE_URL: {
    group: "Coze",
    meaning: "Scheme, host and port of the Coze API.",
    parse: origin,
    absent: "the built-in simulator",
    example: "http://coze.internal:8888",
  },
  COZE_API_TOKEN: {
    group: "Coze",
    meaning: "Personal access token of the platform's service account: the default credential of every ability.",
    parse: engineToken,
    secret: true,
    absent: "required with `COZE_BASE_URL`",
    example: "pat_0123456789abcdef",
  },
  COZE_DEFAULT_TIMEOUT: {
    group: "Coze",
    meaning: "Time limit of a call to Coze whose mapping sets none: `30s`, `500ms`, or a bare number of seconds.",
    parse: engineTimeout,
    default: "5m",
    example: "30s",
  },
  COZE_STUDIO_URL: {
    group: "Coze",
    meaning: "Address of Coze Studio in an admin's browser, for links.",
    parse: webAddress,
    absent: "known for api.coze.cn and api.coze.com, else no links",
    example: "https://studio.example.com",
  },
  COZE_SPACE_ID: {
    group: "Coze",
    meaning: "Space of the workflows, for links.",
    parse: engineId,
    absent: "learned from the first run",
    example: "7530000000000000001",
  },
  COZE_FLAVOUR: {
    group: "Coze",
    meaning: "Kind of Coze: `oss`, `oss-old`, `hosted`, or `auto` to find out.",
    parse: choice(...FLAVOURS),
    default: "auto",
    example: "oss",
  },
  COZE_FILE_INPUT: {
    group: "Coze",
    meaning:
      'How workflows are given a file: `url`, `file_id` (the text `{"file_id":"…"}`, hosted Coze), or `auto` for what the kind of Coze wants.',
    parse: choice(...FILE_INPUTS),
    default: "auto",
    example: "url",
  },
  COZE_STUDIO_SESSION: {
    group: "Coze",
    meaning:
      "Value of the cookie `session_key` of somebody signed in to Coze Studio who may see the workflows. With it mappings are checked against what open-source Coze shows to no token.",
    parse: engineToken,
    secret: true,
    absent: "checks use an imported canvas, or what is known from before",
    example: "eyJpZCI6NzUzMDAwMDAwMDAwMDAwMDAwMX0",
  },
  MAPPING_CHECK_INTERVAL: {
    group: "Coze",
    meaning: "How often the mappings in service are checked against their workflows, by one process of the installation; `0s` for never.",
    parse: duration("0s", "7d"),
    default: "15m",
    example: "1h",
  },
  COZE_CONNECTIONS_FILE: {
    group: "Coze",
    meaning: "JSON file with more named connections: other spaces, other tokens, chosen per mapping.",
    parse: path,
    absent: "only the connection `default`",
    example: "/etc/ability-gateway/connections.json",
  },
} as const satisfies Table;

export const LOOP_VARIABLES = {
  COZE_LOOP_BASE_URL: {
    group: "Coze Loop",
    meaning: "Scheme, host and port of the Coze Loop API.",
    parse: origin,
    absent: "no trace reporting",
    example: "http://loop.internal:8888",
  },
  COZE_LOOP_API_TOKEN: {
    group: "Coze Loop",
    meaning: "Personal access token for Coze Loop.",
    parse: engineToken,
    secret: true,
    absent: "required with `COZE_LOOP_BASE_URL`",
    example: "pat_fedcba9876543210",
  },
  COZE_LOOP_WORKSPACE_ID: {
    group: "Coze Loop",
    meaning: "Workspace that receives the traces.",
    parse: engineId,
    absent: "required with `COZE_LOOP_BASE_URL`",
    example: "7540000000000000001",
  },
  COZE_LOOP_UI_URL: {
    group: "Coze Loop",
    meaning: "Address of Coze Loop in an admin's browser, for links.",
    parse: webAddress,
    absent: "no links",
    example: "https://loop.example.com",
  },
} as const satisfies Table;

/** A claim by name, by dotted path (`realm_access.roles`) or by URL (`https://example.com/roles`). */
const claimName = text(/^[^\s]{1,200}$/, "the name of a claim or a dotted path to it");

export const SIGN_IN_VARIABLES = {
  SERVICE_API_TOKEN: {
    group: "Sign-in",
    meaning: "Bearer token of service-to-service callers, who have the role admin. At least 16 characters.",
    parse: token(16),
    secret: true,
    absent: "no service callers",
    example: "3f9c1a7e5b8d42609c1be7a4",
  },
  AUTH_JWT_JWKS_URL: {
    group: "Sign-in",
    meaning: "Key set of the platform's identity provider, for tokens signed with RSA, ECDSA or EdDSA.",
    parse: documentAddress,
    absent: "no such tokens",
    example: "https://login.example.com/.well-known/jwks.json",
  },
  AUTH_JWT_SECRET: {
    group: "Sign-in",
    meaning: "Shared key for tokens signed with HS256, instead of a key set. At least 32 bytes.",
    parse: signingKey(32),
    secret: true,
    absent: "no such tokens",
    example: "b4f0c6d29e8a4d7f91c3a5e70d2b6f18",
  },
  AUTH_JWT_ISSUER: {
    group: "Sign-in",
    meaning: "Issuer (`iss`) that tokens must name.",
    parse: text(/^\S{1,500}$/, "one word or address"),
    absent: "any issuer that has the key",
    example: "https://login.example.com/",
  },
  AUTH_JWT_AUDIENCE: {
    group: "Sign-in",
    meaning: "Audience (`aud`) that tokens must be meant for.",
    parse: text(/^\S{1,500}$/, "one word or address"),
    absent: "any audience",
    example: "ability-gateway",
  },
  AUTH_JWT_ID_CLAIM: {
    group: "Sign-in",
    meaning: "Claim with the caller's id; dotted paths and names like `https://example.com/id` work for every claim.",
    parse: claimName,
    default: "sub",
    example: "user.id",
  },
  AUTH_JWT_TENANT_CLAIM: {
    group: "Sign-in",
    meaning: "Claim with the caller's tenant; tokens without it are then refused.",
    parse: claimName,
    absent: "one tenant for all",
    example: "org_id",
  },
  AUTH_JWT_ROLES_CLAIM: {
    group: "Sign-in",
    meaning: "Claim with the caller's roles, as a list or as words in a text. Without a known role the caller is a `user`.",
    parse: claimName,
    default: "roles",
    example: "realm_access.roles",
  },
  AUTH_JWT_ROLE_MAP: {
    group: "Sign-in",
    meaning: "The platform's role names as the gateway's; names that are not listed keep their meaning.",
    parse: pairs("user", "operator", "admin"),
    default: "none",
    example: "editor=operator,owner=admin",
  },
  AUTH_DEVELOPMENT: {
    group: "Sign-in",
    meaning:
      "Sign-in without a token for callers on this machine: they are an admin, or with `Authorization: Bearer dev:<id>:<role>` whoever they say.",
    parse: onOff,
    absent: "`on` outside production while only this machine can call: `HOST` is loopback, no proxy, no outside `PUBLIC_URL`",
    example: "off",
  },
} as const satisfies Table;
