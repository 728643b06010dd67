/** Who calls, and what they may do: roles, permissions and the one rule that connects them. Pure. */

export const ROLES = ["user", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

export interface Principal {
  /** Stable id of the person or service within its tenant. */
  readonly id: string;
  /** `""` for platforms without tenants. Nothing crosses tenants. */
  readonly tenant: string;
  readonly roles: readonly Role[];
  /** How the caller proved who they are; shown by `viewer`. */
  readonly via: "service-token" | "jwt" | "development";
  /** Epoch ms after which the proof no longer holds; sockets close then. */
  readonly expiresAt?: number;
}

/** Every permission there is. Fields and mutations name theirs in their descriptions. */
export const PERMISSIONS = [
  "ability:read",
  "ability:invoke",
  "ability:manage",
  "mapping:read",
  "mapping:manage",
  "invocation:read",
  "invocation:read-any",
  "invocation:inspect",
  "invocation:control-any",
  "invocation:replay",
  "webhook:manage",
  "audit:read",
  "schema:introspect",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const USER: readonly Permission[] = ["ability:read", "ability:invoke", "invocation:read"];
const OPERATOR: readonly Permission[] = [
  ...USER,
  "mapping:read",
  "invocation:read-any",
  "invocation:inspect",
  "invocation:control-any",
  "invocation:replay",
  "schema:introspect",
];
const GRANTS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  user: new Set(USER),
  operator: new Set(OPERATOR),
  admin: new Set(PERMISSIONS),
};

/** What an object must show for ownership to be decided; absent = the permission alone decides. */
export interface Owned {
  readonly tenant: string;
  readonly callerId: string;
}

/**
 * Denied unless granted. For an owned object the tenant must match, and `invocation:read` covers only one's own:
 * `invocation:read-any` widens it to the tenant.
 */
export const can = (principal: Principal | undefined, permission: Permission, object?: Owned): boolean => {
  if (!principal || !holds(principal, permission)) return false;
  if (!object) return true;
  if (object.tenant !== principal.tenant) return false;
  return object.callerId === principal.id || permission !== "invocation:read" || holds(principal, "invocation:read-any");
};

const holds = (principal: Principal, permission: Permission): boolean => principal.roles.some((role) => GRANTS[role].has(permission));
