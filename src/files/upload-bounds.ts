/** How much one caller may send: at once in this process, and within a day according to the table. */
import type { Principal } from "../auth/principal.js";
import type { Clock } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import type { FileStore } from "./file.store.js";

export interface UploadBoundSettings {
  readonly uploadsAtOnce: number;
  readonly dailyCount: number;
  readonly dailyBytes: number;
}

export interface UploadBounds {
  /** Runs the work when the caller may begin it. @throws AppError TOO_MANY_UPLOADS, RATE_LIMITED */
  within<T>(principal: Principal, work: () => Promise<T>): Promise<T>;
}

const DAY_MS = 24 * 3_600_000;
const AGAIN_MS = 1_000;
/** When nobody knows which of a day's files goes first: an hour makes room for those that are spread over it. */
const NEXT_SHARE_MS = 3_600_000;

export const createUploadBounds = (
  { uploadsAtOnce, dailyCount, dailyBytes }: UploadBoundSettings,
  { store, clock }: { readonly store: Pick<FileStore, "usage">; readonly clock: Clock },
): UploadBounds => {
  const underWay = new Map<string, number>();
  const checkDay = async ({ tenant, id: callerId }: Principal): Promise<void> => {
    const { count, bytes } = await store.usage({ tenant, callerId, since: clock.now() - DAY_MS });
    if (count < dailyCount && bytes < dailyBytes) return;
    const limit = count < dailyCount ? dailyBytes : dailyCount;
    const params = { retryAfterSeconds: NEXT_SHARE_MS / 1000, limit };
    throw new AppError("RATE_LIMITED", { params, retryAfterMs: NEXT_SHARE_MS });
  };
  return {
    async within(principal, work) {
      const key = JSON.stringify([principal.tenant, principal.id]);
      const count = underWay.get(key) ?? 0;
      if (count >= uploadsAtOnce) throw new AppError("TOO_MANY_UPLOADS", { params: { limit: uploadsAtOnce }, retryAfterMs: AGAIN_MS });
      underWay.set(key, count + 1);
      try {
        await checkDay(principal);
        return await work();
      } finally {
        const left = (underWay.get(key) ?? 1) - 1;
        if (left > 0) underWay.set(key, left);
        else underWay.delete(key);
      }
    },
  };
};
