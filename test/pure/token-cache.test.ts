import { describe, expect, test } from "vitest";
import type { Principal } from "../../src/auth/principal.js";
import { createTokenCache } from "../../src/auth/token-cache.js";

const alice: Principal = { id: "alice", tenant: "", roles: ["user"], via: "jwt" };

describe("the token cache", () => {
  test("forgets the token unused for longest when it is full", () => {
    const cache = createTokenCache({ now: () => 0, maxAgeMs: 1000, maxEntries: 2 });
    cache.set("first", alice);
    cache.set("second", alice);
    cache.get("first");
    cache.set("third", alice);
    expect(["first", "second", "third"].map((token) => cache.get(token)?.id)).toEqual(["alice", undefined, "alice"]);
  });

  test.each([
    ["its age", undefined, 1000],
    ["the expiry of the principal", 400, 400],
  ])("forgets a token by %s", (_what, expiresAt, forgottenAt) => {
    let now = 0;
    const cache = createTokenCache({ now: () => now, maxAgeMs: 1000, maxEntries: 2 });
    cache.set("token", expiresAt === undefined ? alice : { ...alice, expiresAt });
    now = forgottenAt - 1;
    expect(cache.get("token")?.id).toBe("alice");
    now = forgottenAt;
    expect(cache.get("token")).toBeUndefined();
  });
});
