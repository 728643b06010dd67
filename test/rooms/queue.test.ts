import { describe, expect, test } from "vitest";
import { Gate } from "../../src/queue/gate.js";
import { createInProcessQueue } from "../../src/queue/in-process.js";
import type { InvocationJob } from "../../src/queue/queue.js";
import { createManualClock } from "../support/manual-clock.js";
import { createRecordingLog } from "../support/recording-log.js";
import { until } from "../support/until.js";

const startQueue = () => {
  const clock = createManualClock();
  const { log, lines } = createRecordingLog();
  return { clock, lines, queue: createInProcessQueue({ clock, log }) };
};

const job = (invocationId: string, sequence = 1): InvocationJob => ({ invocationId, sequence });

/** A handler whose runs end when the test says so. */
const heldHandler = () => {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    started,
    end: (id: string) => ends.get(id)?.(),
    handle: ({ invocationId }: InvocationJob) =>
      new Promise<void>((resolve) => {
        started.push(invocationId);
        ends.set(invocationId, resolve);
      }),
  };
};

const recordingHandler = () => {
  const handled: string[] = [];
  return {
    handled,
    handle: async ({ invocationId }: InvocationJob) => {
      handled.push(invocationId);
    },
  };
};

describe("in-process queue", () => {
  test("jobs are handed out in order, those enqueued before the start too", async () => {
    const { queue } = startQueue();
    const { handled, handle } = recordingHandler();
    queue.enqueue(job("a"));
    queue.enqueue(job("b"));
    expect(queue.depth).toBe(2);
    queue.start(handle, 1);
    queue.enqueue(job("c"));
    await until(() => handled.length === 3);
    expect(handled).toEqual(["a", "b", "c"]);
    expect(queue.depth).toBe(0);
  });

  test("no more than the given number run at a time", async () => {
    const { queue, clock } = startQueue();
    const { started, handle, end } = heldHandler();
    queue.start(handle, 2);
    for (const id of ["a", "b", "c", "d"]) queue.enqueue(job(id));
    await clock.advance(0);
    expect(started).toEqual(["a", "b"]);
    expect(queue.depth).toBe(2);
    end("b");
    await clock.advance(0);
    expect(started).toEqual(["a", "b", "c"]);
    end("a");
    end("c");
    await clock.advance(0);
    expect(started).toEqual(["a", "b", "c", "d"]);
  });

  test("enqueue returns before the handler runs", async () => {
    const { queue, clock } = startQueue();
    const { handled, handle } = recordingHandler();
    queue.start(handle, 1);
    queue.enqueue(job("a"));
    expect(handled).toEqual([]);
    await clock.advance(0);
    expect(handled).toEqual(["a"]);
  });

  test("a delayed job waits for its time and then takes its place in line", async () => {
    const { queue, clock } = startQueue();
    const { handled, handle } = recordingHandler();
    queue.enqueue(job("late"), { delayMs: 2_000 });
    queue.enqueue(job("early"), { delayMs: 1_000 });
    queue.enqueue(job("now"));
    expect(queue.depth).toBe(3);
    queue.start(handle, 1);
    await clock.advance(999);
    expect(handled).toEqual(["now"]);
    await clock.advance(1);
    expect(handled).toEqual(["now", "early"]);
    await clock.advance(1_000);
    expect(handled).toEqual(["now", "early", "late"]);
    expect(queue.depth).toBe(0);
  });

  test("an id that waits already is not handed out twice", async () => {
    const { queue, clock } = startQueue();
    const { handled, handle } = recordingHandler();
    queue.enqueue(job("a"));
    queue.enqueue(job("b"));
    queue.enqueue(job("a"));
    queue.enqueue(job("a"), { delayMs: 500 });
    expect(queue.depth).toBe(2);
    queue.start(handle, 1);
    await clock.advance(1_000);
    expect(handled).toEqual(["a", "b"]);
  });

  test("among jobs that are due the higher priority goes first, and within one the older", async () => {
    const { queue, clock } = startQueue();
    const { handled, handle } = recordingHandler();
    for (const priority of [0, -100, 100, 0, 7, 100]) queue.enqueue(job(`${priority} as job ${queue.depth}`), { priority });
    queue.enqueue(job("late but urgent"), { priority: 50, delayMs: 10 });
    await clock.advance(10);
    queue.start(handle, 1);
    await clock.advance(0);
    expect(handled).toEqual(["100 as job 2", "100 as job 5", "late but urgent", "7 as job 4", "0 as job 0", "0 as job 3", "-100 as job 1"]);
  });

  test("the handler learns of the newest standing that was offered", async () => {
    const { queue, clock } = startQueue();
    const handled: InvocationJob[] = [];
    queue.enqueue(job("a", 3));
    queue.enqueue(job("a", 5), { delayMs: 100 });
    queue.enqueue(job("a", 4));
    queue.enqueue(job("b", 9), { delayMs: 100 });
    queue.enqueue(job("b", 8));
    queue.start(async (next) => {
      handled.push(next);
    }, 1);
    await clock.advance(200);
    expect(handled).toEqual([job("a", 5), job("b", 9)]);
  });

  test("two queues that share a gate run no more together than it lets in, and no invocation twice at a time", async () => {
    const clock = createManualClock();
    const { log } = createRecordingLog();
    const gate = new Gate({ clock, log });
    const [one, other] = [createInProcessQueue({ clock, log, gate }), createInProcessQueue({ clock, log, gate })];
    const { started, handle, end } = heldHandler();
    one.start(handle, 2);
    other.start(handle, 2);
    one.enqueue(job("a"));
    other.enqueue(job("a"));
    other.enqueue(job("b"));
    other.enqueue(job("c"));
    await clock.advance(0);
    expect(started).toEqual(["a", "b"]);
    end("b");
    await clock.advance(0);
    expect(started).toEqual(["a", "b", "c"]);
    end("a");
    await clock.advance(0);
    expect(started).toEqual(["a", "b", "c", "a"]);
  });

  test.each([
    { first: 1_000, second: 0, runsAt: 0 },
    { first: 1_000, second: 400, runsAt: 400 },
    { first: 400, second: 1_000, runsAt: 400 },
  ])("of two times for one id the earlier wins ($first ms, then $second ms)", async ({ first, second, runsAt }) => {
    const { queue, clock } = startQueue();
    const startedAt = clock.now();
    const times: number[] = [];
    queue.enqueue(job("a"), { delayMs: first });
    queue.enqueue(job("a"), { delayMs: second });
    expect(queue.depth).toBe(1);
    queue.start(async () => {
      times.push(clock.now() - startedAt);
    }, 1);
    await clock.advance(5_000);
    expect(times).toEqual([runsAt]);
    expect(clock.pending).toBe(0);
  });

  test("an id that is running waits for the end of that run, and does not hold up others", async () => {
    const { queue, clock } = startQueue();
    const { started, handle, end } = heldHandler();
    queue.start(handle, 4);
    queue.enqueue(job("a"));
    await clock.advance(0);
    queue.enqueue(job("a"));
    queue.enqueue(job("a"));
    queue.enqueue(job("b"));
    await clock.advance(0);
    expect(started).toEqual(["a", "b"]);
    expect(queue.depth).toBe(1);
    end("a");
    await clock.advance(0);
    expect(started).toEqual(["a", "b", "a"]);
    end("a");
    await clock.advance(0);
    expect(started).toHaveLength(3);
  });

  test("a handler may enqueue its own id for later", async () => {
    const { queue, clock } = startQueue();
    const handled: string[] = [];
    queue.start(async ({ invocationId }) => {
      handled.push(invocationId);
      if (handled.length < 3) queue.enqueue(job(invocationId), { delayMs: handled.length === 1 ? 0 : 100 });
    }, 1);
    queue.enqueue(job("a"));
    await clock.advance(99);
    expect(handled).toHaveLength(2);
    await clock.advance(1);
    expect(handled).toHaveLength(3);
  });

  test("a handler that throws is logged with the invocation, not repeated, and the next job runs", async () => {
    const { queue, clock, lines } = startQueue();
    const handled: string[] = [];
    queue.start(({ invocationId }) => {
      handled.push(invocationId);
      if (invocationId === "sync") throw new Error("thrown at once");
      return invocationId === "async" ? Promise.reject(new Error("rejected")) : Promise.resolve();
    }, 1);
    for (const id of ["sync", "async", "fine"]) queue.enqueue(job(id));
    await clock.advance(0);
    expect(handled).toEqual(["sync", "async", "fine"]);
    expect(lines.map(({ level, invocationId, err }) => ({ level, invocationId, message: (err as Error).message }))).toEqual([
      { level: "error", invocationId: "sync", message: "thrown at once" },
      { level: "error", invocationId: "async", message: "rejected" },
    ]);
  });

  test("stop waits for running handlers and hands out no more", async () => {
    const { queue, clock } = startQueue();
    const { started, handle, end } = heldHandler();
    queue.start(handle, 1);
    queue.enqueue(job("a"));
    queue.enqueue(job("b"));
    queue.enqueue(job("later"), { delayMs: 100 });
    await clock.advance(0);
    let stopped = false;
    const stopping = queue.stop(5_000).then(() => {
      stopped = true;
    });
    queue.enqueue(job("c"));
    await clock.advance(4_999);
    expect(stopped).toBe(false);
    end("a");
    await stopping;
    await clock.advance(1_000);
    expect(started).toEqual(["a"]);
    expect(queue.depth).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test("stop gives up on a handler after the time of grace, and says so", async () => {
    const { queue, clock, lines } = startQueue();
    const { handle } = heldHandler();
    queue.start(handle, 1);
    queue.enqueue(job("stuck"));
    await clock.advance(0);
    const stopping = queue.stop(5_000);
    await clock.advance(5_000);
    await stopping;
    expect(lines.map(({ level, running }) => ({ level, running }))).toEqual([{ level: "warn", running: 1 }]);
  });

  test("stop without running handlers is immediate", async () => {
    const { queue } = startQueue();
    queue.start(async () => undefined, 1);
    await queue.stop(60_000);
  });

  test("two hundred thousand jobs pass in linear time", async () => {
    const { queue } = startQueue();
    let handled = 0;
    for (let number = 0; number < 200_000; number++) queue.enqueue(job(`inv_${number}`));
    queue.start(async () => {
      handled++;
    }, 8);
    await until(() => handled === 200_000, { timeoutMs: 15_000 });
  });
});
