import "reflect-metadata";
/** Whose key it is, whether two inputs are one, and which ends give a key back. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inputHash, isIdempotencyKey, mayHaveRun, scopeHash } from "../../src/invocations/idempotency.js";
import { ERROR_CODES, type ErrorCode } from "../../src/kernel/error-codes.js";
import { canonicalJson, sha256 } from "../../src/kernel/json.js";

describe("the scope of a key", () => {
  test("differs whenever a part differs, also where parts run into each other", () => {
    const part = fc.string({ maxLength: 3, unit: fc.constantFrom("a", "b", '"', ",", "[", "\\") });
    const scope = fc.record({ tenant: part, callerId: part, abilityId: part, key: part });
    fc.assert(
      fc.property(scope, scope, (one, other) => {
        const same = (Object.keys(one) as (keyof typeof one)[]).every((name) => one[name] === other[name]);
        expect(scopeHash(one) === scopeHash(other)).toBe(same);
        expect(scopeHash(one)).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });
});

describe("the hash of an input", () => {
  const hash = (form: unknown, deadlineMs: number | null = null, tags: string[] = []) => inputHash({ form, deadlineMs, tags });

  test("does not depend on the order of fields, at any depth", () => {
    expect(hash({ a: 1, b: { c: [1, { d: 2, e: 3 }], f: null } })).toBe(hash({ b: { f: null, c: [1, { e: 3, d: 2 }] }, a: 1 }));
  });

  test("differs for other values, types, orders of lists, deadlines and tags", () => {
    const hashes = [hash({}), hash({ a: 1 }), hash({ a: "1" }), hash({ a: null }), hash({ a: [1, 2] }), hash({ a: [2, 1] })];
    hashes.push(hash({}, 1_000), hash({}, null, ["x"]), hash({}, null, ["x", "y"]), hash({}, null, ["y", "x"]));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test("knows whom the caller wants told, and without a webhook is what it was before there were any", () => {
    const watched = (webhook?: { url: string; document?: string | null } | null) =>
      inputHash({ form: {}, deadlineMs: null, tags: [], webhook });
    const url = "https://hooks.example.com/";
    expect(new Set([watched(), watched({ url }), watched({ url: `${url}x` }), watched({ url, document: "{ a }" })]).size).toBe(4);
    expect(watched({ url, document: null })).toBe(watched({ url }));
    expect([watched(), watched(null)]).toEqual(Array(2).fill(sha256(canonicalJson([{}, null, [], null]))));
  });
});

describe("a key", () => {
  test.each(["k", "a".repeat(255), "!~", "01J9Z8Q4T3", "order-7/attempt:1"])("“%s” is one", (key) =>
    expect(isIdempotencyKey(key)).toBe(true),
  );
  test.each(["", " ", "a b", "a\n", "\0", "é", "键", "a".repeat(256), "a\u007f"])("“%s” is none", (key) =>
    expect(isIdempotencyKey(key)).toBe(false),
  );

  test("is kept after every end behind which the engine may have done its work", () => {
    const kept = (Object.keys(ERROR_CODES) as ErrorCode[]).filter(mayHaveRun);
    expect(kept.sort()).toEqual(
      [
        "DEADLINE_EXCEEDED",
        "ENGINE_BAD_RESPONSE",
        "ENGINE_RESULT_TOO_LARGE",
        "ENGINE_STREAM_CUT",
        "ENGINE_TIMEOUT",
        "INTERNAL",
        "OUTCOME_UNKNOWN",
        "OUTPUT_INVALID",
      ].sort(),
    );
  });
});
