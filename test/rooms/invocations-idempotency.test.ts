import "reflect-metadata";
/** Idempotency keys: one intended call is one invocation, however often and from wherever it is sent. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, INVOKE, invoke, tryInvoke, upTo } from "../support/operations.js";
import { publishAbility, publishFaulty, type SeededAbility } from "../support/seed.js";
import { tokenOf } from "../support/tokens.js";

describeEachDatabase("an idempotency key", (makeUrl) => {
  let app: TestApp;
  let echo: SeededAbility;
  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: await makeUrl() });
    echo = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {}, b: {} } });
  });
  afterAll(() => app?.stop());

  const rowsOf = async (key: string) =>
    Number((await app.sql("SELECT COUNT(*) AS n FROM idempotency_keys WHERE idempotency_key = ?", [key]))[0]?.n);
  const runsWith = (form: object) =>
    app.simulator.history().filter(({ parametersReceived }) => JSON.stringify(parametersReceived) === JSON.stringify(form));

  test("repeated with the same input gives the same invocation, in whatever order the fields stand", async () => {
    const first = await invoke(app.admin, echo.key, {
      form: { a: 1, b: { x: 1, y: 2 } },
      idempotencyKey: "same",
      tags: ["t"],
      waitMs: 10_000,
    });
    expect(first).toMatchObject({ replayed: false, idempotencyKey: "same" });
    const again = await invoke(app.admin, echo.key, { form: { b: { y: 2, x: 1 }, a: 1 }, idempotencyKey: "same", tags: ["t"] });
    expect(again).toMatchObject({ replayed: true, idempotencyKey: "same", invocation: { id: first.invocation.id, status: "SUCCEEDED" } });
    expect(again.subscribeFrom).toBe(first.subscribeFrom);
    expect(await rowsOf("same")).toBe(1);
  });

  test.each([
    ["another form", { form: { a: 2 } }],
    ["other tags", { form: { a: 1 }, tags: ["x"] }],
    ["another deadline", { form: { a: 1 }, deadlineMs: 5_000 }],
  ])("with %s is a conflict that starts nothing", async (name, other) => {
    const idempotencyKey = `conflict-${name.replace(" ", "-")}`;
    const { id } = await accept(app.admin, echo.key, { form: { a: 1 }, idempotencyKey });
    const before = await app.sql("SELECT COUNT(*) AS n FROM ability_invocation_logs");
    const conflict = await invoke(app.admin, echo.key, { ...other, idempotencyKey });
    expect(conflict).toMatchObject({
      __typename: "IdempotencyConflict",
      code: "IDEMPOTENCY_CONFLICT",
      message: /Use a new key/,
      retryable: false,
    });
    expect(await app.sql("SELECT COUNT(*) AS n FROM ability_invocation_logs")).toEqual(before);
    expect(await accept(app.admin, echo.key, { form: { a: 1 }, idempotencyKey })).toMatchObject({ id });
  });

  test("sent twenty times at once makes one row and one run", async () => {
    const call = { form: { a: "crowd" }, idempotencyKey: "crowd", waitMs: 10_000 };
    const answers = await Promise.all(upTo(20).map(() => invoke(app.admin, echo.key, call)));
    expect(new Set(answers.map(({ invocation }) => invocation.id)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(answers.every(({ invocation }) => invocation.status === "SUCCEEDED")).toBe(true);
    expect(await rowsOf("crowd")).toBe(1);
    expect(runsWith({ a: "crowd" })).toHaveLength(1);
  });

  test("sent with two inputs at once lets one win and refuses the other", async () => {
    const answers = await Promise.all(
      [1, 2, 1, 2].map((a) => invoke(app.admin, echo.key, { form: { a: `race-${a}` }, idempotencyKey: "race" })),
    );
    const winners = new Set(answers.flatMap(({ invocation }) => invocation?.id ?? []));
    expect(winners.size).toBe(1);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      ...["IdempotencyConflict", "IdempotencyConflict"],
      ...["InvocationAccepted", "InvocationAccepted"],
    ]);
  });

  test("is free again after a run that certainly failed, and kept when the engine may have finished", async () => {
    const faulty = await publishFaulty(app.admin, { workflowId: WORKFLOW_IDS.write, properties: { topic: { type: "string" } } });
    const twice = async (fault: string) => {
      const call = { form: { topic: "x", fault }, idempotencyKey: fault.replace(":", "-"), waitMs: 10_000 };
      const first = await accept(app.admin, faulty.key, call);
      expect(first.status).toBe("FAILED");
      return { first, second: await invoke(app.admin, faulty.key, call) };
    };
    const refused = await twice("refuse-token");
    expect(refused.second.replayed).toBe(false);
    expect(refused.second.invocation.id).not.toBe(refused.first.id);
    const cut = await twice("cut:2");
    expect(cut.second).toMatchObject({ replayed: true, invocation: { id: cut.first.id, failure: { code: "ENGINE_STREAM_CUT" } } });
  });

  test("belongs to its caller, tenant and ability alone", async () => {
    const other = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {} } });
    const people = await Promise.all(
      [
        { id: "ann", tenant: "acme" },
        { id: "ben", tenant: "acme" },
        { id: "ann", tenant: "globex" },
      ].map(async (person) => app.as(await tokenOf(person))),
    );
    const call = { form: { a: 1 }, idempotencyKey: "shared" };
    const answers = await Promise.all(
      [...people, app.admin].flatMap((person) => [echo, other].map(({ key }) => invoke(person, key, call))),
    );
    expect(answers.map(({ replayed }) => replayed)).toEqual(Array(8).fill(false));
    expect(new Set(answers.map(({ invocation }) => invocation.id)).size).toBe(8);
  });

  test("may come in the header, and the argument wins over it", async () => {
    const send = async (header: string, input: object = {}) =>
      (await app.admin.execute(INVOKE, { input: { abilityKey: echo.key, form: { a: 1 }, ...input } }, { "idempotency-key": header })).ok()
        .invokeAbility;
    const first = await send("from-header");
    expect(first).toMatchObject({ replayed: false, idempotencyKey: "from-header" });
    expect(await send("from-header")).toMatchObject({ replayed: true, invocation: { id: first.invocation.id } });
    expect(await invoke(app.admin, echo.key, { form: { a: 1 }, idempotencyKey: "from-header" })).toMatchObject({ replayed: true });
    expect(await send("from-header", { idempotencyKey: "from-argument" })).toMatchObject({
      replayed: false,
      idempotencyKey: "from-argument",
    });
    const bad = await app.admin.execute(INVOKE, { input: { abilityKey: echo.key, form: {} } }, { "idempotency-key": "two words" });
    expect(bad.codes).toEqual(["BAD_USER_INPUT"]);
  });

  test("is made when none is sent, and repeating the call with it gives the same invocation", async () => {
    const first = await invoke(app.admin, echo.key, { form: { a: "made" } });
    expect(first.idempotencyKey).toMatch(/^\S{20,}$/);
    const again = await invoke(app.admin, echo.key, { form: { a: "made" }, idempotencyKey: first.idempotencyKey });
    expect(again).toMatchObject({ replayed: true, invocation: { id: first.invocation.id } });
    expect((await invoke(app.admin, echo.key, { form: { a: "made" } })).invocation.id).not.toBe(first.invocation.id);
  });

  test("is not used up by a call that was refused", async () => {
    const idempotencyKey = "refused-first";
    expect(await invoke(app.admin, "unknown", { idempotencyKey })).toMatchObject({ code: "NOT_FOUND" });
    expect((await tryInvoke(app.admin, echo.key, { idempotencyKey, waitMs: -1 })).codes).toEqual(["BAD_USER_INPUT"]);
    expect(await invoke(app.admin, echo.key, { idempotencyKey })).toMatchObject({ replayed: false });
  });
});

describe("an old idempotency key", () => {
  test("is forgotten after its time", async () => {
    let now = Date.now();
    const clock = {
      now: () => now,
      after: (ms: number, work: () => void) =>
        (
          (timer) => () =>
            clearTimeout(timer)
        )(setTimeout(work, ms)),
    };
    const app = await startTestApp({ env: { IDEMPOTENCY_TTL: "1h" }, overrides: { clock } });
    try {
      const echo = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.instant });
      const call = { idempotencyKey: "old", waitMs: 5_000 };
      const first = await invoke(app.admin, echo.key, call);
      now += 3_590_000;
      expect(await invoke(app.admin, echo.key, call)).toMatchObject({ replayed: true, invocation: { id: first.invocation.id } });
      now += 20_000;
      const later = await invoke(app.admin, echo.key, call);
      expect(later.replayed).toBe(false);
      expect(later.invocation.id).not.toBe(first.invocation.id);
    } finally {
      await app.stop();
    }
  });
});
