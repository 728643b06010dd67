/**
 * Finds out which followed invocations have moved on unheard, many in one statement: what thousands of idle followers
 * cost a database is a few statements per look, not one each.
 */
import type { Log } from "../kernel/log.js";

/** Somebody who may have missed something. */
export interface Doubtful {
  readonly invocationId: string;
  /** Called when the log has more than it knows of, or may have. */
  catchUp(lastSeq: number | undefined): void;
}

export interface HeadCheck {
  /** Looks soon. What was committed before this call is noticed; when the database is away, at the next doubt. */
  doubt(topic: Doubtful): void;
  forget(topic: Doubtful): void;
}

/** Ids in one statement. */
const BATCH = 500;

export const createHeadCheck = (heads: (ids: readonly string[]) => Promise<ReadonlyMap<string, number>>, log: Log): HeadCheck => {
  const doubtful = new Set<Doubtful>();
  let looking = false;
  const look = async (): Promise<void> => {
    looking = true;
    // Doubts come in crowds: after a reconnect everybody has one.
    await new Promise((resolve) => setImmediate(resolve));
    while (doubtful.size > 0) {
      const batch = [...doubtful].slice(0, BATCH);
      for (const topic of batch) doubtful.delete(topic);
      try {
        const found = await heads(batch.map(({ invocationId }) => invocationId));
        for (const topic of batch) topic.catchUp(found.get(topic.invocationId));
      } catch (error) {
        log.debug({ err: error }, "followed invocations cannot be looked up; trying again at the next look");
        doubtful.clear();
      }
    }
    looking = false;
  };
  return {
    doubt(topic) {
      doubtful.add(topic);
      if (!looking) void look();
    },
    forget: (topic) => void doubtful.delete(topic),
  };
};
