/**
 * Rows whose holder is silent. QUEUED ones are offered again: the engine never heard of them, or their answer waits. Of
 * runs, the engine is asked where it can be asked; what is safe to repeat begins again; the rest ends as unknown.
 */

import { cancelledFact, cancelRequestedFact, endFact, rerunFact } from "../invocations/facts.js";
import type { Invocation } from "../invocations/invocation.js";
import { endOf } from "./overdue.js";
import { handleOf, outcomeUnknown, providerOf, successionOf } from "./remote-run.js";
import type { LapsedRow } from "./run.store.js";
import { type SettlePage, type SettlingDeps, settledSafely, settleRow } from "./settling.js";

export const settleOrphans =
  (deps: SettlingDeps): SettlePage =>
  async (rows) => {
    const now = deps.clock.now();
    const offers: Offer[] = [];
    const left = await Promise.all(
      rows.map((row) =>
        settledSafely(deps, row, async () => {
          const invocation = row.read();
          if (now >= invocation.deadlineAt) return settleRow(deps, invocation, endOf(deps, invocation));
          if (invocation.status === "QUEUED") offers.push({ row, invocation, kind: "queued" });
          else return settleRun(deps, { row, invocation, offers });
          return true;
        }),
      ),
    );
    await offerAll(deps, offers);
    return left.flat();
  };

interface Offer {
  readonly row: LapsedRow;
  readonly invocation: Invocation;
  /** put aside: for a newer process, which knows the provider. */
  readonly kind: "queued" | "attach" | "put aside";
}

/** One statement for all that share a holder. */
const offerAll = async (deps: SettlingDeps, offers: readonly Offer[]): Promise<void> => {
  const now = deps.clock.now();
  const [queued, runs] = [offers.filter(({ kind }) => kind === "queued"), offers.filter(({ kind }) => kind !== "queued")];
  const idsOf = (some: readonly Offer[]) => some.map(({ row }) => row.id);
  await deps.runs.hold(idsOf(queued), deps.queuedHold(now));
  await deps.runs.hold(idsOf(runs), { workerId: null, leaseUntil: now + deps.leaseMs });
  for (const { invocation, row, kind } of offers) {
    const delayMs = Math.max((row.dueAt ?? now) - now, 0);
    if (kind !== "put aside")
      deps.enqueue({ invocationId: row.id, sequence: invocation.lastSeq }, { priority: invocation.priority, delayMs });
  }
};

const settleRun = async (deps: SettlingDeps, { row, invocation, offers }: Omit<Offer, "kind"> & { offers: Offer[] }): Promise<boolean> => {
  const provider = providerOf(deps.providers, invocation);
  if (!provider) {
    offers.push({ row, invocation, kind: "put aside" });
    return true;
  }
  const { attempt, status } = invocation;
  const handle = handleOf(invocation);
  const now = deps.clock.now();
  const succession = successionOf({ invocation, handle, provider, attempt });
  if (succession === "attach") {
    offers.push({ row, invocation, kind: "attach" });
    return true;
  }
  if (invocation.cancel || status === "CANCELLING") {
    const cancelled = cancelledFact(invocation, { now, askAt: null, outcome: "DETACHED" });
    return settleRow(deps, invocation, status === "RUNNING" ? [cancelRequestedFact(), cancelled] : [cancelled]);
  }
  if (succession === "unknown") {
    const end = endFact(invocation, outcomeUnknown(handle, attempt), { now, askAt: null });
    return settleRow(deps, invocation, [{ ...end, event: "leaseLost" }]);
  }
  const again = await settleRow(deps, invocation, [rerunFact(deps.queuedHold(now))]);
  if (again) deps.enqueue({ invocationId: row.id, sequence: invocation.lastSeq + 1 }, { priority: invocation.priority });
  return again;
};
