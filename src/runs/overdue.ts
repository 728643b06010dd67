/** Rows past their deadline, whoever holds them: calls that never began, questions nobody answered, runs nobody ended. */

import { cancelledFact, cancelRequestedFact, endFact, expiryFact, interruptExpiryFact } from "../invocations/facts.js";
import type { Invocation } from "../invocations/invocation.js";
import type { Fact } from "../invocations/journal.js";
import { AppError } from "../kernel/errors.js";
import { handleOf, providerOf, upstreamOf } from "./remote-run.js";
import { type SettlePage, type SettlingDeps, settledSafely, settleRow } from "./settling.js";

export const settleOverdue =
  (deps: SettlingDeps): SettlePage =>
  async (rows) => {
    const open = await deps.interrupts.openIds(rows.map(({ id }) => id));
    const left = rows.map((row) =>
      settledSafely(deps, row, async () => {
        const invocation = row.read();
        return settleRow(deps, invocation, endOf(deps, invocation, open.get(row.id)));
      }),
    );
    return (await Promise.all(left)).flat();
  };

/** @param interruptId of the question that a waiting one asks. */
export const endOf = (deps: SettlingDeps, invocation: Invocation, interruptId?: string): Fact[] => {
  const now = deps.clock.now();
  switch (invocation.status) {
    case "RUNNING":
    case "CANCELLING":
      return endOfRun(deps, invocation, now);
    case "WAITING":
      return [interruptId ? interruptExpiryFact(invocation, interruptId, now) : expiryFact(invocation, now)];
    default:
      return [expiryFact(invocation, now)];
  }
};

const endOfRun = (deps: SettlingDeps, invocation: Invocation, now: number): Fact[] => {
  const handle = handleOf(invocation);
  const askAt = deps.late.askAt(providerOf(deps.providers, invocation)?.canAttach(handle) ?? false);
  const cancelled = cancelledFact(invocation, { now, askAt, outcome: "DETACHED" });
  if (invocation.status === "CANCELLING") return [cancelled];
  if (invocation.cancel) return [cancelRequestedFact(), cancelled];
  return [endFact(invocation, new AppError("DEADLINE_EXCEEDED", { upstream: upstreamOf(handle) }), { now, askAt })];
};
