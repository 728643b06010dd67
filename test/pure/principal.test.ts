import { describe, expect, test } from "vitest";
import { can, PERMISSIONS, type Permission, type Principal, ROLES, type Role } from "../../src/auth/principal.js";
import { type RequestContext, requirePermission, requirePrincipal } from "../../src/auth/request-context.js";
import { createLog } from "../../src/kernel/log.js";

const someone = (roles: readonly Role[], id = "alice", tenant = "acme"): Principal => ({ id, tenant, roles, via: "jwt" });

/** Who holds what, written out once more by hand: a change of the rule must be made twice. */
const HOLDERS: Readonly<Record<Permission, readonly Role[]>> = {
  "ability:read": ["user", "operator", "admin"],
  "ability:invoke": ["user", "operator", "admin"],
  "ability:manage": ["admin"],
  "mapping:read": ["operator", "admin"],
  "mapping:manage": ["admin"],
  "invocation:read": ["user", "operator", "admin"],
  "invocation:read-any": ["operator", "admin"],
  "invocation:inspect": ["operator", "admin"],
  "invocation:control-any": ["operator", "admin"],
  "invocation:replay": ["operator", "admin"],
  "webhook:manage": ["admin"],
  "audit:read": ["admin"],
  "schema:introspect": ["operator", "admin"],
};

const MATRIX = PERMISSIONS.flatMap((permission) =>
  ROLES.map((role) => ({ permission, role, granted: HOLDERS[permission].includes(role) })),
);

describe("can", () => {
  test.each(MATRIX)("$role, $permission: $granted", ({ permission, role, granted }) => {
    expect(can(someone([role]), permission)).toBe(granted);
  });

  test.each(PERMISSIONS)("nobody holds %s without a principal or a role", (permission) => {
    expect(can(undefined, permission)).toBe(false);
    expect(can(someone([]), permission)).toBe(false);
  });

  test("several roles add up", () => {
    expect(can(someone(["user", "admin"]), "ability:manage")).toBe(true);
    expect(can(someone(["user", "operator"]), "ability:manage")).toBe(false);
  });

  describe("of an owned object", () => {
    const own = { tenant: "acme", callerId: "alice" };
    const other = { tenant: "acme", callerId: "bob" };
    const foreign = { tenant: "rival", callerId: "alice" };

    test.each(MATRIX.filter(({ granted }) => granted))("$role never crosses tenants with $permission", ({ permission, role }) => {
      expect(can(someone([role]), permission, own)).toBe(true);
      expect(can(someone([role]), permission, foreign)).toBe(false);
    });

    test.each([
      ["user", false],
      ["operator", true],
      ["admin", true],
    ] as const)("%s reads invocations of others in the tenant: %s", (role, granted) => {
      expect(can(someone([role]), "invocation:read", other)).toBe(granted);
    });

    test("ownership grants nothing that the role lacks", () => {
      expect(can(someone(["user"]), "invocation:inspect", own)).toBe(false);
    });

    test("the tenant of platforms without tenants is a tenant like any other", () => {
      expect(can(someone(["user"], "alice", ""), "invocation:read", { tenant: "", callerId: "alice" })).toBe(true);
      expect(can(someone(["admin"], "service", ""), "invocation:read", own)).toBe(false);
    });
  });
});

describe("a request context", () => {
  const ctx = (principal: Principal | undefined): RequestContext => ({
    principal,
    requestId: "request-1",
    language: "en",
    log: createLog("silent"),
    signal: new AbortController().signal,
  });

  test("hands out the principal who holds the permission", () => {
    const alice = someone(["user"]);
    expect(requirePrincipal(ctx(alice))).toBe(alice);
    expect(requirePermission(ctx(alice), "ability:read")).toBe(alice);
  });

  test("refuses nobody with UNAUTHENTICATED and says how to sign in", () => {
    expect(() => requirePermission(ctx(undefined), "ability:read")).toThrow(
      expect.objectContaining({ code: "UNAUTHENTICATED", message: "Sign in first: send the header Authorization: Bearer <token>." }),
    );
  });

  test("refuses a missing permission with FORBIDDEN and names it", () => {
    expect(() => requirePermission(ctx(someone(["user"])), "ability:manage")).toThrow(
      expect.objectContaining({ code: "FORBIDDEN", message: "This needs the permission ability:manage. Ask an admin for it." }),
    );
  });
});
