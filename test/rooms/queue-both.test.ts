/** What every queue promises, on the one in memory and on BullMQ. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../src/kernel/clock.js";
import { createBullMqQueue } from "../../src/queue/bullmq.js";
import { createInProcessQueue } from "../../src/queue/in-process.js";
import type { InvocationJob, InvocationQueue } from "../../src/queue/queue.js";
import { createRecordingLog, type RecordingLog } from "../support/recording-log.js";
import { selectedDialects } from "../support/selected-dialects.js";
import { randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { until } from "../support/until.js";

const KINDS = selectedDialects().includes("mysql") ? ["in process", "on Redis"] : ["in process"];

describe.each(KINDS)("a queue %s", (kind) => {
  let recording: RecordingLog;
  let queue: InvocationQueue;

  beforeEach(async () => {
    recording = createRecordingLog();
    const parts = { clock: systemClock, log: recording.log };
    queue =
      kind === "in process"
        ? createInProcessQueue(parts)
        : createBullMqQueue({ ...parts, url: await sharedRedisUrl(), prefix: randomRedisPrefix().replace(":", "") });
  });
  afterEach(() => queue.stop(0));

  const job = (invocationId: string, sequence = 1): InvocationJob => ({ invocationId, sequence });
  /** What was offered before is where the queue keeps it. */
  const handedOver = () => until(() => kind === "in process" || queue.depth === 0, { what: "the jobs to be in Redis" });
  const recordingHandler = () => {
    const handled: string[] = [];
    const handle = async ({ invocationId }: InvocationJob) => {
      handled.push(invocationId);
    };
    return { handled, handle };
  };
  /** Runs end when the test says so. */
  const heldHandler = () => {
    const started: string[] = [];
    const ends = new Map<string, () => void>();
    const handle = ({ invocationId }: InvocationJob) =>
      new Promise<void>((resolve) => {
        started.push(invocationId);
        ends.set(invocationId, resolve);
      });
    return { started, handle, end: (id: string) => ends.get(id)?.(), endAll: () => ends.forEach((end) => void end()) };
  };

  test("hands out jobs by priority, and within one in order", async () => {
    const { handled, handle } = recordingHandler();
    for (const [id, priority] of [
      ["usual 1", 0],
      ["low", -100],
      ["high 1", 100],
      ["usual 2", 0],
      ["high 2", 100],
      ["a little more", 1],
    ] as const) {
      queue.enqueue(job(id), { priority });
      await handedOver();
    }
    queue.start(handle, 1);
    await until(() => handled.length === 6);
    expect(handled).toEqual(["high 1", "high 2", "a little more", "usual 1", "usual 2", "low"]);
    expect(queue.depth).toBe(0);
  });

  test("hands out a delayed job in its time, and not before", async () => {
    const times = new Map<string, number>();
    const offeredAt = performance.now();
    queue.enqueue(job("later"), { delayMs: 400 });
    queue.enqueue(job("now"));
    queue.start(async ({ invocationId }) => {
      times.set(invocationId, performance.now() - offeredAt);
    }, 4);
    await until(() => times.size === 2);
    expect([...times.keys()]).toEqual(["now", "later"]);
    // Timers and the clock of Redis count in whole milliseconds.
    expect(times.get("later")).toBeGreaterThan(395);
  });

  test("the same standing offered twice is one job", async () => {
    const handled: InvocationJob[] = [];
    queue.enqueue(job("a", 3));
    queue.enqueue(job("b", 1));
    queue.enqueue(job("a", 3));
    await handedOver();
    queue.start(async (next) => {
      handled.push(next);
    }, 1);
    queue.enqueue(job("last"), { priority: -1 });
    await until(() => handled.some(({ invocationId }) => invocationId === "last"));
    expect(handled).toEqual([job("a", 3), job("b", 1), job("last")]);
  });

  test("a standing that ran is offered anew, and runs anew", async () => {
    const { handled, handle } = recordingHandler();
    queue.start(handle, 1);
    queue.enqueue(job("a"));
    await until(() => handled.length === 1);
    await until(() => {
      queue.enqueue(job("a"));
      return handled.length > 1;
    });
  });

  test("no more run at a time than it was told", async () => {
    const { started, handle, end, endAll } = heldHandler();
    queue.start(handle, 2);
    for (const id of ["a", "b", "c", "d"]) queue.enqueue(job(id));
    await until(() => started.length === 2);
    const [first = ""] = started;
    end(first);
    await until(() => started.length === 3);
    expect(new Set(started).size).toBe(3);
    // The fourth would have been here by now if nothing held it back.
    await handedOver();
    expect(started).toHaveLength(3);
    endAll();
    await until(() => started.length === 4);
    endAll();
  });

  test("a job that is offered while it runs runs once more afterwards, when its time has come", async () => {
    const times: number[] = [];
    queue.start(async (next) => {
      times.push(performance.now());
      if (times.length === 1) {
        queue.enqueue(next, { delayMs: 300 });
        queue.enqueue(next, { delayMs: 300 });
      }
    }, 4);
    queue.enqueue(job("a"));
    await until(() => times.length === 2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(295);
    expect(times).toHaveLength(2);
  });

  test("an invocation never runs twice at a time, whatever its standing", async () => {
    const { started, handle, end, endAll } = heldHandler();
    queue.start(handle, 8);
    queue.enqueue(job("a", 1));
    await until(() => started.length === 1);
    queue.enqueue(job("a", 2));
    queue.enqueue(job("b", 1), { priority: -1 });
    await until(() => started.includes("b"));
    expect(started).toEqual(["a", "b"]);
    end("a");
    await until(() => started.length === 3);
    expect(started).toEqual(["a", "b", "a"]);
    endAll();
  });

  test("a handler that throws is logged and not repeated, and the next job runs", async () => {
    const { handled, handle } = recordingHandler();
    queue.start(async (next) => {
      await handle(next);
      if (next.invocationId === "broken") throw new Error("out of order");
    }, 1);
    queue.enqueue(job("broken"));
    queue.enqueue(job("fine"), { priority: -1 });
    await until(() => handled.length === 2);
    expect(handled).toEqual(["broken", "fine"]);
    const errors = recording.lines.filter(({ level }) => level === "error");
    expect(errors.map(({ invocationId, err }) => [invocationId, (err as Error).message])).toEqual([["broken", "out of order"]]);
  });

  test("stop hands out no more, waits for what runs, and leaves nothing behind that runs", async () => {
    const { started, handle, end } = heldHandler();
    queue.start(handle, 1);
    queue.enqueue(job("a"));
    queue.enqueue(job("b"));
    await until(() => started.length === 1);
    let stopped = false;
    const stopping = queue.stop(60_000).then(() => {
      stopped = true;
    });
    queue.enqueue(job("c"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(false);
    end("a");
    await stopping;
    expect(started).toEqual(["a"]);
  });

  test("stop gives up on a handler after the time of grace, and says so", async () => {
    const { started, handle } = heldHandler();
    queue.start(handle, 1);
    queue.enqueue(job("stuck"));
    await until(() => started.length === 1);
    await queue.stop(50);
    expect(recording.lines.filter(({ level }) => level === "warn")).toMatchObject([{ running: 1 }]);
  });
});
