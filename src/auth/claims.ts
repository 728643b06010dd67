/** From the claims of a verified token to a principal. Pure. */
import type { JWTPayload } from "jose";
import { type Principal, ROLES, type Role } from "./principal.js";
import { SERVICE_ID } from "./service-token.js";
import { unauthenticated } from "./sign-in-errors.js";

export interface ClaimOptions {
  readonly idClaim: string;
  /** null = one tenant for all. */
  readonly tenantClaim: string | null;
  readonly rolesClaim: string;
  /** The platform's names → ours; names that are not listed keep their meaning. */
  readonly roleMap: Readonly<Record<string, Role>>;
}

/** OpenID Connect keeps `sub` to 255 characters; longer ids would not fit their column. */
const MAX_ID_LENGTH = 255;

/** @throws AppError UNAUTHENTICATED when id or tenant are missing or cannot be stored. */
export const principalOfClaims = (payload: JWTPayload, options: ClaimOptions): Principal => {
  const id = requireId(payload, options.idClaim);
  const tenant = options.tenantClaim === null ? "" : requireId(payload, options.tenantClaim);
  if (id === SERVICE_ID) throw unauthenticated({ en: `the id ${id} is reserved for services.`, zh: `ID ${id} 为服务保留。` });
  const roles = rolesOf(claimAt(payload, options.rolesClaim), options.roleMap);
  return Object.freeze({ id, tenant, roles, via: "jwt", expiresAt: (payload.exp ?? 0) * 1000 });
};

/** By its full name, which may be a URL with dots in it, else along a dotted path. */
export const claimAt = (claims: JWTPayload, name: string): unknown => {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const step of name.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
};

const requireId = (claims: JWTPayload, name: string): string => {
  const claim = claimAt(claims, name);
  const id = Number.isSafeInteger(claim) ? String(claim) : claim;
  if (typeof id === "string" && id.length <= MAX_ID_LENGTH && /^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$/u.test(id)) return id;
  throw unauthenticated({
    en: `the token's claim ${name} must hold an id: text of 1 to ${MAX_ID_LENGTH} printable characters, or a whole number.`,
    zh: `令牌的声明 ${name} 必须是 1 至 ${MAX_ID_LENGTH} 个可见字符的文本或整数。`,
  });
};

/** A list, or words in a text as in the claim `scope`. Unknown roles are ignored; nobody is less than a user. */
const rolesOf = (claim: unknown, map: ClaimOptions["roleMap"]): readonly Role[] => {
  const names: unknown[] = Array.isArray(claim) ? claim : typeof claim === "string" ? claim.split(/[\s,]+/) : [];
  const ours = names.map((name) => (typeof name === "string" && Object.hasOwn(map, name) ? map[name] : name));
  const roles = ROLES.filter((role) => ours.includes(role));
  return roles.length > 0 ? roles : ["user"];
};
