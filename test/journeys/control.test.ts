import "reflect-metadata";
/** Stopping and answering invocations, asked of another instance than the one that runs them. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { TestClient } from "../support/client.js";
import { answer, asked, cancel, inStatus, stateOf } from "../support/control.js";
import { describeWithServers } from "../support/database-matrix.js";
import { accept, FOLLOW, finished, followAll, run, sequences, upTo } from "../support/operations.js";
import { publishAbility, type SeededAbility } from "../support/seed.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl, type TestDatabase } from "../support/services.js";
import { tokenOf } from "../support/tokens.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const QUESTIONS = `subscription Questions($id: ID!) {
  invocationEvents(invocationId: $id, snapshot: false) {
    __typename sequence
    ... on StateChanged { from to }
    ... on InterruptRaised { interrupt { id prompt options form answerers expiresAt } }
    ... on InterruptExpired { interruptId }
    ... on Finished { status output failure { code } }
  }
}`;

describeWithServers("an invocation that runs on another instance", () => {
  let database: TestDatabase | undefined;
  /** Runs everything. */
  let runner: TestApp;
  /** Runs nothing, and is asked. */
  let door: TestApp;
  let [ann, ben, olga]: TestClient[] = [];
  const client = (which: TestClient | undefined): TestClient => which as TestClient;

  beforeAll(async () => {
    database = await createDatabase();
    const installation = { databaseUrl: database.url, redisUrl: await sharedRedisUrl(), redisPrefix: randomRedisPrefix() };
    runner = await startTestApp(installation);
    door = await startTestApp({ ...installation, simulator: runner.simulator, env: { ROLE: "api" } });
    const people = [{ id: "ann" }, { id: "ben" }, { id: "olga", role: "operator" as const }];
    [ann, ben, olga] = (await Promise.all(people.map(tokenOf))).map((token) => door.as(token));
  });
  afterAll(async () => {
    await Promise.all([ann, ben, olga, door?.admin, runner?.admin].map((each) => each?.dispose()));
    await door?.stop();
    await runner?.stop();
    await database?.drop();
  });

  const ticker = (): Promise<SeededAbility> =>
    publishAbility(runner.admin, {
      workflowId: WORKFLOW_IDS.ticker,
      properties: { pieces: { type: "integer" }, every_ms: { type: "integer" } },
    });
  const asks = (fields: object = {}, workflowId: string = WORKFLOW_IDS.ask): Promise<SeededAbility> =>
    publishAbility(runner.admin, { workflowId, properties: { topic: { type: "string" } }, fields });

  test("is cancelled honestly: its engine cannot stop it, so nobody waits for it any longer", async () => {
    const { key, id: abilityId } = await ticker();
    const { cancellation } = await run(client(ann), "query($id: ID!) { ability(id: $id) { cancellation } }", { id: abilityId });
    const { id } = await accept(client(ann), key, { form: { pieces: 600, every_ms: 100 } });
    const there = runner.as(await tokenOf({ id: "ann" }));
    const events = followAll(there, id);
    await inStatus(client(ann), id, "RUNNING");
    expect(await stateOf(client(ann), id)).toMatchObject({ cancellation, cancel: null, allowedActions: ["FOLLOW", "CANCEL"] });
    const { invocation } = await cancel(client(ann), id);
    expect(invocation.cancel.requestedAt).toEqual(expect.any(String));
    const seen = await events.all(30_000);
    expect(sequences(seen)).toEqual(upTo(seen.length));
    expect(seen.at(-1)).toMatchObject({ __typename: "Finished", status: "CANCELLED" });
    await there.dispose();
    expect(await finished(client(ann), id, 30_000)).toMatchObject({ status: "CANCELLED", allowedActions: ["RETRY"] });
    expect(await stateOf(client(ann), id)).toMatchObject({ cancellation: "DETACH_ONLY", cancel: { outcome: "DETACHED" } });
    // Asked again, it is as it was.
    expect((await cancel(client(ann), id)).invocation).toMatchObject({ status: "CANCELLED", cancel: { outcome: "DETACHED" } });
  });

  test("is stopped by an engine that can, and says so", async () => {
    const bot = await publishAbility(runner.admin, {
      workflowId: WORKFLOW_IDS.slowBot,
      provider: "COZE_AGENT",
      properties: { message: { type: "string" }, pieces: { type: "string" }, every_ms: { type: "string" } },
    });
    const { id } = await accept(client(ann), bot.key, { form: { message: "hello", pieces: "600", every_ms: "100" } });
    await inStatus(client(ann), id, "RUNNING");
    expect(await stateOf(client(ann), id)).toMatchObject({ cancellation: "ENGINE" });
    await cancel(client(ann), id);
    await finished(client(ann), id, 30_000);
    expect(await stateOf(client(ann), id)).toMatchObject({ status: "CANCELLED", cancel: { outcome: "STOPPED_BY_ENGINE" } });
  });

  test("is cancelled by its caller or an operator, and by nobody else", async () => {
    const { key } = await asks();
    const { id } = await accept(client(ann), key, { form: { topic: "tides" } });
    await asked(client(ann), id);
    expect(await cancel(client(ben), id)).toMatchObject({ code: "NOT_FOUND" });
    expect((await cancel(client(olga), id)).invocation).toMatchObject({
      status: "CANCELLED",
      interrupt: null,
      cancel: { outcome: "DETACHED" },
    });
    const late = { invocationId: id, interruptId: `int_${id.slice(4)}_1`, answer: "Brest" };
    expect(await answer(client(ann), late)).toMatchObject({ code: "INTERRUPT_NOT_OPEN" });
  });

  test("asks, is answered, asks again and ends with both answers; the first answer counts", async () => {
    const { key } = await asks({}, WORKFLOW_IDS.askTwice);
    const { id } = await accept(client(ann), key);
    const events = client(ann).subscribe(QUESTIONS, { id });
    const first = await asked(client(ann), id);
    expect(first).toMatchObject({
      status: "WAITING",
      allowedActions: ["FOLLOW", "CANCEL", "ANSWER"],
      interrupt: { prompt: "Which port for trip?", options: null, form: null, answerers: "CALLER" },
    });
    const given = { invocationId: id, interruptId: first.interrupt.id, answer: "Brest" };
    // Two answers at once, on both instances.
    const both = await Promise.all([
      answer(client(ann), given),
      answer(runner.as(await tokenOf({ id: "ann" })), { ...given, answer: "Quimper" }),
    ]);
    expect(both.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    const taken = both[0].replayed ? "Quimper" : "Brest";
    const winner = both.find(({ replayed }) => !replayed);
    const second = await asked(client(ann), id);
    expect(second.interrupt).toMatchObject({ prompt: "Which season?", options: ["Spring", "Autumn"] });
    expect(second.interrupt.id).not.toBe(first.interrupt.id);
    expect(await answer(client(ann), given)).toMatchObject({ replayed: true, invocation: { status: "WAITING" } });
    await answer(client(ann), { ...given, interruptId: second.interrupt.id, answer: "Autumn" });
    expect(await finished(client(ann), id, 30_000)).toMatchObject({ status: "SUCCEEDED", output: { port: taken, season: "Autumn" } });

    const seen = await events.all(30_000);
    expect(sequences(seen)).toEqual(upTo(seen.length));
    expect(seen.filter(({ __typename }) => __typename === "InterruptRaised").map(({ interrupt }) => interrupt)).toEqual([
      expect.objectContaining({ id: first.interrupt.id, prompt: "Which port for trip?" }),
      expect.objectContaining({ id: second.interrupt.id, options: ["Spring", "Autumn"] }),
    ]);
    const [resumed] = await client(ann).subscribe(FOLLOW, { id, after: winner.subscribeFrom }).all(30_000);
    expect(resumed).toMatchObject({ __typename: "StateChanged", from: "WAITING", to: "QUEUED" });
    expect(await answer(client(ann), given)).toMatchObject({ replayed: true, invocation: { status: "SUCCEEDED" } });
    expect(runner.simulator.runs().filter(({ workflowId }) => workflowId === WORKFLOW_IDS.askTwice)).toHaveLength(1);
  });

  test("asks with a form, and an answer that does not fit is refused field by field, in the caller's language", async () => {
    const { key } = await asks({}, WORKFLOW_IDS.input);
    const { id } = await accept(client(ann), key);
    const { interrupt } = await asked(client(ann), id);
    expect(Object.keys(interrupt.form.properties)).toEqual(["port", "days"]);
    const given = { invocationId: id, interruptId: interrupt.id };
    const refused = await answer(client(ann), { ...given, answer: { days: "many" } });
    expect(refused).toMatchObject({ code: "FORM_INVALID", message: "Some fields need your attention." });
    expect(refused.fieldErrors.map(({ path }: { path: string }) => path).sort()).toEqual(["/days", "/port"]);
    await answer(client(ann), { ...given, answer: { port: "Brest", days: 3 } });
    expect(await finished(client(ann), id, 30_000)).toMatchObject({ status: "SUCCEEDED", output: { port: "Brest", days: 3 } });
  });

  test("is answered by operators alone where the ability says so, and found by nobody who may not see it", async () => {
    const { key } = await asks({ answerers: "OPERATORS" });
    const { id } = await accept(client(ann), key, { form: { topic: "tides" } });
    const { interrupt, allowedActions } = await asked(client(ann), id);
    expect(interrupt.answerers).toBe("OPERATORS");
    expect(allowedActions).toEqual(["FOLLOW", "CANCEL"]);
    const given = { invocationId: id, interruptId: interrupt.id, answer: "Brest" };
    expect(await answer(client(ann), given)).toMatchObject({ code: "FORBIDDEN" });
    expect(await answer(client(ben), given)).toMatchObject({ code: "NOT_FOUND" });
    expect((await stateOf(client(olga), id)).allowedActions).toEqual(["FOLLOW", "CANCEL", "ANSWER"]);
    expect(await answer(client(olga), given)).toMatchObject({ replayed: false });
    expect(await finished(client(ann), id, 30_000)).toMatchObject({ status: "SUCCEEDED", output: "The answer for Brest is about tides." });
    const [row] = await door.sql("SELECT answerer_id FROM ability_invocation_interrupts WHERE id = ?", [interrupt.id]);
    expect(row?.answerer_id).toBe("olga");
  });

  test("expires when nobody answers in time, with an event of its own, and takes no answer then", async () => {
    const { key } = await asks({ answerExpiryMs: 1_000 });
    const { id } = await accept(client(ann), key, { form: { topic: "tides" } });
    const seen = await client(ann).subscribe(QUESTIONS, { id }).all(60_000);
    const raised = seen.find(({ __typename }) => __typename === "InterruptRaised");
    expect(seen.slice(-2)).toMatchObject([
      { __typename: "InterruptExpired", interruptId: raised.interrupt.id },
      { __typename: "Finished", status: "EXPIRED", failure: { code: "INTERRUPT_EXPIRED" } },
    ]);
    const given = { invocationId: id, interruptId: raised.interrupt.id, answer: "Brest" };
    expect(await answer(client(ann), given)).toMatchObject({ code: "INTERRUPT_NOT_OPEN" });
    expect(await stateOf(client(ann), id)).toMatchObject({ status: "EXPIRED", interrupt: null, allowedActions: ["RETRY"] });
  });
});
