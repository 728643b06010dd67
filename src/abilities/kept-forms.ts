/** Forms as they were: to read, and to judge whether values filled into an earlier one may be taken today. */
import type { RequestContext } from "../auth/request-context.js";
import { formChanges } from "../forms/form-changes.js";
import { listCursors } from "../kernel/cursor.js";
import { AppError, type FieldProblem } from "../kernel/errors.js";
import { checkPageSize, toPage } from "../kernel/page.js";
import type { Ability } from "./ability.js";
import type { AbilityService } from "./ability.service.js";
import type { AbilityReference } from "./ability-reads.js";
import type { FormRevision } from "./form-revision.js";
import type { FormRevisionStore } from "./form-revision.store.js";

type FormRevisions = Pick<AbilityService, "formRevisions" | "formAt" | "checkFormRevision">;

/** Pairs of revisions whose comparison is kept at hand: neither side ever changes. */
const MAX_VERDICTS = 500;

/** @param get as `AbilityService.get`: what the caller may not see is not found. */
export const createFormRevisions = (
  store: FormRevisionStore,
  get: (ctx: RequestContext, reference: AbilityReference) => Promise<Ability>,
): FormRevisions => {
  const verdicts = new Map<string, readonly FieldProblem[] | null>();
  return {
    async formRevisions(ctx, reference, page) {
      const { id } = await get(ctx, reference);
      const first = checkPageSize(page.first);
      const cursors = listCursors(`form revisions ${id}`);
      const before = page.after ? { before: Number(cursors.keyOf(page.after)) } : {};
      return toPage(await store.list({ abilityId: id, ...before, limit: first + 1 }), first, ({ revision }) =>
        cursors.of(String(revision)),
      );
    },
    async formAt(ctx, reference, revision) {
      const { id, form } = await get(ctx, reference);
      const kept = await store.at(id, revision);
      return kept ?? (form.revision === revision ? asRevision(form) : null);
    },
    async checkFormRevision(ability, sent) {
      if (sent === ability.form.revision) return;
      const key = `${ability.id} ${sent} ${ability.form.revision}`;
      const fields = verdicts.get(key) ?? (await verdictOf(store, ability, sent));
      verdicts.set(key, fields);
      const [oldest] = verdicts.keys();
      if (verdicts.size > MAX_VERDICTS && oldest !== undefined) verdicts.delete(oldest);
      if (fields?.length === 0) return;
      throw new AppError("FORM_REVISION_CHANGED", { params: { current: ability.form.revision, sent }, ...(fields && { fields }) });
    },
  };
};

const asRevision = ({ revision, schema, uiSchema }: Ability["form"]): FormRevision => ({
  ...{ revision, schema, uiSchema },
  createdBy: null,
  createdAt: null,
});

/** `null` = nobody knows what that form was. */
const verdictOf = async (store: FormRevisionStore, { id, form }: Ability, sent: number): Promise<readonly FieldProblem[] | null> => {
  const older = sent < form.revision ? await store.at(id, sent) : undefined;
  return older ? formChanges(older, form) : null;
};
