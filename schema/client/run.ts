/** One call from the form to its outcome. */
import type { AbilityClient } from "./client.js";
import { AbilityClientError } from "./client-error.js";
import { type InvokeAbilityInput, type InvokeRefusal, type Outcome, outcomeOf } from "./events.js";
import type { RunOptions } from "./options.js";

/** @throws AbilityClientError with the refusal's code when the call was not accepted. */
export const run = async (
  client: Pick<AbilityClient, "invoke" | "follow">,
  input: InvokeAbilityInput,
  { signal, onEvent }: RunOptions = {},
): Promise<Outcome> => {
  const answer = await client.invoke(input, { signal });
  if (answer.__typename !== "InvocationAccepted") throw errorOfRefusal(answer);
  const { id } = answer.invocation;
  for await (const event of client.follow(id, { after: answer.subscribeFrom, signal })) {
    onEvent?.(event);
    const outcome = outcomeOf(id, event);
    if (outcome) return outcome;
  }
  throw new AbilityClientError("EVENTS_MISSING", { message: `The events of ${id} ended without a last one.` });
};

const errorOfRefusal = (refusal: InvokeRefusal): AbilityClientError =>
  new AbilityClientError(refusal.code, {
    message: refusal.message,
    retryable: refusal.retryable,
    retryAfterMs: refusal.retryAfterMs ?? undefined,
    fieldErrors: "fieldErrors" in refusal ? refusal.fieldErrors : undefined,
  });
