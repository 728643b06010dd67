/** What people do to an invocation under way: stop it, or answer what it asks. Permissions are the service's. */
import type { Answerers } from "../abilities/ability.js";
import type { JsonValue } from "../kernel/json.js";
import type { Interrupt } from "./interrupt.js";
import type { Invocation } from "./invocation.js";

/** Messages `{"invocationId": …}`: its worker looks whether somebody wants it to stop. */
export const CONTROL_CHANNEL = "control";

export interface Control {
  /**
   * QUEUED and WAITING invocations are CANCELLED when it resolves; of a running one the wish is written down
   * (`cancel.outcome` REQUESTED) and its worker told. A final invocation is returned as it is.
   * @throws AppError CONFLICT when the row changes faster than it can be read.
   */
  cancel(invocation: Invocation): Promise<Invocation>;
  /**
   * The first answer counts. A later one, whatever it says, changes nothing and gives the invocation as it stands, with
   * `replayed`; so do answers that arrive on two instances at once.
   * @throws AppError FORBIDDEN when the question is not for this person; INTERRUPT_NOT_OPEN when it expired, was cancelled, or is not known; FORM_INVALID with fields.
   */
  answer(
    invocation: Invocation,
    interruptId: string,
    answer: { readonly value: JsonValue; readonly answererId: string; readonly permitted: (answerers: Answerers) => boolean },
  ): Promise<{ readonly invocation: Invocation; readonly replayed: boolean }>;
  /** The questions that wait for an answer, by invocation id; one statement. */
  openInterrupts(invocationIds: readonly string[]): Promise<Map<string, Interrupt>>;
}
