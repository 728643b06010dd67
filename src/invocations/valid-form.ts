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
  /** The revision the caller's form was rendered from; another current one is refused. */
  readonly formRevision?: number | null;
}

export type ValidForm = Extract<FormResult, { ok: true }>;

/** @throws AppError FORM_REVISION_CHANGED, FORM_INVALID with its fields */
export const validForm = ({ abilities }: FormCheck, ability: Ability, { form, formRevision }: SentForm): ValidForm => {
  const current = ability.form.revision;
  if (formRevision != null && formRevision !== current) {
    throw new AppError("FORM_REVISION_CHANGED", { params: { current, sent: formRevision } });
  }
  const result = abilities.validateForm(ability, form);
  if (result.ok) return result;
  throw new AppError("FORM_INVALID", { fields: result.problems });
};
