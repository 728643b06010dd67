/**
 * Copies files of results that engines would forget: claims what is due with a lease, a few at a time, and looks again when
 * woken and every few seconds whatever happens. A process that dies leaves its lease to lapse; a copy is made again then.
 */
import type { Clock } from "../kernel/clock.js";
import { isAppError, toAppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import { cleanName, type StoredFile } from "./file.js";
import type { ClaimedOutput, FileStore } from "./file.store.js";
import { kindOf } from "./file-kind.js";
import type { FetchGuarded } from "./guarded-get.js";
import { openIntake, tooLarge } from "./intake.js";
import type { KeptStorage } from "./kept-storage.js";

export interface KeeperDeps {
  readonly store: Pick<FileStore, "claim" | "conclude">;
  readonly storage: KeptStorage;
  readonly fetch: FetchGuarded;
  readonly clock: Clock;
  readonly log: Log;
  /** Unique per process and start; at most 54 characters. */
  readonly workerId: string;
  readonly maxBytes: number;
  /** Milliseconds for one copy. */
  readonly timeoutMs: number;
}

export interface Keeper {
  start(): void;
  /** Something may be due. Costs nothing before `start`. */
  wake(): void;
  /** Gives up what is under way; it is due again when its lease is over. */
  stop(): Promise<void>;
}

const AT_ONCE = 4;
const POLL_MS = 5_000;
const MAX_ATTEMPTS = 5;
const FIRST_RETRY_MS = 10_000;
const RETRY_FACTOR = 4;
/** Beyond the copy's own time, for what is written about it. */
const LEASE_SLACK_MS = 30_000;

export const createKeeper = (deps: KeeperDeps): Keeper => {
  const leaving = new AbortController();
  let running = false;
  let woken = false;
  let looking: Promise<void> | undefined;
  let cancelPoll: (() => void) | undefined;
  let claims = 0;

  const look = async (): Promise<void> => {
    cancelPoll?.();
    try {
      while (running && woken) {
        woken = false;
        while (running && (await keepSome()) > 0);
      }
    } catch (error) {
      deps.log[isAppError(error, "SERVICE_UNAVAILABLE") ? "warn" : "error"](
        { err: error },
        "files of results cannot be claimed; trying again",
      );
    }
    if (running) cancelPoll = deps.clock.after(POLL_MS, wake);
  };
  const keepSome = async (): Promise<number> => {
    const now = deps.clock.now();
    const claimed = await deps.store.claim({
      ...{ claim: `${deps.workerId}:${++claims}`, limit: AT_ONCE, now, leaseUntil: now + deps.timeoutMs + LEASE_SLACK_MS },
    });
    await Promise.all(claimed.map((one) => keepOne(deps, one, leaving.signal)));
    return claimed.length;
  };
  const wake = (): void => {
    if (!running) return;
    woken = true;
    looking ??= look().finally(() => {
      looking = undefined;
      if (woken) wake();
    });
  };
  return {
    wake,
    start() {
      running = true;
      wake();
    },
    async stop() {
      running = false;
      cancelPoll?.();
      leaving.abort();
      await looking;
    },
  };
};

const keepOne = async (deps: KeeperDeps, claimed: ClaimedOutput, leaving: AbortSignal): Promise<void> => {
  const { clock, log, store, storage } = deps;
  const { file } = claimed;
  try {
    const kept = await copy(deps, file, leaving);
    // Whoever took it over writes the same content under the same name.
    if (!(await store.conclude(claimed, { ...kept, state: "READY", failure: null }))) return;
    log.info({ fileId: file.id, invocationId: file.invocationId, bytes: kept.bytes }, "a file of a result is kept");
  } catch (thrown) {
    if (leaving.aborted) return;
    const error = toAppError(thrown);
    const again = claimed.attempts < MAX_ATTEMPTS && !FINAL.has(error.code);
    const retryAt = clock.now() + FIRST_RETRY_MS * RETRY_FACTOR ** (claimed.attempts - 1);
    log.warn({ err: error, fileId: file.id, invocationId: file.invocationId, again }, "a file of a result could not be kept");
    const failed: StoredFile = { ...file, state: again ? "PENDING" : "FAILED", failure: error.code };
    if (!again) await storage.remove(file.id);
    await store.conclude(claimed, failed, again ? retryAt : undefined);
  }
};

/** Another try would end the same way. */
const FINAL: ReadonlySet<string> = new Set(["FILE_TOO_LARGE", "FILE_EMPTY"]);

const copy = async ({ fetch, storage, maxBytes, timeoutMs }: KeeperDeps, file: StoredFile, signal: AbortSignal): Promise<StoredFile> => {
  const fetched = await fetch(file.sourceUrl ?? "", { timeoutMs, signal });
  try {
    if (fetched.bytes !== undefined && fetched.bytes > maxBytes) throw tooLarge(maxBytes);
    const intake = await openIntake(fetched.content, { maxBytes });
    // What a server says of a result is not the fault of whoever gets it: the content alone decides.
    const kind = await kindOf(intake.head, fetched.kind).catch(() => kindOf(intake.head, undefined));
    await storage.write(file.id, intake.content());
    return { ...file, ...intake.measured(), kind, name: cleanName(fetched.name) };
  } finally {
    fetched.content.destroy();
  }
};
