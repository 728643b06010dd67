/** One POST to an address of a user's, over real sockets: where it goes, where it does not, and what is told of it. */
import net, { type AddressInfo, type LookupFunction } from "node:net";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createGuardedPost, type GuardedPost, type PostOutcome } from "../../src/webhooks/guarded-post.js";
import { type ReceiverAnswer, startReceiver, type WebhookReceiver } from "../support/webhook-receiver.js";

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

/** Answers every question with these addresses and counts the questions. */
const resolver = (...addresses: readonly string[]) => {
  const asked: string[] = [];
  const lookup: LookupFunction = (host, options, callback) => {
    asked.push(host);
    const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    setImmediate(() => (options.all ? callback(null, found) : callback(null, found[0]?.address ?? "", found[0]?.family)));
  };
  return { asked, lookup };
};

const post = (url: string, more: Partial<GuardedPost> = {}): GuardedPost => ({
  ...{ url, headers: { "content-type": "application/json" }, body: "{}", timeoutMs: 10_000, signal: new AbortController().signal },
  ...more,
});

const loopback = () => createGuardedPost({ allowed: [{ host: "127.0.0.1", port: receiver.port, http: true }] });

describe("where a name leads", () => {
  test.each([
    [["127.0.0.1"], "loopback"],
    [["10.0.0.8"], "private"],
    [["169.254.169.254"], "link-local"],
    [["::ffff:127.0.0.1"], "loopback"],
    [["::1"], "loopback"],
    [["1.1.1.1", "127.0.0.1"], "loopback"],
    [["2606:4700::1", "fd00::1"], "private"],
  ])("%s: nothing is sent", async (addresses, why) => {
    const { lookup, asked } = resolver(...addresses);
    const outcome = await createGuardedPost({ allowed: [], lookup })(post(`https://hooks.example.com:${receiver.port}/hook`));
    expect(outcome).toEqual({ kind: "failed", error: `refused: hooks.example.com leads to an address that is not public (${why}).` });
    // One question: what was judged is what would have been connected to.
    expect(asked).toEqual(["hooks.example.com"]);
    expect(receiver.received).toEqual([]);
  });

  test("a host that the operator named may be inside", async () => {
    const { lookup, asked } = resolver("127.0.0.1");
    const send = createGuardedPost({ allowed: [{ host: "hooks.internal", port: null, http: true }], lookup });
    expect(await send(post(`http://hooks.internal:${receiver.port}/hook?a=b`, { body: '{"ü":1}' }))).toMatchObject({ status: 204 });
    expect(asked).toEqual(["hooks.internal"]);
    expect(receiver.received).toMatchObject([
      { method: "POST", path: "/hook?a=b", raw: '{"ü":1}', headers: { host: `hooks.internal:${receiver.port}` } },
    ]);
  });

  test("an address in the URL needs no name to be refused", async () => {
    for (const url of [
      `https://127.0.0.1:${receiver.port}/`,
      `https://[::ffff:127.0.0.1]:${receiver.port}/`,
      `http://127.0.0.1:${receiver.port}/`,
    ]) {
      expect(await createGuardedPost({ allowed: [] })(post(url))).toMatchObject({
        kind: "failed",
        error: expect.stringMatching(/^refused: /),
      });
    }
    expect(receiver.received).toEqual([]);
  });
});

describe("what is told of it", () => {
  test("a redirect is an answer, and where it points is not asked", async () => {
    const other = await startReceiver();
    receiver.answer({ status: 307, headers: { location: other.url } });
    expect(await loopback()(post(receiver.url))).toMatchObject({ kind: "answered", status: 307 });
    expect(other.received).toEqual([]);
    await other.stop();
  });

  test.each<[string, ReceiverAnswer, PostOutcome]>([
    ["an error", 500, { kind: "answered", status: 500, retryAfterMs: undefined }],
    ["a pause asked for", { status: 503, headers: { "retry-after": "7" } }, { kind: "answered", status: 503, retryAfterMs: 7_000 }],
    [
      "a date to wait for",
      { status: 503, headers: { "retry-after": "Fri, 31 Dec 2027 23:59:59 GMT" } },
      { kind: "answered", status: 503, retryAfterMs: undefined },
    ],
    ["a large answer", { status: 200, body: "x".repeat(5_000_000) }, { kind: "answered", status: 200, retryAfterMs: undefined }],
    ["a connection cut", "cut", { kind: "failed", error: "the connection was cut before an answer came" }],
  ])("%s", async (_, answer, outcome) => {
    receiver.answer(answer);
    expect(await loopback()(post(receiver.url))).toEqual(outcome);
  });

  test.each<[string, string, PostOutcome]>([
    [
      "a change of protocol",
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
      { kind: "failed", error: "the connection was cut before an answer came" },
    ],
    [
      "an answer that does not end",
      "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc",
      { kind: "answered", status: 200, retryAfterMs: undefined },
    ],
  ])("%s", async (_, bytes, outcome) => {
    const strange = net.createServer((socket) => socket.on("error", () => undefined).once("data", () => socket.write(bytes)));
    await new Promise<void>((resolve) => strange.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void strange.close());
    const { port } = strange.address() as AddressInfo;
    // Long enough for the head of the answer on a busy machine.
    const send = createGuardedPost({ allowed: [{ host: "127.0.0.1", port, http: true }] });
    expect(await send(post(`http://127.0.0.1:${port}/`, { timeoutMs: 3_000 }))).toEqual(outcome);
  });

  test("no answer in time", async () => {
    receiver.answer("silent");
    expect(await loopback()(post(receiver.url, { timeoutMs: 200 }))).toEqual({ kind: "failed", error: "no answer within 200 ms" });
  });

  test("given up from outside, before and during", async () => {
    const leaving = new AbortController();
    receiver.answer("silent");
    const sent = loopback()(post(receiver.url, { signal: leaving.signal }));
    await receiver.atLeast(1);
    leaving.abort();
    const givenUp = { kind: "failed", error: "given up: the gateway was stopping" };
    expect(await sent).toEqual(givenUp);
    expect(await loopback()(post(receiver.url, { signal: leaving.signal }))).toEqual(givenUp);
  });

  test("https is not plain http with another name", async () => {
    const outcome = await loopback()(post(receiver.url.replace("http:", "https:")));
    expect(outcome).toMatchObject({ kind: "failed", error: expect.stringMatching(/^the (request failed \(|connection was cut)/) });
    expect(receiver.received).toEqual([]);
  });

  test("a name that nobody knows", async () => {
    const lookup: LookupFunction = (_host, _options, callback) => callback(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []);
    expect(await createGuardedPost({ allowed: [], lookup })(post("https://hooks.example.com/"))).toEqual({
      kind: "failed",
      error: "the host name is not known",
    });
  });
});
