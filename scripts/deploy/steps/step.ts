/** The small words with which steps are written. */
import type { Context, Step, StepState } from "../contract/step.js";
import type { Text } from "../contract/text.js";

export interface StepParts {
  /** Unique and stable: `mysql/schema/opencoze`. */
  readonly id: string;
  readonly component: Step["component"];
  readonly title: Text;
  readonly migrates?: boolean;
  readonly makesRelease?: string;
  /** Looks and never writes. Asked again after `run`: it must find then that the work is done. */
  isDone(context: Context): Promise<StepState>;
  /** @throws Failure or Error that says what is wrong and what to do. */
  run(context: Context): Promise<void>;
}

export const step = ({ isDone, ...parts }: StepParts): Step => ({ ...parts, check: isDone, run: parts.run });

export const done: StepState = { state: "done" };
export const pending = (why: Text, diff?: string): StepState => ({ state: "pending", why, ...(diff === undefined ? {} : { diff }) });
export const later = (why: Text): StepState => ({ state: "later", why });
export const manual = (what: Text): StepState => ({ state: "manual", what });
export const blocked = (why: Text): StepState => ({ state: "blocked", why });
