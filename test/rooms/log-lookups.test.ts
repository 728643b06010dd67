import "reflect-metadata";
/** What is looked for in a long log is found by an index, however much of the tenant's history has nothing to do with it. */
import { expect, onTestFinished, test, vi } from "vitest";
import type { OpenDatabase } from "../../src/db/create-database.js";
import type { Database } from "../../src/db/database.js";
import { selectRows } from "../../src/db/sql.js";
import { createInvocationStore } from "../../src/invocations/invocation.store.js";
import { createRepeatable } from "../../src/invocations/repeatable.js";
import { createRunStore } from "../../src/runs/run.store.js";
import { describeWithServers } from "../support/database-matrix.js";
import { createDatabase } from "../support/services.js";
import { openWorkforceBench, type WorkforceBench } from "../support/workforce.js";

const ROWS = 2_000;

/** The same database, and how many rows and index entries the statements on it read, as the server counts them. */
const countingReads = (db: OpenDatabase): { database: Database; reads: () => number } => {
  let reads = 0;
  const database: Database = {
    ...db,
    read: (work) =>
      db.read(async (manager) => {
        const total = async () => {
          const rows = await selectRows<{ Value: string }>(manager, "SHOW SESSION STATUS LIKE 'Handler_read%'", []);
          return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
        };
        const before = await total();
        const result = await work(manager);
        const after = await total();
        // Asking reads too: as much each time.
        reads += after - before - ((await total()) - after);
        return result;
      }),
  };
  return { database, reads: () => reads };
};

describeWithServers("a long log", () => {
  vi.setConfig({ testTimeout: 120_000 });

  const fill = async ({ accepted, db, clock }: WorkforceBench) => {
    const invocations = await Promise.all(Array.from({ length: ROWS }, () => accepted()));
    const ids = invocations.map(({ id }) => id);
    const [original = ""] = ids;
    await db.transaction(async ({ manager }) => {
      const finished = new Date(clock.now()).toISOString().slice(0, 19).replace("T", " ");
      await manager.query("UPDATE ability_invocation_logs SET gateway_status = 'SUCCEEDED', gateway_finished_at = ?", [finished]);
      const few = ids.slice(0, 10).map((id) => [id]);
      for (const [id] of few)
        await manager.query(
          "UPDATE ability_invocation_logs SET gateway_status = 'FAILED', failure_code = 'ENGINE_FAILED' WHERE invocation_id = ?",
          [id],
        );
      for (const id of ids.slice(-3))
        await manager.query("UPDATE ability_invocation_logs SET retry_of = ? WHERE invocation_id = ?", [original, id]);
    });
    await db.read((manager) => manager.query("ANALYZE TABLE ability_invocation_logs"));
    return { original };
  };

  test("a set chosen by its failures alone, the repetitions of a call, and whose turn it is read what they find", async () => {
    const server = await createDatabase();
    onTestFinished(server.drop);
    const bench = await openWorkforceBench(server.url);
    const { original } = await fill(bench);
    const { database, reads } = countingReads(bench.db);
    const repeatable = createRepeatable(database);
    const selection = { tenant: "", endedBy: bench.clock.now() + 60_000, failureCodes: ["ENGINE_FAILED", "ENGINE_TIMEOUT"] } as const;
    const spent: Record<string, number> = {};
    const measured = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const before = reads();
      const result = await work();
      spent[name] = reads() - before;
      return result;
    };
    expect((await measured("count", () => repeatable.count(selection, 10_001))).total).toBe(10);
    expect(await measured("next", () => repeatable.next(selection, { after: null, limit: 20 }))).toHaveLength(10);
    const store = createInvocationStore({ database, clock: bench.clock, outboxes: [], table: { fillId: false, fillers: [] } as never });
    const query = { tenant: "", retryOf: original, limit: 21 };
    expect((await measured("retries", () => store.list([query, { ...query, callerId: "somebody" }]))).map(({ length }) => length)).toEqual([
      3, 3,
    ]);
    const [first, second] = [await bench.accepted({ provider: "COZE_AGENT" }), await bench.accepted({ provider: "COZE_AGENT" })];
    const runs = createRunStore({ database, clock: bench.clock });
    const behind = await measured("turns", () => Promise.all([first, second].map(({ id }) => runs.isBehind(id))));
    expect(behind.filter(Boolean)).toHaveLength(1);
    for (const [name, rows] of Object.entries(spent)) expect(rows, `${name}: ${JSON.stringify(spent)}`).toBeLessThan(ROWS / 10);
  });
});
