import "reflect-metadata";
/** Appends that are tried again because the answer to their COMMIT was lost: what landed counts once, and for its writer only. */
import { expect, test } from "vitest";
import { type Append, appendBatch } from "../../src/invocations/append-batch.js";
import { startFact } from "../../src/invocations/facts.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { openWorkforceBench } from "../support/workforce.js";

describeEachDatabase("an append tried again", (makeUrl) => {
  const open = async () => {
    const { db, accepted, events, read } = await openWorkforceBench(await makeUrl());
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
    return { append, begin, ended, now, invocation, types: async () => (await events(invocation)).map(({ body }) => body.type), read };
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
});
