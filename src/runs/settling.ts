/** How a sweeper changes rows that it found: page by page, each change by compare-and-append. */

import type { Append, AppendResult } from "../invocations/append-batch.js";
import type { Hold } from "../invocations/facts.js";
import type { InterruptStore } from "../invocations/interrupt.store.js";
import type { Invocation, InvocationEvent } from "../invocations/invocation.js";
import { createJournal, type Fact } from "../invocations/journal.js";
import type { InvocationStatus } from "../invocations/lifecycle.js";
import type { Clock } from "../kernel/clock.js";
import type { Log } from "../kernel/log.js";
import type { Provider, ProviderKind } from "../providers/provider.js";
import type { InvocationJob, JobOptions } from "../queue/queue.js";
import type { LateResults } from "./late.js";
import type { Lapse, LapsedRow, RunStore } from "./run.store.js";

export interface SettlingDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseMs: number;
  readonly runs: RunStore;
  readonly interrupts: Pick<InterruptStore, "openIds">;
  readonly providers: ReadonlyMap<ProviderKind, Provider>;
  readonly late: Pick<LateResults, "askAt">;
  readonly append: (append: Append) => Promise<AppendResult>;
  readonly committed: (events: readonly InvocationEvent[], append: Append) => void;
  readonly enqueue: (job: InvocationJob, options: JobOptions) => void;
  /** Who holds a row that waits in the queue until some time. */
  readonly queuedHold: (until: number) => Hold;
}

export const PAGE = 100;

/** @returns the rows of the page that are as they were. */
export type SettlePage = (rows: readonly LapsedRow[]) => Promise<readonly LapsedRow[]>;

export interface Settlement {
  readonly settle: SettlePage;
  /** Asked before every page. */
  readonly goOn: () => boolean | Promise<boolean>;
}

/** Until none is left but those that cannot be settled: they hold up no other. */
export const settleEach = async ({ runs }: SettlingDeps, lapse: Lapse, { settle, goOn }: Settlement): Promise<void> => {
  const skip = new Map<InvocationStatus, number>();
  let more = true;
  while (more && (await goOn())) {
    const rows = await runs.lapsed(lapse, { limit: PAGE, skip });
    for (const { status } of await settle(rows)) skip.set(status, (skip.get(status) ?? 0) + 1);
    more = rows.length >= PAGE;
  }
};

/** Two processes may find the same row: one of them wins. @returns false when the row is as it was, or somebody else's. */
export const settleRow = async (deps: SettlingDeps, invocation: Invocation, facts: readonly Fact[]) => {
  const { id, requestId, status, lastSeq } = invocation;
  const { clock, append, committed } = deps;
  const log = deps.log.child({ invocationId: id, requestId });
  const journal = createJournal(
    { invocationId: id, status, lastSeq, subject: invocation },
    {
      ...{ clock, append, committed, movedOn: () => undefined },
      refused: (error) => log.error({ err: error }, "the log refused the change of an unfinished invocation"),
    },
  );
  for (const fact of facts) journal.record(fact);
  const settled = await journal.settled();
  if (settled) log.warn({ from: status, to: journal.status, code: facts.at(-1)?.patch?.failure?.code }, "settled an unfinished invocation");
  return settled;
};

/** One spoilt row must not hold up the others. @returns the row when it is as it was. */
export const settledSafely = async ({ log }: SettlingDeps, row: LapsedRow, settle: () => Promise<boolean>): Promise<LapsedRow[]> => {
  try {
    return (await settle()) ? [] : [row];
  } catch (error) {
    log.error({ err: error, invocationId: row.id }, "an unfinished invocation could not be settled");
    return [row];
  }
};
