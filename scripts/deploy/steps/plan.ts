/** Looking at steps, and nothing else. */
import { failureText } from "../contract/failure.js";
import type { Context, Step, StepState } from "../contract/step.js";
import type { Text } from "../contract/text.js";

/** What a look at a step has shown. `unknown`: the look itself failed. */
export type Found = StepState | { readonly state: "unknown"; readonly why: Text };

export interface Planned {
  readonly step: Step;
  readonly found: Found;
}

export const lookAt = async (context: Context, step: Step): Promise<Found> => {
  try {
    return await step.check(context);
  } catch (error) {
    return { state: "unknown", why: failureText(error) };
  }
};

export const planOf = async (context: Context, steps: readonly Step[]): Promise<readonly Planned[]> => {
  const planned: Planned[] = [];
  for (const step of steps) planned.push({ step, found: await lookAt(context, step) });
  return planned;
};

export const inState = <S extends Found["state"]>(planned: readonly Planned[], ...states: readonly S[]): readonly Planned[] =>
  planned.filter(({ found }) => (states as readonly string[]).includes(found.state));

/**
 * Whether there is something that `apply` would do. Where nothing is started, steps that wait for a running service are not
 * work: they are done where the services are.
 */
export const hasWork = ({ machine }: Context, planned: readonly Planned[]): boolean =>
  inState(planned, "pending", "unknown").length > 0 || (!machine.staged && inState(planned, "later").length > 0);
