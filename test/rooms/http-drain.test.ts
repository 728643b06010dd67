/** A server that stops: who is told when, and what a connection that comes too late is told. */
import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { drain, retryHint } from "../../src/http/drain.js";
import { startTestServer, USER } from "../support/http-server.js";
import { createManualClock } from "../support/manual-clock.js";
import { until } from "../support/until.js";
import { signIn } from "../support/ws-client.js";

interface Told {
  readonly peer: number;
  readonly at: number;
  readonly retryAfterMs: number;
}

const tell = async (count: number, windowMs: number): Promise<Told[]> => {
  const clock = createManualClock(0);
  const told: Told[] = [];
  let draws = 0;
  const done = drain({
    peers: Array.from({ length: count }, (_, index) => index),
    ...{ windowMs, clock },
    random: () => (draws++ % 97) / 97,
    hangUp: (peer, retryAfterMs) => told.push({ peer, at: clock.now(), retryAfterMs }),
  });
  await clock.advance(windowMs + 1);
  await done;
  expect(clock.pending).toBe(0);
  return told;
};

test("everybody is told once, within the window, in batches, with a hint that grows with their number", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 8_000 }), async (count, windowMs) => {
      const told = await tell(count, windowMs);
      expect(told.map(({ peer }) => peer)).toEqual(Array.from({ length: count }, (_, index) => index));
      expect(told.every(({ at }) => at <= windowMs)).toBe(true);
      expect(told.every(({ retryAfterMs }) => retryAfterMs >= 50 && retryAfterMs <= 50 + Math.min(windowMs, count * 2))).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test("ten thousand come back over seconds, a handful at once", async () => {
  const many = await tell(10_000, 5_000);
  const backAt = many.map(({ at, retryAfterMs }) => at + retryAfterMs);
  const perSecond = Array.from({ length: 11 }, (_, second) => backAt.filter((at) => Math.floor(at / 1_000) === second).length);
  expect(Math.max(...perSecond)).toBeLessThan(2_500);
  expect((await tell(10, 5_000)).every(({ at, retryAfterMs }) => at === 0 && retryAfterMs < 100)).toBe(true);
});

test("the hint fits into a closing frame", () => {
  expect(Buffer.byteLength(retryHint(Number.MAX_SAFE_INTEGER))).toBeLessThan(123);
  expect(JSON.parse(retryHint(1_234))).toEqual({ retryAfterMs: 1_234 });
});

const UPGRADE =
  "GET /graphql HTTP/1.1\r\nHost: gateway\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n";

test("sockets are closed with the hint, and an upgrade that comes meanwhile is sent away with Retry-After", async () => {
  const server = await startTestServer();
  const client = await signIn(server.url, USER);
  const late = connect(Number(new URL(server.url).port), "127.0.0.1");
  late.on("error", () => undefined);
  await once(late, "connect");
  // The server has taken the connection once it answers on another one that came after it.
  await server.post({ query: "{ hello }" });
  const inFlight = server.post({ query: "{ held }" });
  await until(() => server.contexts.length === 1);
  const stopped = server.server.stop(10_000);
  const { code, reason } = await client.closing();
  expect([code, JSON.parse(reason)]).toEqual([1001, { retryAfterMs: expect.any(Number) }]);
  let answer = "";
  late.on("data", (chunk) => (answer += chunk.toString()));
  late.write(UPGRADE);
  await until(() => answer !== "" || late.closed);
  expect(answer).toMatch(/^HTTP\/1\.1 503 .*\r\nRetry-After: 1\r\n/);
  server.release();
  expect((await inFlight).json.data).toEqual({ held: "released" });
  late.destroy();
  await stopped;
});
