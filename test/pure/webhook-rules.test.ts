import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { AppError } from "../../src/kernel/errors.js";
import { createSecretBox, keyNameOf } from "../../src/kernel/secret-box.js";
import { createWebhookSecret, signatureHeaders } from "../../src/webhooks/signature.js";
import { LONGEST_RETRY_MS, nextAttemptIn, withAttempt } from "../../src/webhooks/webhook.js";

const DEFAULTS = { maxAttempts: 8, firstRetryMs: 10_000 };

describe("the next attempt", () => {
  const delays = (random: number) => [1, 2, 3, 4, 5, 6, 7].map((failed) => nextAttemptIn(failed, { random }, DEFAULTS) ?? -1);

  test("comes five times later each time, within a day in all, and not after the last", () => {
    expect(delays(0.5)).toEqual([10_000, 50_000, 250_000, 1_250_000, 6_250_000, 31_250_000, LONGEST_RETRY_MS]);
    const total = delays(0.5).reduce((sum, delay) => sum + delay, 0);
    expect(total / 3_600_000).toBeGreaterThan(20);
    expect(total / 3_600_000).toBeLessThan(24);
    expect(nextAttemptIn(8, { random: 0.5 }, DEFAULTS)).toBeUndefined();
    expect(nextAttemptIn(1, { random: 0.5 }, { ...DEFAULTS, maxAttempts: 1 })).toBeUndefined();
  });

  test("is spread by a fifth on both sides", () => {
    expect(delays(0).slice(0, 2)).toEqual([8_000, 40_000]);
    expect(delays(1).slice(0, 2)).toEqual([12_000, 60_000]);
  });

  test("waits as long as the receiver asked, within bounds", () => {
    expect(nextAttemptIn(1, { random: 0.5, retryAfterMs: 60_000 }, DEFAULTS)).toBe(60_000);
    expect(nextAttemptIn(1, { random: 0.5, retryAfterMs: 1 }, DEFAULTS)).toBe(10_000);
    expect(nextAttemptIn(1, { random: 0.5, retryAfterMs: Number.MAX_SAFE_INTEGER }, DEFAULTS)).toBe(LONGEST_RETRY_MS);
  });

  test("the log keeps the last thirty", () => {
    const attempt = (number: number) => ({ number, at: 0, durationMs: 1, httpStatus: 500, error: "answered 500" });
    let log: readonly ReturnType<typeof attempt>[] = [];
    for (let number = 1; number <= 35; number++) log = withAttempt(log, attempt(number)) as ReturnType<typeof attempt>[];
    expect(log.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, index) => index + 6));
  });
});

describe("signatures", () => {
  test("are those of the specification's example", () => {
    // https://github.com/standard-webhooks/standard-webhooks: the vector of its reference libraries.
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const headers = signatureHeaders([secret], { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at: 1_614_265_330_999, body: '{"test": 2432232314}' });
    expect(headers).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  test("two stand side by side while a secret is rotated", () => {
    const secrets = [createWebhookSecret(), createWebhookSecret()];
    const signed = signatureHeaders(secrets, { id: "dlv_1", at: 1_000, body: "ü" })["webhook-signature"];
    const expected = secrets.map(
      (secret) =>
        `v1,${createHmac("sha256", Buffer.from(secret.slice(6), "base64"))
          .update("dlv_1.1.ü")
          .digest("base64")}`,
    );
    expect(signed).toBe(expected.join(" "));
    expect(secrets[0]).not.toBe(secrets[1]);
    expect(secrets[0]).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });
});

describe("the secret box", () => {
  const SECRET = "whsec_of-the-tests";
  const key = () => "a key of the tests that is long enough";

  test("seals differently each time and opens what it sealed", () => {
    const box = createSecretBox({ key });
    const sealed = [box.seal(SECRET), box.seal(SECRET)];
    expect(sealed[0]).not.toBe(sealed[1]);
    for (const text of sealed) {
      expect(text).not.toContain(Buffer.from(SECRET).toString("base64url"));
      expect(box.open(text)).toBe(SECRET);
    }
  });

  test("without a key it keeps; with a key that came later it still opens", () => {
    const kept = createSecretBox({ key: null }).seal(SECRET);
    expect(createSecretBox({ key: null }).open(kept)).toBe(SECRET);
    expect(createSecretBox({ key }).open(kept)).toBe(SECRET);
  });

  test.each([
    ["another key", () => createSecretBox({ key: () => "another key, long enough as well" })],
    ["no key", () => createSecretBox({ key: null })],
  ])("says so when there is %s", (_, box) => {
    const sealed = createSecretBox({ key }).seal(SECRET);
    const refused = expect.objectContaining({ code: "CONFIGURATION_INVALID", message: expect.stringContaining("SECRETS_KEY") });
    expect(() => box().open(sealed)).toThrow(refused);
    expect(() => box().open(sealed)).toThrow(AppError);
  });

  test("former keys open what they sealed and seal nothing; each is known by the name that its texts carry", () => {
    const former = () => ["another key, long enough as well", "a third key, long enough as well too"];
    const old = former().map((one) => createSecretBox({ key: () => one }).seal(SECRET));
    const box = createSecretBox({ key, former });
    expect([...old, box.seal(SECRET)].map((text) => box.open(text))).toEqual([SECRET, SECRET, SECRET]);
    expect(box.keyNames()).toEqual({ current: keyNameOf(box.seal(SECRET)), former: old.map(keyNameOf) });
    expect(new Set([...old, box.seal(SECRET)].map(keyNameOf)).size).toBe(3);
    // The key of today among the former ones is not a former one.
    expect(createSecretBox({ key, former: () => [key()] }).keyNames().former).toEqual([]);
    const none = createSecretBox({ key: null });
    expect([none.keyNames(), keyNameOf(none.seal(SECRET))]).toEqual([{ current: null, former: [] }, null]);
  });

  test("a key that comes from a file is followed", () => {
    let current = "the key of yesterday, long enough too";
    let former: string[] = [];
    const box = createSecretBox({ key: () => current, former: () => former });
    const sealed = box.seal(SECRET);
    former = [current];
    current = key();
    expect(box.open(sealed)).toBe(SECRET);
    expect(keyNameOf(box.seal(SECRET))).toBe(box.keyNames().current);
    expect(keyNameOf(sealed)).toBe(box.keyNames().former[0]);
  });

  test("a changed text is not opened", () => {
    const box = createSecretBox({ key });
    const parts = box.seal(SECRET).split(".");
    parts[4] = Buffer.from("something else").toString("base64url");
    expect(() => box.open(parts.join("."))).toThrow();
  });
});
