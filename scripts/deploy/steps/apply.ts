/** Looks, changes, looks again: step by step, in order, until the end or the first failure. Whatever is done stays done. */
import { Failure, failureText } from "../contract/failure.js";
import type { Context, Step } from "../contract/step.js";
import { type Text, text } from "../contract/text.js";
import type { Found, Planned } from "./plan.js";

export interface Applied {
  /** In order. */
  readonly changed: readonly Step[];
  readonly unchanged: number;
  /** Left to the operator, or to a machine on which services run. */
  readonly left: readonly Planned[];
  /** Nothing after it was touched. */
  readonly failed?: { readonly step: Step; readonly why: Text };
}

export interface Progress {
  /** Before a step changes something. */
  begins(step: Step, found: Found, position: number): void;
  ends(step: Step, tookMs: number): void;
}

/** The caller holds the lock. */
export const applySteps = async (context: Context, steps: readonly Step[], progress: Progress): Promise<Applied> => {
  const changed: Step[] = [];
  const left: Planned[] = [];
  let unchanged = 0;
  for (const [index, step] of steps.entries()) {
    try {
      const found = settled(context, await step.check(context));
      if (found.state === "manual" || found.state === "later") left.push({ step, found });
      if (found.state === "done") unchanged += 1;
      if (found.state !== "pending") continue;
      progress.begins(step, found, index + 1);
      const startedAt = performance.now();
      await step.run(context);
      const after = settled(context, await step.check(context));
      if (after.state === "pending") throw stillPending(after.why);
      if (after.state !== "done") left.push({ step, found: after });
      changed.push(step);
      progress.ends(step, performance.now() - startedAt);
    } catch (error) {
      return { changed, unchanged, left, failed: { step, why: failureText(error) } };
    }
  }
  return { changed, unchanged, left };
};

/** All that comes before has been done: what still cannot be told or done now is a failure. */
const settled = ({ machine }: Context, found: Found): Exclude<Found, { state: "unknown" | "blocked" }> => {
  if (found.state === "unknown" || found.state === "blocked") throw new Failure(found.why);
  if (found.state === "later" && !machine.staged) throw new Failure(found.why);
  return found;
};

const stillPending = (why: Text): Failure => new Failure(text(`it was carried out, and still: ${why.en}`, `已执行，但仍然：${why.zh}`));
