import { exportSPKI, importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AuthOptions } from "../../src/auth/authenticator.js";
import type { JwtOptions } from "../../src/auth/jwt.js";
import type { Clock } from "../../src/kernel/clock.js";
import { createLog } from "../../src/kernel/log.js";
import { createSigningKey, type KeyServer, type SigningKey, sign, startKeyServer } from "../support/key-server.js";
import { bearer, createTestAuthenticator, refusal } from "../support/sign-in.js";

/** Monday, in the middle of a test run that never waits: the clock moves when a test moves it. */
let now = 1_800_000_000_000;
const clock: Clock = { now: () => now, after: () => () => undefined };
beforeEach(() => {
  now = 1_800_000_000_000;
});
const inSeconds = (seconds: number): number => Math.floor(now / 1000) + seconds;

const logLines: string[] = [];
const log = createLog("trace", { write: (line) => void logLines.push(line) });

const authenticator = (options: Partial<AuthOptions>) => createTestAuthenticator(options, { clock, log });
const claims: Omit<JwtOptions, "key"> = {
  issuer: null,
  audience: null,
  idClaim: "sub",
  tenantClaim: null,
  rolesClaim: "roles",
  roleMap: {},
};

const SECRET = "a shared secret of at least 32 bytes";
const hmac = (payload: JWTPayload, secret = SECRET, alg = "HS256") =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
const withSecret = (options: Partial<JwtOptions> = {}) =>
  authenticator({ jwt: { ...claims, key: { kind: "secret", secret: () => SECRET }, ...options } });

describe("credentials", () => {
  test("that are absent are nobody", async () => {
    expect(await withSecret().authenticate({})).toBeUndefined();
    expect(await withSecret().authenticate({ authorization: "  " })).toBeUndefined();
  });

  test.each(["Basic YWxpY2U6c2VjcmV0", "Bearer", "Bearer ", "Bearer two words", `Bearer ${"x".repeat(20_000)}`])(
    "%.30s are refused",
    async (authorization) => {
      const error = await refusal(withSecret().authenticate({ authorization }), "YWxpY2U6c2VjcmV0");
      expect(error).toMatchObject({
        code: "UNAUTHENTICATED",
        message: "Sign in first: the header Authorization must read Bearer <token>.",
      });
    },
  );

  test("are not looked into further when no way of sign-in knows them", async () => {
    const error = await refusal(authenticator({}).authenticate(bearer("some-token")), "some-token");
    expect(error).toMatchObject({ code: "UNAUTHENTICATED", message: expect.stringContaining("this token is not known here") });
  });
});

describe("the service token", () => {
  test("signs an admin in, with any spelling of Bearer", async () => {
    const services = authenticator({ serviceToken: () => "service-token-of-tests" });
    const service = { id: "service", tenant: "", roles: ["admin"], via: "service-token" };
    expect(await services.authenticate(bearer("service-token-of-tests"))).toEqual(service);
    expect(await services.authenticate({ authorization: "bearer  service-token-of-tests " })).toEqual(service);
  });

  test.each(["service-token-of-test", "service-token-of-testss", "Service-token-of-tests", "x"])("is not %s", async (token) => {
    const services = authenticator({ serviceToken: () => "service-token-of-tests" });
    expect((await refusal(services.authenticate(bearer(token)))).code).toBe("UNAUTHENTICATED");
  });

  test("changes while the process runs", async () => {
    let current = "first-service-token";
    const services = authenticator({ serviceToken: () => current });
    await services.authenticate(bearer("first-service-token"));
    current = "second-service-token";
    await refusal(services.authenticate(bearer("first-service-token")));
    expect(await services.authenticate(bearer("second-service-token"))).toMatchObject({ id: "service" });
  });
});

describe("a token signed with the shared secret", () => {
  test("stands for the person in it until it expires", async () => {
    const token = await hmac({ sub: "alice", exp: inSeconds(600), roles: ["operator"] });
    expect(await withSecret().authenticate(bearer(token))).toEqual({
      id: "alice",
      tenant: "",
      roles: ["operator"],
      via: "jwt",
      expiresAt: now + 600_000,
    });
  });

  const valid = { sub: "a", exp: inSeconds(60) };

  test.each<[what: string, message: string, token: { payload: JWTPayload; options?: Partial<JwtOptions> }]>([
    ["has expired", "the token has expired", { payload: { sub: "a", exp: inSeconds(-31) } }],
    ["never expires", "the token has no time of expiry (claim exp)", { payload: { sub: "a" } }],
    ["is not valid yet", "the token is not valid yet (claim nbf)", { payload: { ...valid, nbf: inSeconds(31) } }],
    [
      "is meant for others",
      "for another application (claim aud)",
      { payload: { ...valid, aud: "shop" }, options: { audience: "gateway" } },
    ],
    ["is meant for nobody", "for another application (claim aud)", { payload: valid, options: { audience: "gateway" } }],
    ["comes from others", "another issuer (claim iss)", { payload: { ...valid, iss: "https://x/" }, options: { issuer: "https://id/" } }],
    ["names nobody", "claim sub must hold an id", { payload: { exp: valid.exp } }],
    ["has an empty id", "claim sub must hold an id", { payload: { ...valid, sub: "" } }],
    ["has an id with control characters", "claim sub must hold an id", { payload: { ...valid, sub: "a\u0000b" } }],
    ["has an id that is too long", "claim sub must hold an id", { payload: { ...valid, sub: "x".repeat(256) } }],
    ["has an object for an id", "claim user must hold an id", { payload: { ...valid, user: {} }, options: { idClaim: "user" } }],
    ["lacks the tenant", "claim org must hold an id", { payload: valid, options: { tenantClaim: "org" } }],
    ["claims to be the service", "the id service is reserved", { payload: { ...valid, sub: "service" } }],
  ])("is refused when it %s", async (_what, message, { payload, options = {} }) => {
    const token = await hmac(payload);
    const error = await refusal(withSecret(options).authenticate(bearer(token)), token);
    expect(error).toMatchObject({ code: "UNAUTHENTICATED", message: expect.stringContaining(message) });
  });

  test("is accepted within 30 seconds of disagreeing clocks", async () => {
    const token = await hmac({ sub: "a", exp: inSeconds(-29), nbf: inSeconds(29) });
    expect(await withSecret().authenticate(bearer(token))).toMatchObject({ id: "a" });
  });

  test("is accepted from the right issuer, for one of several audiences", async () => {
    const token = await hmac({ sub: "a", exp: inSeconds(60), iss: "https://id/", aud: ["shop", "gateway"] });
    expect(await withSecret({ issuer: "https://id/", audience: "gateway" }).authenticate(bearer(token))).toMatchObject({ id: "a" });
  });

  test("is refused with another secret, another algorithm, none, or a changed payload", async () => {
    const payload = { sub: "a", exp: inSeconds(60) };
    const [header, , signature] = (await hmac(payload)).split(".");
    const forged = Buffer.from(JSON.stringify({ ...payload, roles: ["admin"] })).toString("base64url");
    const cases: [token: string, message: string][] = [
      [await hmac(payload, "another secret of at least 32 bytes!"), "signature does not fit"],
      [await hmac(payload, SECRET, "HS512"), "signed in a way that is not accepted"],
      [new UnsecuredJWT(payload).encode(), "signed in a way that is not accepted"],
      [`${header}.${forged}.${signature}`, "signature does not fit"],
      ["a.b.c", "not a well-formed JWT"],
      [`${header}.${forged}.`, "signature does not fit"],
    ];
    for (const [token, message] of cases) {
      const error = await refusal(withSecret().authenticate(bearer(token)), token);
      expect(error).toMatchObject({ code: "UNAUTHENTICATED", message: expect.stringContaining(message) });
    }
  });

  test("is checked with the secret of the moment", async () => {
    let secret = SECRET;
    const signIn = withSecret({ key: { kind: "secret", secret: () => secret } });
    secret = "the next secret of at least 32 bytes";
    const payload = { sub: "a", exp: inSeconds(60) };
    await refusal(signIn.authenticate(bearer(await hmac(payload))));
    expect(await signIn.authenticate(bearer(await hmac(payload, secret)))).toMatchObject({ id: "a" });
  });
});

describe("claims", () => {
  const principal = async (payload: JWTPayload, options: Partial<JwtOptions> = {}) =>
    withSecret(options).authenticate(bearer(await hmac({ sub: "alice", exp: inSeconds(60), ...payload })));

  test.each<[rolesClaim: string, payload: JWTPayload]>([
    ["roles", { roles: ["operator", "user"] }],
    ["roles", { roles: "user operator" }],
    ["roles", { roles: "operator,user,boss" }],
    ["realm_access.roles", { realm_access: { roles: ["user", "operator", 7, null, "offline_access"] } }],
    ["https://example.com/roles", { "https://example.com/roles": ["user", "operator"] }],
  ])("%s finds the roles in %j", async (rolesClaim, payload) => {
    expect((await principal(payload, { rolesClaim }))?.roles).toEqual(["user", "operator"]);
  });

  test.each<[payload: JWTPayload]>([
    [{}],
    [{ roles: [] }],
    [{ roles: ["boss"] }],
    [{ roles: 7 }],
    [{ roles: { admin: true } }],
    [{ roles: "Admin" }],
  ])("without a known role mean a user: %j", async (payload) => {
    expect((await principal(payload))?.roles).toEqual(["user"]);
  });

  test("are not looked up in the prototype", async () => {
    expect((await principal({}, { rolesClaim: "constructor.name" }))?.roles).toEqual(["user"]);
    expect((await principal({ roles: ["toString"] }))?.roles).toEqual(["user"]);
  });

  test("are translated by the role map, which can also take a role away", async () => {
    const roleMap = { editor: "operator", admin: "user" } as const;
    expect((await principal({ roles: ["editor"] }, { roleMap }))?.roles).toEqual(["operator"]);
    expect((await principal({ roles: ["admin"] }, { roleMap }))?.roles).toEqual(["user"]);
    expect((await principal({ roles: ["operator"] }, { roleMap }))?.roles).toEqual(["operator"]);
  });

  test("give id and tenant as text, from nested and numeric claims", async () => {
    const nested = await principal({ user: { id: 42 }, org: "acme" }, { idClaim: "user.id", tenantClaim: "org" });
    expect(nested).toMatchObject({ id: "42", tenant: "acme" });
    await refusal(principal({ user: { id: 2 ** 60 } }, { idClaim: "user.id" }));
  });
});

describe("a token signed with a key of the key set", () => {
  let first: SigningKey;
  let second: SigningKey;
  let server: KeyServer;
  beforeAll(async () => {
    [first, second] = await Promise.all([createSigningKey("first", "RS256"), createSigningKey("second", "ES256")]);
  });
  beforeEach(async () => {
    server = await startKeyServer(first);
    return () => server.stop();
  });

  const withKeys = (cooldownMs?: number) =>
    authenticator({ jwt: { ...claims, key: { kind: "jwks", url: server.url, ...(cooldownMs === undefined ? {} : { cooldownMs }) } } });
  const alice = (more: JWTPayload = {}) => ({ sub: "alice", exp: inSeconds(600), ...more });

  test("signs in, and the keys are fetched once for many tokens", async () => {
    const signIn = withKeys();
    expect(server.fetches).toBe(0);
    const tokens = await Promise.all(["a", "b", "c"].map((sub) => sign(first, alice({ sub }))));
    const principals = await Promise.all(tokens.map((token) => signIn.authenticate(bearer(token))));
    expect(principals.map((principal) => principal?.id)).toEqual(["a", "b", "c"]);
    expect(server.fetches).toBe(1);
  });

  test("signs in with RSA, ECDSA and EdDSA alike", async () => {
    const keys = await Promise.all(["PS256", "ES384", "EdDSA"].map((alg) => createSigningKey(alg, alg)));
    server.publish(...keys);
    const signIn = withKeys();
    for (const key of keys) expect(await signIn.authenticate(bearer(await sign(key, alice())))).toMatchObject({ id: "alice" });
  });

  test("signs in with a key that was published after the start", async () => {
    const signIn = withKeys(0);
    await signIn.authenticate(bearer(await sign(first, alice())));
    const token = await sign(second, alice({ sub: "bob" }));
    expect(await refusal(signIn.authenticate(bearer(token)), token)).toMatchObject({
      code: "UNAUTHENTICATED",
      message: expect.stringContaining("signature does not fit the keys"),
    });
    server.publish(second);
    expect(await signIn.authenticate(bearer(token))).toMatchObject({ id: "bob" });
    await refusal(signIn.authenticate(bearer(await sign(first, alice({ sub: "late" })))));
  });

  test("cannot make the gateway hammer the key server by naming unknown keys", async () => {
    const signIn = withKeys();
    await signIn.authenticate(bearer(await sign(first, alice())));
    const unknown = await Promise.all(Array.from({ length: 20 }, (_, n) => sign({ ...first, kid: `unknown-${n}` }, alice())));
    for (const token of unknown) await refusal(signIn.authenticate(bearer(token)), token);
    expect(server.fetches).toBe(1);
  });

  test("is refused when the public key was used as a shared secret, or when it is not signed at all", async () => {
    const publicKey = await importJWK(first.jwk, "RS256", { extractable: true });
    if (publicKey instanceof Uint8Array) throw new Error("expected a public key");
    const confused = await new SignJWT(alice({ roles: ["admin"] }))
      .setProtectedHeader({ alg: "HS256", kid: "first" })
      .sign(new TextEncoder().encode(await exportSPKI(publicKey)));
    for (const token of [confused, new UnsecuredJWT(alice()).encode()]) {
      const error = await refusal(withKeys().authenticate(bearer(token)), token);
      expect(error).toMatchObject({ code: "UNAUTHENTICATED", message: expect.stringContaining("signed in a way that is not accepted") });
    }
    expect(server.fetches).toBe(0);
  });

  test("brings no key or key address of its own", async () => {
    const attacker = await createSigningKey("first", "RS256");
    const evil = await startKeyServer(attacker);
    const token = await new SignJWT(alice({ roles: ["admin"] }))
      .setProtectedHeader({ alg: "RS256", kid: "first", jwk: attacker.jwk, jku: evil.url })
      .sign(attacker.privateKey);
    await refusal(withKeys().authenticate(bearer(token)), token);
    expect(evil.fetches).toBe(0);
    await evil.stop();
  });

  test("is not the caller's fault when the key server fails, and works again once that is over", async () => {
    const signIn = withKeys();
    const token = await sign(first, alice());
    server.fail(500);
    expect(await refusal(signIn.authenticate(bearer(token)), token)).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    server.fail(200);
    expect(await signIn.authenticate(bearer(token))).toMatchObject({ id: "alice" });
    await server.stop();
    expect(await refusal(withKeys().authenticate(bearer(token)), token)).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect(logLines.join("\n")).not.toContain(token);
  });

  test("is remembered: the same token costs no second check for a minute, and never outlives its expiry", async () => {
    const signIn = withKeys(0);
    const token = await sign(first, alice());
    const principal = await signIn.authenticate(bearer(token));
    server.publish(second);
    await signIn.authenticate(bearer(await sign(second, alice())));
    now += 59_999;
    expect(await signIn.authenticate(bearer(token))).toBe(principal);
    now += 1;
    await refusal(signIn.authenticate(bearer(token)), token);
  });

  test("is not believed after its expiry because it was remembered", async () => {
    const signIn = withKeys(0);
    const token = await sign(first, alice({ exp: inSeconds(20) }));
    await signIn.authenticate(bearer(token));
    server.publish(second);
    await signIn.authenticate(bearer(await sign(second, alice())));
    now += 19_999;
    expect(await signIn.authenticate(bearer(token))).toMatchObject({ id: "alice" });
    now += 1;
    await refusal(signIn.authenticate(bearer(token)), token);
  });
});
