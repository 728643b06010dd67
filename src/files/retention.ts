/** Files whose time is over: marked first, so that nobody is given one, then removed, then forgotten. Each step may be done again. */
import type { Clock } from "../kernel/clock.js";
import type { Log } from "../kernel/log.js";
import type { FileStore } from "./file.store.js";
import type { KeptStorage } from "./kept-storage.js";

export interface RetentionDeps {
  readonly store: Pick<FileStore, "loseUploads" | "expire" | "forget">;
  readonly storage: Pick<KeptStorage, "remove">;
  readonly clock: Clock;
  readonly log: Log;
}

const BATCH = 200;
const MAX_BATCHES = 20;

/** Uploads whose process died count as failed, with an unknown outcome. */
export const forgetExpired = async ({ store, storage, clock, log }: RetentionDeps): Promise<void> => {
  const lost = await store.loseUploads(clock.now());
  if (lost > 0) log.warn({ count: lost }, "uploads came to no known end");
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const ids = await store.expire(clock.now(), BATCH);
    for (const id of ids) await storage.remove(id);
    await store.forget(ids);
    if (ids.length < BATCH) return;
  }
};
