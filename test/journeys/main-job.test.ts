import "reflect-metadata";
/** The main job, end to end through real sockets, on SQLite inside one process and on MariaDB with Redis. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { STUDIO_URL, startTestApp, type TestApp } from "../support/app.js";
import { answer, asked } from "../support/control.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, FOLLOW, finished, followAll, invoke, POLL, readInvocation, run, sequences, textOf, upTo } from "../support/operations.js";
import { CREATE, PUBLISH, publishAbility, SAVE } from "../support/seed.js";
import { sharedRedisUrl } from "../support/services.js";

describeEachDatabase("the main job", (makeUrl, dialect) => {
  let app: TestApp;
  beforeAll(async () => {
    const redisUrl = dialect === "mysql" ? await sharedRedisUrl() : undefined;
    app = await startTestApp({ databaseUrl: await makeUrl(), ...(redisUrl && { redisUrl }) });
  });
  afterAll(() => app?.stop());

  test("an ability is created, mapped, published, invoked and followed to its end, and every table says so", async () => {
    const { admin, sql } = app;
    const schema = {
      type: "object",
      required: ["topic"],
      properties: { topic: { type: "string" }, tone: { type: "string", default: "calm" } },
    };
    const { ability } = await run(admin, CREATE, { input: { key: "write-text", name: "Write a text", form: { schema } } });
    expect(ability).toMatchObject({ key: "write-text", status: "DRAFT", revision: 1, form: { revision: 1 } });

    const parameters = [
      { target: "topic", field: "/topic", required: true },
      { target: "tone", field: "/tone" },
      { target: "max_words", constant: 80 },
    ];
    const { mapping } = await run(admin, SAVE, { input: { abilityId: ability.id, workflowId: WORKFLOW_IDS.write, parameters } });
    expect(mapping).toMatchObject({ version: 1, state: "DRAFT", workflowId: WORKFLOW_IDS.write });
    const published = await run(admin, PUBLISH, { input: { id: mapping.id } });
    expect(published).toMatchObject({
      mapping: { state: "PUBLISHED", publishedBy: "service" },
      ability: { status: "ACTIVE", cozeWorkflowId: WORKFLOW_IDS.write },
    });

    const accepted = await invoke(admin, "write-text", { form: { topic: "tides" }, tags: ["journey"] });
    expect(accepted).toMatchObject({
      __typename: "InvocationAccepted",
      replayed: false,
      invocation: { status: "QUEUED", tags: ["journey"] },
    });
    const { id } = accepted.invocation;
    const events = await admin.subscribe(FOLLOW, { id, after: accepted.subscribeFrom }).all();

    const output = "tides deserves a closer look: this calm text stays under 80 words.";
    expect(sequences(events)).toEqual(upTo(events.length));
    expect(events.slice(0, 2)).toMatchObject([
      { __typename: "StateChanged", from: null, to: "QUEUED" },
      { __typename: "StateChanged", from: "QUEUED", to: "RUNNING" },
    ]);
    expect(events.at(-1)).toMatchObject({ __typename: "Finished", status: "SUCCEEDED", output, failure: null });
    expect(textOf(events)).toBe(`Here is a draft about tides, in a calm tone.${output}`);
    expect(events.filter(({ __typename }) => __typename === "OutputDelta").length).toBeGreaterThan(2);

    const invocation = await readInvocation(admin, id);
    expect(invocation).toMatchObject({
      status: "SUCCEEDED",
      input: { topic: "tides", tone: "calm" },
      output,
      ability: { id: ability.id, key: "write-text" },
      attempt: 1,
      allowedActions: ["RETRY"],
      failure: null,
    });
    const sent = app.simulator.history().at(-1);
    expect(sent).toMatchObject({
      workflowId: WORKFLOW_IDS.write,
      parametersReceived: { topic: "tides", tone: "calm", max_words: 80 },
      executeId: invocation.executeId,
      status: "done",
    });
    // Open-source Coze counts tokens in one number.
    expect(invocation.usage).toEqual({ inputTokens: null, outputTokens: null, totalTokens: expect.any(Number) });
    expect(invocation.links.studioRun).toContain(`${STUDIO_URL}/work_flow?execute_id=${invocation.executeId}&`);
    expect(invocation.links.studioWorkflow).toContain(`workflow_id=${WORKFLOW_IDS.write}`);

    expect(await sql("SELECT * FROM ability_invocation_logs WHERE invocation_id = ?", [id])).toMatchObject([
      {
        ability_key: "write-text",
        gateway_status: "SUCCEEDED",
        execute_id: invocation.executeId,
        workflow_id: WORKFLOW_IDS.write,
        caller_id: "service",
        last_seq: events.length,
        duration_ms: invocation.durationMs,
        failure_code: null,
      },
    ]);
    const [payload] = await sql("SELECT form, parameters, output FROM ability_invocation_payloads WHERE invocation_id = ?", [id]);
    expect(JSON.parse(payload?.output)).toBe(output);
    expect(JSON.parse(payload?.parameters)).toEqual({ topic: "tides", tone: "calm", max_words: 80 });
    const rows = await sql("SELECT seq FROM ability_invocation_events WHERE invocation_id = ? ORDER BY seq", [id]);
    expect(rows.map(({ seq }) => Number(seq))).toEqual(upTo(events.length));
    expect(await sql("SELECT coze_workflow_id FROM abilities WHERE ability_key = 'write-text'")).toEqual([
      { coze_workflow_id: WORKFLOW_IDS.write },
    ]);
  });

  test("whoever joins late, resumes in the middle or polls sees the same events", async () => {
    const { admin } = app;
    const long = await publishAbility(admin, { workflowId: WORKFLOW_IDS.long, properties: { pieces: { type: "integer" } } });
    const { id } = await accept(admin, long.key, { form: { pieces: 60 } });
    const live = followAll(admin, id);
    await live.atLeast(4);
    const snapshot = admin.subscribe(FOLLOW, { id });
    const resumed = admin.subscribe(FOLLOW, { id, after: live.items[2].cursor });
    const events = await live.all();
    expect(sequences(events)).toEqual(upTo(events.length));
    expect(textOf(events)).toBe((await readInvocation(admin, id)).output);

    const [first, ...rest] = await snapshot.all();
    expect(first).toMatchObject({ __typename: "SnapshotEvent", invocation: { id, status: "RUNNING", output: null } });
    expect(rest).toEqual(events.slice(first.sequence));
    expect(await resumed.all()).toEqual(events.slice(3));

    const late = await admin.subscribe(FOLLOW, { id }).all();
    expect(late).toMatchObject([{ __typename: "SnapshotEvent", sequence: events.length, invocation: { status: "SUCCEEDED" } }]);
    expect(await followAll(admin, id).all()).toEqual(events);
    expect(await admin.subscribe(FOLLOW, { id, after: events.at(-1).cursor }).all()).toEqual([]);

    const polled = [];
    for (let after: string | undefined, more = true; more; ) {
      const page = await run(admin, POLL, { id, first: 7, after });
      polled.push(...page.nodes);
      expect(page.edges.map((edge: { cursor: string }) => edge.cursor)).toEqual(page.nodes.map((node: { cursor: string }) => node.cursor));
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(polled).toEqual(events);
  });

  test("a cursor from the future is answered with the gap it leaves, a snapshot, and what follows", async () => {
    const { admin } = app;
    const slow = await publishAbility(admin, { workflowId: WORKFLOW_IDS.slow, properties: { seconds: { type: "number" } } });
    const { id } = await accept(admin, slow.key, { form: { seconds: 0.4 } });
    const ahead = Buffer.from(`e:${id}:50`).toString("base64url");
    const [gap, snapshot, ...rest] = await admin.subscribe(FOLLOW, { id, after: ahead }).all();
    expect(gap).toMatchObject({ __typename: "GapEvent", toSequence: 50, fromSequence: snapshot.sequence + 1 });
    expect(snapshot.__typename).toBe("SnapshotEvent");
    expect(rest.at(-1)).toMatchObject({ __typename: "Finished", status: "SUCCEEDED" });
  });

  test("waiting in the call answers with the end when it comes in time, else with how things stand", async () => {
    const { admin } = app;
    const [instant, slow] = await Promise.all([
      publishAbility(admin, { workflowId: WORKFLOW_IDS.instant, properties: { a: {}, b: {} } }),
      publishAbility(admin, { workflowId: WORKFLOW_IDS.slow, properties: { seconds: { type: "number" } } }),
    ]);
    const form = { a: [1, { deep: "值🚀" }], b: null };
    const [quick, impatient] = await Promise.all([
      accept(admin, instant.key, { form, waitMs: 10_000 }),
      accept(admin, slow.key, { form: { seconds: 2 }, waitMs: 200 }),
    ]);
    expect(quick).toMatchObject({ status: "SUCCEEDED", output: { echo: form }, input: form });
    expect(impatient).toMatchObject({
      status: expect.stringMatching(/QUEUED|RUNNING/),
      output: null,
      allowedActions: ["FOLLOW", "CANCEL"],
    });
    expect(await finished(admin, impatient.id)).toMatchObject({ status: "SUCCEEDED", output: "Waited 2 seconds." });
  });

  test("a question in the middle waits for a person, whose answer the run goes on with", { timeout: 90_000 }, async () => {
    const { admin } = app;
    const ask = await publishAbility(admin, { workflowId: WORKFLOW_IDS.ask, properties: { topic: { type: "string" } } });
    // Whoever waits in the call is told of the question instead of waiting for an end that cannot come.
    const { id, status } = await accept(admin, ask.key, { form: { topic: "tides" }, waitMs: 25_000 });
    expect(status).toBe("WAITING");
    const { interrupt } = await asked(admin, id);
    expect(interrupt.prompt).toBe("Which port do you mean for tides?");
    const resumed = await answer(admin, { invocationId: id, interruptId: interrupt.id, answer: "Brest" });
    const [next] = await admin.subscribe(FOLLOW, { id, after: resumed.subscribeFrom }).all(30_000);
    expect(next).toMatchObject({ __typename: "StateChanged", from: "WAITING", to: "QUEUED" });
    const events = await followAll(admin, id).all();
    expect(sequences(events)).toEqual(upTo(events.length));
    expect(events.at(-1)).toMatchObject({ __typename: "Finished", status: "SUCCEEDED", output: "The answer for Brest is about tides." });
  });

  test("twenty invocations at once each reach their own end, followed without a hole", async () => {
    const { admin } = app;
    const long = await publishAbility(admin, { workflowId: WORKFLOW_IDS.long, properties: { pieces: { type: "integer" } } });
    await Promise.all(
      upTo(20).map(async (pieces) => {
        const { id } = await accept(admin, long.key, { form: { pieces } });
        const events = await followAll(admin, id).all();
        expect(sequences(events)).toEqual(upTo(events.length));
        expect(textOf(events)).toBe(events.at(-1).output);
        expect([...events.at(-1).output.matchAll(/第\d+段/g)]).toHaveLength(pieces);
      }),
    );
  });
});
