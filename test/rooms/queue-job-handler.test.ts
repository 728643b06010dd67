/** From a job to its run, with the bound that an ability sets on its runs at once. */
import { expect, test } from "vitest";
import type { Invocation } from "../../src/invocations/invocation.js";
import { AppError } from "../../src/kernel/errors.js";
import { createInProcessQueue } from "../../src/queue/in-process.js";
import { createInProcessSlots } from "../../src/queue/in-process-slots.js";
import { createJobHandler } from "../../src/runs/job-handler.js";
import { createJobs, type Job } from "../../src/runs/jobs.js";
import { invocationOf } from "../support/invocations.js";
import { createManualClock } from "../support/manual-clock.js";
import { createRecordingLog } from "../support/recording-log.js";

const open = ({ concurrency = 8 } = {}) => {
  const clock = createManualClock();
  const { log } = createRecordingLog();
  const rows = new Map<string, Job>();
  const reads: string[] = [];
  let away = false;
  const queue = createInProcessQueue({ clock, log });
  const jobs = createJobs(
    async (id) => {
      reads.push(id);
      if (away) throw new AppError("SERVICE_UNAVAILABLE");
      return rows.get(id);
    },
    { queue, log },
  );
  const started: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const run = ({ invocation: { id } }: Job) =>
    new Promise<void>((resolve, reject) => {
      started.push(id);
      ends.set(id, (error) => (error ? reject(error) : resolve()));
    });
  let looks = 0;
  const isBehind = async () => {
    looks++;
    if (away) throw new AppError("SERVICE_UNAVAILABLE");
    return false;
  };
  const slots = createInProcessSlots();
  const asked: string[] = [];
  const counted = {
    ...slots,
    take(slot: Parameters<typeof slots.take>[0]) {
      asked.push(slot.invocationId);
      return slots.take(slot);
    },
  };
  queue.start(createJobHandler({ jobs, queue, clock, slots: counted, runs: { isBehind }, run }), concurrency);
  const offer = (id: string, facts: Partial<Invocation> = {}) => {
    const job = { invocation: invocationOf({ id, ...facts }), parameters: {}, unheld: true };
    rows.set(id, job);
    queue.enqueue({ invocationId: id, sequence: 1 }, { priority: job.invocation.priority });
    return job;
  };
  return {
    ...{ clock, queue, jobs, rows, reads, asked, started, offer },
    looks: () => looks,
    end: (id: string, error?: Error) => ends.get(id)?.(error),
    databaseAway: (is: boolean) => {
      away = is;
    },
  };
};

const ONE = { abilityConcurrency: 1 };

test("an ability without a bound takes whatever the process has room for", async () => {
  const { clock, started, offer } = open({ concurrency: 3 });
  for (const id of ["a", "b", "c", "d"]) offer(id);
  await clock.advance(0);
  expect(started).toEqual(["a", "b", "c"]);
});

test("no more runs of an ability at once than it allows; the others come back and hold up no other ability", async () => {
  const { clock, started, offer, end } = open({ concurrency: 2 });
  for (const id of ["a", "b", "c"]) offer(id, ONE);
  offer("other", { abilityId: "abl_2", ...ONE });
  await clock.advance(0);
  expect(started).toEqual(["a", "other"]);
  await clock.advance(5_000);
  expect(started).toEqual(["a", "other"]);
  end("a");
  await clock.advance(600);
  expect(started).toHaveLength(3);
  end(started[2] ?? "");
  await clock.advance(600);
  expect([...started].sort()).toEqual(["a", "b", "c", "other"]);
});

test("a run that fails gives its slot back", async () => {
  const { clock, started, offer, end } = open();
  offer("a", ONE);
  offer("b", ONE);
  await clock.advance(0);
  end("a", new Error("broken"));
  await clock.advance(600);
  expect(started).toEqual(["a", "b"]);
});

test("a job that waits for a slot asks again without reading its row, and reads it when it has one", async () => {
  const { clock, started, offer, end, reads, rows } = open();
  offer("a", ONE);
  offer("b", ONE);
  await clock.advance(10_000);
  expect(reads).toEqual(["a", "b"]);
  rows.delete("b");
  end("a");
  await clock.advance(600);
  expect(reads).toEqual(["a", "b", "b"]);
  expect(started).toEqual(["a"]);
  // The slot that it took for nothing is free again.
  offer("c", ONE);
  await clock.advance(0);
  expect(started).toEqual(["a", "c"]);
});

test("however many wait for an ability, they ask no more often together, and all of them in turn", async () => {
  const { clock, offer, asked } = open();
  for (let number = 0; number < 1_000; number++) offer(`inv_${number}`, ONE);
  await clock.advance(0);
  asked.length = 0;
  // 5 ms for each, after the first 200 to 500.
  await clock.advance(6_000);
  expect(asked.length).toBeLessThan(1_250);
  expect(new Set(asked).size).toBe(999);
});

test("what was just committed is not read again, unless it has moved on since", async () => {
  const { clock, jobs, offer, reads, started, queue } = open();
  jobs.keep(offer("kept"));
  await clock.advance(0);
  expect(started).toEqual(["kept"]);
  const moved = offer("moved");
  jobs.keep({ ...moved, invocation: { ...moved.invocation, lastSeq: 3 } });
  await clock.advance(0);
  expect(reads).toEqual(["moved"]);
  expect(queue.depth).toBe(0);
});

test("a job whose row cannot be read comes back; one without a row does not", async () => {
  const { clock, offer, started, databaseAway, queue, reads } = open();
  databaseAway(true);
  offer("a", ONE);
  await clock.advance(2_500);
  expect(reads.length).toBeGreaterThan(2);
  databaseAway(false);
  await clock.advance(1_000);
  expect(started).toEqual(["a"]);
  queue.enqueue({ invocationId: "nobody", sequence: 0 });
  await clock.advance(60_000);
  expect(queue.depth).toBe(0);
});

test("two calls of one conversation that both found it free do not run at once, and an ability's slot is not kept by who waits", async () => {
  const { clock, started, offer, end } = open();
  const AGENT = { provider: "COZE_AGENT", conversationKey: "k", abilityConcurrency: 2 } as const;
  for (const id of ["a", "b"]) offer(id, AGENT);
  await clock.advance(1_000);
  expect(started).toEqual(["a"]);
  offer("c", { ...AGENT, conversationKey: "other" });
  await clock.advance(0);
  expect(started).toEqual(["a", "c"]);
  end("a");
  await clock.advance(600);
  expect(started).toEqual(["a", "c", "b"]);
});

test("who has its turn but no slot of its ability lets others of the conversation go first", async () => {
  const { clock, started, offer, end } = open();
  offer("full", { abilityConcurrency: 1 });
  await clock.advance(0);
  offer("a", { provider: "COZE_AGENT", abilityConcurrency: 1 });
  offer("b", { provider: "COZE_AGENT", abilityConcurrency: null });
  await clock.advance(1_000);
  expect(started).toEqual(["full", "b"]);
  end("full");
  end("b");
  await clock.advance(600);
  expect(started).toEqual(["full", "b", "a"]);
});

test("whose turn it is cannot be asked while the database is away: the job comes back; calls without conversation are not asked about", async () => {
  const { clock, started, offer, jobs, databaseAway, looks } = open();
  offer("plain");
  await clock.advance(0);
  expect([started, looks()]).toEqual([["plain"], 0]);
  databaseAway(true);
  jobs.keep(offer("a", { provider: "COZE_CHATFLOW", conversationKey: "k" }));
  await clock.advance(1_000);
  expect(started).toEqual(["plain"]);
  expect(looks()).toBeGreaterThan(1);
  databaseAway(false);
  await clock.advance(600);
  expect(started).toEqual(["plain", "a"]);
});
