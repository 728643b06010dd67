/** A form of an ability as it was from some day on. */
import type { FormDefinition } from "../forms/form.js";

export interface FormRevision extends FormDefinition {
  /** `null` = it is older than the gateway's memory. */
  readonly createdBy: string | null;
  /** Epoch milliseconds. */
  readonly createdAt: number | null;
}
