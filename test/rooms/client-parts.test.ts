/** The parts of the client that decide: documents and their types, order of events, waits, what an error means. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { type DocumentNode, Kind, parse, print, stripIgnoredCharacters, visit } from "graphql";
import { describe, expect, expectTypeOf, test } from "vitest";
import { createAddresses } from "../../schema/client/addresses.js";
import { Backoff } from "../../schema/client/backoff.js";
import { type AbilityClient, createAbilityClient, type InvocationEvent } from "../../schema/client/client.js";
import { errorOfClose, errorOfProblems, reconnectHintIn } from "../../schema/client/client-error.js";
import { FOLLOW, INVOKE, REST } from "../../schema/client/documents.js";
import { FrameDecoder } from "../../schema/client/frames.js";
import { Inbox } from "../../schema/client/inbox.js";
import { Position } from "../../schema/client/position.js";
import { printDocument } from "../../schema/client/print-document.js";
import * as generated from "../../schema/generated/graphql.js";

const DOCUMENTS = Object.entries(generated).filter((entry): entry is [string, DocumentNode & { __meta__?: unknown }] =>
  entry[0].endsWith("Document"),
);

/** Order of definitions and of fields does not matter to a server. */
const sorted = (text: string): string[] =>
  parse(text, { noLocation: true })
    .definitions.map((definition) => stripIgnoredCharacters(print(definition)))
    .sort();

describe("documents", () => {
  test.each(DOCUMENTS)("%s is printed as graphql prints it", (_, document) => {
    expect(print(parse(printDocument(document)))).toBe(print(document));
  });

  test("everything an operation may contain is printed, and nothing else is taken for one", () => {
    const text = `query All($a: [Int!]! = [1, -2] @d, $b: In = {x: "q\\"uo\\\\te\\n\\u0001 火", y: null, z: [E, true, 1.5e3]}, $c: ID) @on(it: $c) {
      alias: field(arg: $a, block: """
        indented
          text \\""" end
      """) @skip(if: false) @include(if: true) { ...F ... on T @d { id } ... @include(if: $c) { x } ... { y } }
    }
    fragment F on T @d { deep { deeper } }
    mutation { do } subscription S { s }`;
    const blocksAsStrings = visit(parse(text), { enter: (node) => (node.kind === Kind.STRING ? { ...node, block: false } : undefined) });
    expect(print(parse(printDocument(parse(text))))).toBe(print(blocksAsStrings));
    expect(() => printDocument(parse("type Query { a: Int }"))).toThrow("A document cannot contain ObjectTypeDefinition.");
    expect(() => printDocument({ kind: Kind.DOCUMENT, definitions: [undefined] })).toThrow("A document cannot contain undefined.");
  });

  test("the client's own documents are those of schema/operations", () => {
    expect(sorted(INVOKE)).toEqual(sorted(print(generated.ClientInvokeDocument)));
    expect(sorted(FOLLOW)).toEqual(sorted(print(generated.ClientFollowDocument)));
    expect(sorted(REST)).toEqual(sorted(print(generated.ClientRestDocument)));
    const operations = readFileSync(new URL("../../schema/operations/client.graphql", import.meta.url), "utf8");
    expect(parse(operations).definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)).toHaveLength(3);
  });

  test("a token function that never answers holds no request beyond its signal, or its time", async () => {
    const client = createAbilityClient({
      url: "http://127.0.0.1:9/graphql",
      token: () => new Promise(() => undefined),
      requestTimeoutMs: 50,
    });
    const late = client.request("{ viewer { id } }");
    await expect(late).rejects.toMatchObject({ code: "TOKEN_UNAVAILABLE" });
    const leaving = new AbortController();
    const asked = client.invoke({ abilityKey: "a", form: {} }, { signal: leaving.signal });
    leaving.abort(new Error("enough"));
    await expect(asked).rejects.toThrow("enough");
  });

  test("answers have the types of their documents", () => {
    const client = createAbilityClient({ url: "http://127.0.0.1:9/graphql" });
    const typed = {
      viewer: () => client.request(generated.ViewerDocument),
      form: () => client.request(generated.AbilityFormDocument, { key: "write-text" }, { signal: AbortSignal.timeout(1) }),
      // @ts-expect-error a variable is missing
      missing: () => client.request(generated.AbilityFormDocument),
      // @ts-expect-error a variable has another type
      wrong: () => client.request(generated.AbilityFormDocument, { key: 1 }),
      text: () => client.request<{ a: number }>("{ a }"),
    };
    expectTypeOf(typed.viewer).returns.resolves.toEqualTypeOf<generated.ViewerQuery>();
    expectTypeOf(typed.form).returns.resolves.toEqualTypeOf<generated.AbilityFormQuery>();
    expectTypeOf(typed.text).returns.resolves.toEqualTypeOf<{ a: number }>();
    expectTypeOf<AbilityClient["follow"]>().returns.toExtend<AsyncIterable<InvocationEvent>>();
    type Accepted = Extract<Awaited<ReturnType<AbilityClient["invoke"]>>, { __typename: "InvocationAccepted" }>;
    expectTypeOf<Accepted["invocation"]["status"]>().toEqualTypeOf<generated.InvocationStatus>();
    expectTypeOf<Extract<InvocationEvent, { __typename: "OutputDelta" }>["text"]>().toEqualTypeOf<string>();
  });
});

const eventAt = (sequence: number, more: object = {}): InvocationEvent =>
  ({ __typename: "OutputDelta", cursor: `c${sequence}`, sequence, at: "", nodeId: "1", text: "x", ...more }) as InvocationEvent;

describe("the position among the events", () => {
  test("whatever arrives twice or out of order, 1 to n are handed on once and in order, or a hole is reported", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 60 }), (arrivals) => {
        const position = new Position({ cursor: undefined, snapshot: false });
        let last = 0;
        for (const sequence of arrivals) {
          const verdict = position.take(eventAt(sequence));
          expect(verdict).toBe(sequence <= last ? "known" : sequence === last + 1 ? "new" : "hole");
          if (verdict === "new") last = sequence;
          expect(position.cursor).toBe(last === 0 ? undefined : `c${last}`);
        }
      }),
    );
  });

  test("a snapshot, or the first event behind a given cursor, says where to count from", () => {
    const fresh = new Position({ cursor: undefined, snapshot: true });
    expect([fresh.take(eventAt(7, { __typename: "SnapshotEvent" })), fresh.take(eventAt(9)), fresh.take(eventAt(8))]).toEqual([
      "new",
      "hole",
      "new",
    ]);
    // A second snapshot would jump over what it includes.
    expect(fresh.take(eventAt(9, { __typename: "SnapshotEvent" }))).toBe("hole");
    const resumed = new Position({ cursor: "c4", snapshot: true });
    expect([resumed.take(eventAt(5)), resumed.take(eventAt(7))]).toEqual(["new", "hole"]);
  });

  test("a gap the gateway accounts for is passed with the snapshot behind it, in both directions", () => {
    for (const sequence of [3, 30]) {
      const position = new Position({ cursor: undefined, snapshot: false });
      position.take(eventAt(1));
      expect(position.take(eventAt(20, { __typename: "GapEvent" }))).toBe("new");
      expect(position.cursor).toBe("c1");
      expect(position.take(eventAt(sequence, { __typename: "SnapshotEvent" }))).toBe("new");
      expect([position.take(eventAt(sequence + 2)), position.take(eventAt(sequence + 1))]).toEqual(["hole", "new"]);
    }
  });
});

describe("the inbox", () => {
  test("hands over in order, to several who wait, and what is there before the error", async () => {
    const inbox = new Inbox<number>(10);
    const waiting = [inbox.next(), inbox.next()];
    for (const n of [1, 2, 3]) inbox.push(n);
    inbox.fail(new Error("over"));
    inbox.push(4);
    expect(await Promise.all([...waiting, inbox.next()])).toEqual([1, 2, 3].map((value) => ({ done: false, value })));
    await expect(inbox.next()).rejects.toThrow("over");
    expect(await inbox.next()).toEqual({ done: true, value: undefined });
  });

  test("has room again when half of it was read, or everything forgotten", async () => {
    const inbox = new Inbox<number>(4);
    for (const n of [1, 2, 3, 4]) inbox.push(n);
    expect(inbox.full).toBe(true);
    let hasRoom = false;
    const room = inbox.room().then(() => {
      hasRoom = true;
    });
    await inbox.next();
    await Promise.resolve();
    expect(hasRoom).toBe(false);
    await inbox.next();
    await room;
    for (const n of [5, 6]) inbox.push(n);
    const again = inbox.room();
    inbox.clear();
    await again;
    inbox.end();
    expect(await inbox.next()).toEqual({ done: true, value: undefined });
  });
});

describe("waits", () => {
  test("grow to their bound, lie anywhere below, and start small again after a success", () => {
    const draw = (): number[] => {
      const backoff = new Backoff({ firstMs: 100, maxMs: 1_000 });
      return Array.from({ length: 40 }, () => backoff.next());
    };
    const all = Array.from({ length: 300 }, draw);
    const [first, third, last] = [0, 2, 39].map((n) => all.map((waits) => waits[n] ?? Number.NaN)) as [number[], number[], number[]];
    for (const [waits, bound] of [
      [first, 100],
      [third, 400],
      [last, 1_000],
    ] as const) {
      expect(Math.max(...waits)).toBeLessThanOrEqual(bound);
      expect(Math.max(...waits)).toBeGreaterThan(bound * 0.75);
      expect(Math.min(...waits)).toBeLessThan(bound * 0.25);
    }
    const backoff = new Backoff({ firstMs: 100, maxMs: 1_000 });
    for (let n = 0; n < 10; n++) backoff.next();
    backoff.reset();
    expect(backoff.next()).toBeLessThanOrEqual(100);
    const hinted = Array.from({ length: 100 }, () => backoff.next(5_000));
    expect(Math.min(...hinted)).toBeGreaterThanOrEqual(5_000);
    expect(Math.max(...hinted)).toBeLessThanOrEqual(6_000);
  });

  test.each([
    ['{"retryAfterMs":1200}', 1_200],
    ["retry-after-ms=350; the server is stopping", 350],
    ["The server is stopping, reconnect in 900 ms", 900],
    ["reconnectAfterMs: 75", 75],
    ["The server is stopping", undefined],
    ["Token expired at 2026-11-23", undefined],
  ])("the hint in %s", (reason, expected) => expect(reconnectHintIn(reason)).toBe(expected));
});

describe("errors", () => {
  test.each([
    [1001, "UNREACHABLE", true],
    [1006, "UNREACHABLE", true],
    [1013, "UNREACHABLE", true],
    [4413, "UNREACHABLE", true],
    [4430, "UNREACHABLE", true],
    [4499, "UNREACHABLE", true],
    [4500, "UNREACHABLE", true],
    [4401, "UNAUTHENTICATED", false],
    [4403, "UNAUTHENTICATED", false],
    [4400, "UNEXPECTED_ANSWER", false],
    [4406, "UNEXPECTED_ANSWER", false],
    [1009, "UNEXPECTED_ANSWER", false],
  ])("the close %i means %s", (code, expected, retryable) => {
    expect(errorOfClose(code, "")).toMatchObject({ code: expected, retryable, closeCode: code });
  });

  test("errors of the gateway keep their code, sentence, hint and fields", () => {
    const fieldErrors = [{ path: "/topic", code: "FIELD_REQUIRED", message: "This field is required." }];
    const extensions = { code: "RATE_LIMITED", retryable: true, retryAfterMs: 70, requestId: "req_1", fieldErrors };
    expect(errorOfProblems([{ message: "Too many.", extensions }, { message: "second" }])).toMatchObject({
      message: "Too many.",
      ...extensions,
    });
    expect(errorOfProblems([{ message: "odd" }])).toMatchObject({ code: "UNEXPECTED_ANSWER", retryable: false, fieldErrors: [] });
    for (const code of ["TOO_MANY_OPERATIONS", "TOO_MANY_CONNECTIONS"]) {
      expect(errorOfProblems([{ message: "", extensions: { code, retryable: false } }])).toMatchObject({ code, retryable: true });
    }
    expect(errorOfProblems([])).toMatchObject({ code: "UNEXPECTED_ANSWER" });
  });
});

describe("event streams", () => {
  const stream =
    'event: next\r\nid: c1\r\ndata: {"a":"火"}\r\n\r\n:\n\nretry: 70\n\nevent:next\ndata: 1\ndata: 2\n\nevent: complete\ndata:\n\nevent: cut';

  test("are read alike however the network cuts them", () => {
    const bytes = new TextEncoder().encode(stream);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length })), (cuts) => {
        const decoder = new FrameDecoder();
        const ends = [...cuts, bytes.length].sort((a, b) => a - b);
        const frames = ends.flatMap((end, n) => decoder.push(bytes.slice(ends[n - 1] ?? 0, end)));
        expect(frames).toEqual([
          { event: "next", data: '{"a":"火"}' },
          { event: "next", data: "1\n2" },
          { event: "complete", data: "" },
        ]);
        expect(decoder.retryMs).toBe(70);
      }),
    );
  });
});

describe("addresses", () => {
  test("of several one is used until it fails, then the next; a late failure of another changes nothing", () => {
    const addresses = createAddresses(["https://a.example/graphql", "http://b.example:4000/graphql"]);
    const a = addresses.current();
    expect(a).toEqual({
      http: "https://a.example/graphql",
      stream: "https://a.example/graphql/stream",
      ws: "wss://a.example/graphql",
    });
    addresses.failed(a);
    const b = addresses.current();
    expect(b.ws).toBe("ws://b.example:4000/graphql");
    addresses.failed(a);
    expect(addresses.current()).toBe(b);
    addresses.failed(b);
    expect(addresses.current()).toBe(a);
    expect(createAddresses("http://a/graphql", "https://sockets/graphql").current().ws).toBe("wss://sockets/graphql");
    expect(() => createAddresses([])).toThrow(TypeError);
    expect(() => createAddresses("/graphql")).toThrow(TypeError);
  });
});
