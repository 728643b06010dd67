import "reflect-metadata";
/** What the mutations that stop, answer and repeat invocations refuse: with a code, in both languages, changing nothing. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data, TestClient } from "../support/client.js";
import { asked } from "../support/control.js";
import { accept, finished, INVOKE, run } from "../support/operations.js";
import { publishAbility, type SeededAbility } from "../support/seed.js";
import { quietestStatementsOf } from "../support/statements.js";
import { storedOperation } from "../support/stored-operations.js";
import { tokenOf } from "../support/tokens.js";

const CHINESE = /[\u4e00-\u9fff]/;
const UNKNOWN = "inv_01ARZ3NDEKTSV4RRFFQ69G5FAV";

let app: TestApp;
let ann: TestClient;
let olga: TestClient;
let ask: SeededAbility;
let echo: SeededAbility;
let waiting: Data;
let done: Data;

beforeAll(async () => {
  app = await startTestApp();
  ann = app.as(await tokenOf({ id: "ann" }));
  olga = app.as(await tokenOf({ id: "olga", role: "operator" }));
  ask = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.ask, properties: { topic: { type: "string" } } });
  echo = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
  waiting = await asked(ann, (await accept(ann, ask.key, { form: { topic: "tides" } })).id);
  done = await finished(ann, (await accept(ann, echo.key, { form: { a: 1 } })).id, 60_000);
});
afterAll(() => app?.stop());

interface Refused {
  /** Of an outcome that is data, or of the whole request. */
  readonly code: string;
  readonly message: string;
  readonly fieldErrors?: readonly { readonly path: string; readonly message: string }[];
}

const refusalIn = async (client: TestClient, operation: { document: string; input: object }, language: string): Promise<Refused> => {
  const answer = await client.execute(operation.document, { input: operation.input }, { "accept-language": language });
  const [problem] = answer.errors;
  return problem ? { code: problem.extensions.code, message: problem.message } : (Object.values(answer.data)[0] as Refused);
};

/** The same code in both languages, and a sentence in each. */
const refused = async (client: TestClient, operation: { document: string; input: object }): Promise<Refused> => {
  const [english, chinese] = [await refusalIn(client, operation, "en"), await refusalIn(client, operation, "zh")];
  expect(chinese.code).toBe(english.code);
  expect(english.message).not.toMatch(CHINESE);
  expect(chinese.message).toMatch(CHINESE);
  for (const { message } of chinese.fieldErrors ?? []) expect(message).toMatch(CHINESE);
  return english;
};

describe("cancelInvocation", () => {
  const CANCEL = storedOperation("CancelInvocation");
  test.each([
    ["nothing", ""],
    ["an unknown id", UNKNOWN],
    ["an id of another kind", "abl_1"],
    ["half an id", "inv_"],
    ["no id at all", "💥"],
    ["an endless id", `inv_${"x".repeat(5_000)}`],
  ])("of %s finds nothing", async (_, id) => {
    expect(await refused(ann, { document: CANCEL, input: { id } })).toMatchObject({ code: "NOT_FOUND" });
  });

  test("needs a caller", async () => {
    expect(await refused(app.as(), { document: CANCEL, input: { id: waiting.id } })).toMatchObject({ code: "UNAUTHENTICATED" });
  });
});

describe("resumeInvocation", () => {
  const RESUME = storedOperation("ResumeInvocation");
  const given = (more: object) => ({
    document: RESUME,
    input: { invocationId: waiting.id, interruptId: waiting.interrupt.id, answer: "Brest", ...more },
  });

  test.each([
    ["an unknown invocation", () => ({ invocationId: UNKNOWN }), "NOT_FOUND"],
    ["an invocation that asks nothing", () => ({ invocationId: done.id }), "INTERRUPT_NOT_OPEN"],
    ["an unknown question", () => ({ interruptId: "int_unknown" }), "INTERRUPT_NOT_OPEN"],
    ["a number", () => ({ answer: 7 }), "FORM_INVALID"],
    ["an object where a text is asked for", () => ({ answer: { port: "Brest" } }), "FORM_INVALID"],
    ["white space", () => ({ answer: "  " }), "FORM_INVALID"],
    ["a text that cannot be stored", () => ({ answer: "a\u0000b" }), "FORM_INVALID"],
    ["a text that is too long", () => ({ answer: "x".repeat(20_001) }), "FORM_INVALID"],
  ] as const)("refuses %s", async (_, more, code) => {
    expect(await refused(ann, given(more()))).toMatchObject({ code });
    expect(await asked(ann, waiting.id)).toMatchObject({ status: "WAITING" });
  });
});

describe("retryInvocation", () => {
  const RETRY = storedOperation("RetryInvocation");
  test.each([
    ["an unknown invocation", () => ({ id: UNKNOWN }), "NOT_FOUND"],
    ["one that waits", () => ({ id: waiting.id }), "INVOCATION_NOT_FINAL"],
    ["a key with spaces", () => ({ id: done.id, idempotencyKey: "two words" }), "BAD_USER_INPUT"],
    ["an empty key", () => ({ id: done.id, idempotencyKey: "" }), "BAD_USER_INPUT"],
    ["a wait below zero", () => ({ id: done.id, waitMs: -1 }), "BAD_USER_INPUT"],
    ["a wait of more than 25 seconds", () => ({ id: done.id, waitMs: 25_001 }), "BAD_USER_INPUT"],
  ] as const)("refuses %s", async (_, input, code) => {
    expect(await refused(ann, { document: RETRY, input: input() })).toMatchObject({ code });
  });
});

describe("replayInvocations and abortReplay", () => {
  const REPLAY = storedOperation("ReplayInvocations");
  test.each([
    ["an empty filter", { filter: {} }, "REPLAY_FILTER_EMPTY"],
    ["a filter of nulls", { filter: { ids: null, statuses: null, createdFrom: null } }, "REPLAY_FILTER_EMPTY"],
    ["more ids than a filter may name", { filter: { ids: Array(101).fill(UNKNOWN) } }, "BAD_USER_INPUT"],
    ["a status that is not final", { filter: { statuses: ["WAITING"] } }, "BAD_USER_INPUT"],
    ["an ability id of another kind", { filter: { abilityIds: ["map_1"] } }, "BAD_USER_INPUT"],
    ["a key with spaces", { filter: { ids: [UNKNOWN] }, idempotencyKey: "two words" }, "BAD_USER_INPUT"],
  ])("refuse %s", async (_, input, code) => {
    expect(await refused(olga, { document: REPLAY, input })).toMatchObject({ code });
  });

  test("refuse people who are no operators, and sets that do not exist", async () => {
    expect(await refused(ann, { document: REPLAY, input: { filter: { ids: [done.id] } } })).toMatchObject({ code: "FORBIDDEN" });
    const ABORT = storedOperation("AbortReplay");
    expect(await refused(olga, { document: ABORT, input: { id: "rpl_01ARZ3NDEKTSV4RRFFQ69G5FAV" } })).toMatchObject({ code: "NOT_FOUND" });
    expect(await refused(olga, { document: ABORT, input: { id: done.id } })).toMatchObject({ code: "BAD_USER_INPUT" });
    expect(await refused(ann, { document: ABORT, input: { id: done.id } })).toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("priority and conversation of a call", () => {
  const call = (more: object) => ({ document: INVOKE, input: { abilityKey: echo.key, form: { a: 1 }, ...more } });

  test.each([{ priority: 101 }, { priority: -101 }, { conversation: "" }, { conversation: "two words" }, { conversation: "x".repeat(65) }])(
    "%j is refused",
    async (more) => {
      expect(await refused(olga, call(more))).toMatchObject({ code: "BAD_USER_INPUT" });
    },
  );

  test("going before others is for operators, standing behind them for everybody", async () => {
    expect(await refused(ann, call({ priority: 1 }))).toMatchObject({ code: "FORBIDDEN" });
    const shown = async (client: TestClient, more: object) => {
      const { id } = (await client.execute(INVOKE, call(more))).ok().invokeAbility.invocation;
      return run(client, "query($id: ID!) { invocation(id: $id) { priority conversation mode } }", { id });
    };
    expect(await shown(ann, { priority: -100 })).toEqual({ priority: -100, conversation: null, mode: "STREAM" });
    expect(await shown(olga, { priority: 100, conversation: "my-talk" })).toEqual({
      priority: 100,
      conversation: "my-talk",
      mode: "STREAM",
    });
  });

  test("another conversation is another call, another priority is not", async () => {
    const first = (await ann.execute(INVOKE, call({ idempotencyKey: "talk", conversation: "one" }))).ok().invokeAbility;
    expect(first.replayed).toBe(false);
    const again = (await ann.execute(INVOKE, call({ idempotencyKey: "talk", conversation: "one", priority: -5 }))).ok().invokeAbility;
    expect(again).toMatchObject({ replayed: true, invocation: { id: first.invocation.id } });
    expect(await refused(ann, call({ idempotencyKey: "talk", conversation: "two" }))).toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
  });
});

test("a page of invocations costs as many statements as one of them, whatever is shown of each", async () => {
  const FIELDS = `id allowedActions cancellation mode cancel { outcome } late { status output } interrupt { id form }
    retryOf { id allowedActions interrupt { id } } replay { id started finished succeeded failed items(first: 2) { nodes { id } } }
    diff { input { truncated } output { truncated } parameters { truncated } } ability { id cancellation maxConcurrency answerers }`;
  const page = `query Page($first: Int!) { invocations(first: $first) { nodes { ${FIELDS} } } }`;
  const { id: setId } = (
    await run(olga, storedOperation("ReplayInvocations"), { input: { filter: { ids: [done.id] }, includeSideEffecting: true } })
  ).replay;
  const [repeated] = await Promise.all(
    [1, 2, 3].map(() => run(olga, storedOperation("RetryInvocation"), { input: { id: done.id, waitMs: 25_000 } })),
  );
  expect(repeated.invocation.retryOf.id).toBe(done.id);
  const others = await Promise.all([1, 2].map(() => accept(olga, ask.key, { form: { topic: "tides" } })));
  for (const { id } of others) await asked(olga, id);
  await app.sql("UPDATE invocation_replays SET state = 'FINISHED' WHERE id = ?", [setId]);
  await app.sql("UPDATE ability_invocation_logs SET replay_id = ? WHERE retry_of IS NOT NULL", [setId]);
  const reads = (first: number) => () => run(olga, page, { first });
  const few = await quietestStatementsOf(reads(4), 0);
  expect(few.result.nodes.filter(({ interrupt }: Data) => interrupt !== null).length).toBeGreaterThanOrEqual(2);
  const repetitions = ({ nodes }: { nodes: Data[] }) => nodes.filter(({ diff, replay }) => diff !== null && replay !== null).length;
  expect(repetitions(few.result)).toBeGreaterThanOrEqual(1);
  const all = await quietestStatementsOf(reads(8), few.statements.length);
  expect(repetitions(all.result)).toBeGreaterThanOrEqual(3);
  expect(all.statements.length, all.statements.join("\n")).toBeLessThanOrEqual(few.statements.length);
});

test("nothing above went wrong on our side", () => {
  expect(app.lines.filter(({ level }) => level === "error")).toEqual([]);
});
