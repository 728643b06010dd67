/** What the simulated Loop takes as OTLP, what it drops in silence, and how it reads back (reference/coze-loop.md §2.3, §4, §7, §8, §10). */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type SimulatorCaller, startSimulator } from "../support/simulator-caller.js";

const INGEST = "/v1/loop/opentelemetry/v1/traces";
const WORKSPACE = "7530000000000000001";
const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";
const HOUR_MS = 3_600_000;

interface Sent {
  readonly traceId?: string;
  readonly startMs?: number;
  readonly attributes?: readonly { key: string; value: object }[];
  readonly events?: readonly { name: string }[];
  readonly status?: object;
}

const nanos = (ms: number): string => `${ms}000000`;

const jsonRequest = ({ traceId = TRACE, startMs = Date.now() - 1000, attributes = [], events = [], status = {} }: Sent = {}) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "dropped" } }] },
      scopeSpans: [
        {
          spans: [
            {
              ...{ traceId, spanId: SPAN, name: "probe", attributes, events, status },
              ...{ startTimeUnixNano: nanos(startMs), endTimeUnixNano: nanos(startMs + 250) },
            },
          ],
        },
      ],
    },
  ],
});

const send = async ({ url }: SimulatorCaller, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url + INGEST, {
    method: "POST",
    headers: { authorization: "Bearer pat_simulator", "content-type": "application/json", "cozeloop-workspace-id": WORKSPACE, ...headers },
    body: body as RequestInit["body"] & {},
  });

const search = async ({ post }: SimulatorCaller, traceId = TRACE) =>
  (
    await post("/v1/loop/traces/search", {
      ...{ workspace_id: WORKSPACE, trace_id: traceId, limit: 100, platform_type: "cozeloop" },
      ...{ start_time: String(Date.now() - 48 * HOUR_MS), end_time: String(Date.now() + 48 * HOUR_MS) },
    })
  ).json();

/** Protobuf written by hand: field 1 of the request is a ResourceSpans, its field 2 a ScopeSpans, whose field 2 is a Span. */
const field = (number: number, content: Uint8Array | string): Buffer => {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([number * 8 + 2, ...varint(bytes.length)]), bytes]);
};
const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]);
const fixed64 = (number: number, value: bigint): Buffer => {
  const bytes = Buffer.alloc(9, number * 8 + 1);
  bytes.writeBigUInt64LE(value, 1);
  return bytes;
};

const protobufRequest = (startMs = Date.now() - 1000): Buffer => {
  const attribute = field(9, Buffer.concat([field(1, "bff.check"), field(2, field(1, "x".repeat(300)))]));
  const count = field(9, Buffer.concat([field(1, "gen_ai.usage.input_tokens"), field(2, Buffer.from([3 * 8, ...varint(1234)]))]));
  const kind = field(9, Buffer.concat([field(1, "gen_ai.operation.name"), field(2, field(1, "chat"))]));
  const times = [fixed64(7, BigInt(startMs) * 1_000_000n), fixed64(8, BigInt(startMs + 250) * 1_000_000n)];
  const span = [
    field(1, Buffer.from(TRACE, "hex")),
    field(2, Buffer.from(SPAN, "hex")),
    field(5, "probe"),
    ...times,
    attribute,
    count,
    kind,
  ];
  return field(1, Buffer.concat([field(1, ""), field(2, field(2, Buffer.concat(span)))]));
};

describe("a span that is taken reads back", () => {
  test("sent as JSON with times as texts", async () => {
    const caller = await startSimulator();
    const startMs = Date.now() - 1000;
    const attributes = [
      { key: "cozeloop.span_type", value: { stringValue: "graph" } },
      { key: "session.id", value: { stringValue: "s-1" } },
      { key: "cozeloop.input", value: { stringValue: '{"q":1}' } },
    ];
    const reply = await send(caller, JSON.stringify(jsonRequest({ startMs, attributes, status: { code: 2 } })));
    expect([reply.status, await reply.json()]).toEqual([200, { body: "CgA=", code: 0, msg: "" }]);
    const { code, data } = await search(caller);
    expect([code, data.spans]).toEqual([
      0,
      [
        expect.objectContaining({
          ...{ trace_id: TRACE, span_id: SPAN, parent_id: "", span_name: "probe", span_type: "graph", type: "graph" },
          ...{ started_at: String(startMs), duration: "250", status: "success", status_code: 0, input: '{"q":1}' },
          custom_tags: { thread_id: "s-1" },
        }),
      ],
    ]);
  });

  test.each([false, true])("sent as protobuf, packed: %s", async (isPacked) => {
    const caller = await startSimulator();
    const bytes = protobufRequest();
    const reply = await send(caller, isPacked ? gzipSync(bytes) : bytes, {
      "content-type": "application/x-protobuf",
      ...(isPacked && { "content-encoding": "gzip" }),
    });
    expect(await reply.json()).toMatchObject({ code: 0 });
    const { data } = await search(caller);
    expect(data.spans).toMatchObject([
      { trace_id: TRACE, span_id: SPAN, span_type: "model", custom_tags: { "bff.check": "x".repeat(300) } },
    ]);
    expect(data.traces_advance_info).toEqual({ tokens: { input: "1234", output: "0" } });
  });

  test("twice sent, once read", async () => {
    const caller = await startSimulator();
    for (const _time of [1, 2]) await send(caller, JSON.stringify(jsonRequest()));
    expect((await search(caller)).data.spans).toHaveLength(1);
  });

  test.each([
    ["an error attribute", { attributes: [{ key: "error.type", value: { stringValue: "UPSTREAM_TIMEOUT" } }] }],
    ["an exception event", { events: [{ name: "exception" }] }],
  ])("%s makes it an error; the OTLP status does not", async (_what, change) => {
    const caller = await startSimulator();
    await send(caller, JSON.stringify(jsonRequest(change)));
    expect((await search(caller)).data.spans).toMatchObject([{ status: "error", status_code: -1 }]);
  });
});

test.each([
  ["begun 25 hours ago", { startMs: Date.now() - 25 * HOUR_MS }],
  ["begun in two hours", { startMs: Date.now() + 2 * HOUR_MS }],
  ["of a trace of zeros", { traceId: "0".repeat(32) }],
])("a span %s is taken with code 0 and never seen", async (_what, change: Sent) => {
  const caller = await startSimulator();
  expect(await (await send(caller, JSON.stringify(jsonRequest(change)))).json()).toMatchObject({ code: 0 });
  expect((await search(caller, change.traceId)).data.spans).toEqual([]);
});

describe("refusals are HTTP 200 with a code", () => {
  const refused: readonly (readonly [what: string, headers: Record<string, string>, body: string | undefined, code: number])[] = [
    ["a bad token", { authorization: "Bearer bad" }, undefined, 600900702],
    ["no token", { authorization: "" }, undefined, 600900702],
    ["another spelling of Bearer", { authorization: "bearer pat_simulator" }, undefined, 600900702],
    ["another content type", { "content-type": "text/plain" }, undefined, 600904002],
    ["a workspace that is no number", { "cozeloop-workspace-id": "mine" }, undefined, 600904002],
    ["what is not packed although it says so", { "content-encoding": "gzip" }, undefined, 600904003],
    ["a body that is no JSON", {}, "{", 600904004],
    ["times as numbers", {}, JSON.stringify(jsonRequest()).replace(/"startTimeUnixNano":"(\d+)"/, '"startTimeUnixNano":$1'), 600904004],
    ["protobuf that ends early", { "content-type": "application/x-protobuf" }, "\n\u00ff", 600904004],
  ];
  test.each(refused)("%s", async (...[, headers, body, code]) => {
    const reply = await send(await startSimulator(), body ?? JSON.stringify(jsonRequest()), headers);
    expect(reply.status).toBe(200);
    expect(await reply.json()).toMatchObject({ code });
  });

  test("a workspace of somebody else, sent to and read from", async () => {
    const caller = await startSimulator();
    const person = { email: "ann@example.com", password: "a long password" };
    const joined = await caller.post("/api/foundation/v1/users/register", person, {});
    const cookie = { cookie: joined.headers.getSetCookie()[0]?.split(";")[0] ?? "" };
    const { token } = (await caller.post("/api/auth/v1/personal_access_tokens", { name: "t", duration_day: "1" }, cookie)).json();
    const authorization = `Bearer ${token}`;
    expect(await (await send(caller, JSON.stringify(jsonRequest()), { authorization })).json()).toMatchObject({ code: 600900101 });
    const own = (await caller.post("/api/foundation/v1/spaces/list", {}, cookie)).json().spaces[0].id;
    const inOwn = { authorization, "cozeloop-workspace-id": own };
    expect(await (await send(caller, JSON.stringify(jsonRequest()), inOwn)).json()).toMatchObject({ code: 0 });
  });
});
