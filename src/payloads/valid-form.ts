/** What a caller sent, as the ability's form takes it. */
import type { Ability } from "../abilities/ability.js";
import type { AbilityService } from "../abilities/ability.service.js";
import type { FormResult } from "../forms/form.js";
import { AppError } from "../kernel/errors.js";

export interface FormCheck {
  readonly abilities: AbilityService;
}

export interface SentForm {
  /** Whatever the caller sent. */
  readonly form: unknown;
  /** The revision the caller's form was rendered from; one whose values the current form may misread is refused. */
  readonly formRevision?: number | null;
}

export type ValidForm = Extract<FormResult, { ok: true }>;

/** @throws AppError FORM_REVISION_CHANGED, FORM_INVALID with its fields */
export const validForm = async ({ abilities }: FormCheck, ability: Ability, { form, formRevision }: SentForm): Promise<ValidForm> => {
  if (formRevision != null) await abilities.checkFormRevision(ability, formRevision);
  const result = abilities.validateForm(ability, form);
  if (result.ok) return result;
  throw new AppError("FORM_INVALID", { fields: result.problems });
};
