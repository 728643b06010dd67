import "reflect-metadata";
/** Appends that are tried again because the answer to their COMMIT was lost: what landed counts once, and for its writer only. */
import { expect, test } from "vitest";
import { type Append, type AppendResult, appendBatch } from "../../src/invocations/append-batch.js";
import { createControl } from "../../src/invocations/control.js";
import { startFact } from "../../src/invocations/facts.js";
import type { Interrupt } from "../../src/invocations/interrupt.js";
import { createInterruptStore } from "../../src/invocations/interrupt.store.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { openWorkforceBench } from "../support/workforce.js";

describeEachDatabase("an append tried again", (makeUrl) => {
  const open = async () => {
    const { db, accepted, events, read, store, clock } = await openWorkforceBench(await makeUrl());
    const invocation = await accepted();
    const ended: string[] = [];
    const outbox = { ended: async (_: unknown, ids: readonly string[]) => void ended.push(...ids) };
    const append = (one: Append, repeated = true) =>
      db.transaction(async (tx) => (await appendBatch(tx, [one], { dialect: db.dialect, repeated, outboxes: [outbox] }))[0]);
    const now = invocation.createdAt + 5;
    const begin = (workerId: string): Append => {
      const { body, patch = {} } = startFact(invocation, { now, hold: { workerId, leaseUntil: now + 30_000 } });
      const written = body ? [{ invocationId: invocation.id, sequence: 2, at: now, body }] : [];
      return { invocationId: invocation.id, expectedSeq: 1, status: "RUNNING", events: written, patch };
    };
    return {
      append,
      begin,
      db,
      store,
      clock,
      ended,
      now,
      invocation,
      types: async () => (await events(invocation)).map(({ body }) => body.type),
      read,
    };
  };

  test("has landed when its event stands, and is not written a second time", async () => {
    const { append, begin, types } = await open();
    expect(await append(begin("worker-1"), false)).toBe("appended");
    expect(await append(begin("worker-1"), false)).toBe("moved-on");
    expect(await append(begin("worker-1"))).toBe("appended");
    expect(await types()).toEqual(["state", "state"]);
  });

  test("has not landed when another worker began the same call in the same millisecond", async () => {
    const { append, begin } = await open();
    expect(await append(begin("worker-1"), false)).toBe("appended");
    expect(await append(begin("worker-2"))).toBe("moved-on");
  });

  test("that carries no event changes the row again, unless the row has moved on", async () => {
    const { append, begin, invocation, read } = await open();
    await append(begin("worker-1"), false);
    const named: Append = { invocationId: invocation.id, expectedSeq: 2, status: "RUNNING", events: [], patch: { executeId: "42" } };
    expect(await append(named, false)).toBe("appended");
    expect(await append(named)).toBe("appended");
    expect(await append({ ...named, expectedSeq: 1 })).toBe("moved-on");
    expect(await read(invocation)).toMatchObject({ executeId: "42", lastSeq: 2 });
  });

  test("that ended the call writes nobody a second message", async () => {
    const { append, begin, invocation, ended, now } = await open();
    await append(begin("worker-1"), false);
    const body = { type: "finished", status: "SUCCEEDED" } as const;
    const events = [{ invocationId: invocation.id, sequence: 3, at: now, body }];
    const end: Append = { invocationId: invocation.id, expectedSeq: 2, status: "SUCCEEDED", events, patch: { finishedAt: now } };
    expect([await append(end, false), await append(end)]).toEqual(["appended", "appended"]);
    expect(ended).toEqual([invocation.id]);
  });

  test("has not landed when another answer to the same question was given in the same millisecond: one of two was the first", async () => {
    const { append, begin, invocation, read, now, db, store, clock } = await open();
    await append(begin("worker-1"), false);
    const interrupt: Interrupt = {
      ...{ id: "int_1", invocationId: invocation.id, ordinal: 1, engineEventId: "1", interruptType: 2, question: { prompt: "Which?" } },
      ...{ answerers: "CALLER", state: "OPEN", runTimeLeftMs: 1_000, raisedAt: now, expiresAt: now + 60_000 },
      ...{ answeredAt: null, answererId: null, answer: null },
    };
    const raised: Append = { invocationId: invocation.id, expectedSeq: 2, status: "WAITING", events: [], patch: {} };
    await append({ ...raised, interrupts: [{ kind: "raise", interrupt }] }, false);
    // Both have looked before either writes, and neither hears of its first COMMIT.
    const waiting: (() => Promise<void>)[] = [];
    const lateAppend = (one: Append): Promise<AppendResult> =>
      new Promise((resolve) => {
        waiting.push(async () => resolve((await append(one)) ?? "moved-on"));
        if (waiting.length === 2) void waiting.reduce<Promise<void>>((before, next) => before.then(next), Promise.resolve());
      });
    const control = createControl({
      ...{ clock, store, interrupts: createInterruptStore(db), append: lateAppend, committed: () => undefined },
      runs: { requestCancel: async () => false },
      pubsub: { publish: () => undefined },
      queue: { enqueue: () => undefined },
      queuedHold: (until) => ({ workerId: null, leaseUntil: until }),
    });
    const given = await read(invocation);
    const answer = (value: string) => control.answer(given, "int_1", { value, answererId: value, permitted: () => true });
    const answers = await Promise.all([answer("this"), answer("that")]);
    expect(answers.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    const kept = await createInterruptStore(db).byId("int_1");
    expect(kept?.answer).toBe(answers[0]?.replayed ? "that" : "this");
  });
});
