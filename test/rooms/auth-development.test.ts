import { describe, expect, test } from "vitest";
import { bearer, createTestAuthenticator, refusal } from "../support/sign-in.js";

describe("development sign-in", () => {
  const home = { remoteAddress: "127.0.0.1", host: "localhost:4000" };
  const developer = { id: "developer", tenant: "", roles: ["admin"], via: "development" };

  test.each([
    home,
    { remoteAddress: "::1", host: "[::1]:4000" },
    { remoteAddress: "::ffff:127.0.0.1", host: "127.0.0.1" },
    { remoteAddress: "127.8.9.10", host: "LOCALHOST:4000" },
    { ...home, origin: "http://localhost:4000" },
    { remoteAddress: "::1", host: "localhost", origin: "http://localhost" },
    { remoteAddress: "::1", host: "localhost", origin: "http://localhost:80" },
  ])("lets %o in as an admin without a token", async (credentials) => {
    expect(await createTestAuthenticator({ development: true }).authenticate(credentials)).toEqual(developer);
    expect(await createTestAuthenticator({ development: false }).authenticate(credentials)).toBeUndefined();
  });

  test.each([
    ["another machine", { ...home, remoteAddress: "192.168.1.7" }],
    ["another machine in IPv6", { ...home, remoteAddress: "::ffff:10.0.0.1" }],
    ["an unknown peer", { host: "localhost:4000" }],
    ["a name that was made to resolve to 127.0.0.1", { ...home, host: "evil.example:4000" }],
    ["a name that only looks like loopback", { ...home, host: "127.0.0.1.evil.example" }],
    ["a name that begins like localhost", { ...home, host: "localhost.evil.example" }],
    ["a host with a user name", { ...home, host: "evil.example@localhost" }],
    ["no host at all", { remoteAddress: "127.0.0.1" }],
    ["a page from another site", { ...home, origin: "https://evil.example" }],
    ["a page from another port", { ...home, origin: "http://localhost:5173" }],
    ["a page from another scheme", { remoteAddress: "::1", host: "localhost", origin: "https://localhost:80" }],
    ["a sandboxed page", { ...home, origin: "null" }],
    ["a proxy on this machine", { ...home, forwarded: true }],
  ])("does not apply to %s, with or without a development token", async (_what, credentials) => {
    const signIn = createTestAuthenticator({ development: true });
    expect(await signIn.authenticate(credentials)).toBeUndefined();
    expect(await refusal(signIn.authenticate({ ...credentials, ...bearer("dev:mallory:admin") }), "mallory")).toMatchObject({
      code: "UNAUTHENTICATED",
      message: expect.stringContaining("only on the gateway's own machine"),
    });
  });

  test.each([
    ["dev:alice", "alice", ["user"]],
    ["dev:alice:operator", "alice", ["operator"]],
    ["dev:alice@example.com:user,admin", "alice@example.com", ["user", "admin"]],
  ])("%s plays another person", async (token, id, roles) => {
    const signIn = createTestAuthenticator({ development: true });
    expect(await signIn.authenticate({ ...home, ...bearer(token) })).toEqual({ id, tenant: "", roles, via: "development" });
  });

  test.each(["dev:", "dev:alice:", "dev:alice:boss", "dev:alice:user,", "dev:a/b", `dev:${"x".repeat(65)}`])(
    "%s is refused with the form it should have",
    async (token) => {
      const error = await refusal(createTestAuthenticator({ development: true }).authenticate({ ...home, ...bearer(token) }));
      expect(error.message).toContain(
        "a development token reads dev:<id> or dev:<id>:<role>,<role>, with roles out of user, operator, admin",
      );
    },
  );

  test("does not make up for a token that does not hold", async () => {
    const signIn = createTestAuthenticator({ development: true, serviceToken: () => "service-token-of-tests" });
    await refusal(signIn.authenticate({ ...home, ...bearer("some-other-token") }), "some-other-token");
    expect(await signIn.authenticate({ ...home, ...bearer("service-token-of-tests") })).toMatchObject({ id: "service" });
  });
});
