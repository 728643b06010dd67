/** Trying the cases of an ability: a row that says what is tried, then a call for each case under a key of its own. */
import type { RequestContext } from "../auth/request-context.js";
import { requirePrincipal } from "../auth/request-context.js";
import { AppError } from "../kernel/errors.js";
import type { WorkflowMapping } from "../mappings/workflow-mapping.js";
import type { GoldenCase, GoldenRun, GoldenTrial } from "./golden.js";
import type { GoldenServiceDeps, RunRequest } from "./golden.service.js";

/** @throws AppError GOLDEN_CASES_MISSING, GOLDEN_CASES_SIDE_EFFECTS, ABILITY_NOT_PUBLISHED, NOT_FOUND */
export const startRun = async (deps: GoldenServiceDeps, ctx: RequestContext, request: RunRequest): Promise<GoldenRun> => {
  const { id: startedBy, tenant } = requirePrincipal(ctx);
  const ability = await deps.abilities.get(ctx, { id: request.abilityId });
  const cases = await deps.store.casesOf(ability.id);
  if (cases.length === 0) throw new AppError("GOLDEN_CASES_MISSING", { params: { ability: ability.key } });
  if (ability.sideEffects === "SIDE_EFFECTING" && !request.includeSideEffecting)
    throw new AppError("GOLDEN_CASES_SIDE_EFFECTS", { params: { ability: ability.key } });
  const mapping = await mappingOf(deps, ctx, request);
  const run: GoldenRun = {
    ...{ id: deps.newId("goldenRun"), tenant, abilityId: ability.id, startedBy, createdAt: deps.clock.now() },
    ...{ mappingId: mapping.id, mappingVersion: mapping.version, mappingRevision: mapping.revision },
    trials: cases.map(planned),
  };
  await deps.database.transaction((tx) => deps.store.insertRun(tx, run));
  const trials: GoldenTrial[] = [];
  for (const one of cases) trials.push(await begin(deps, ctx, { run, one }));
  await deps.store.writeTrials(run.id, trials);
  return { ...run, trials };
};

const planned = ({ id, revision, name, expectations }: GoldenCase): GoldenTrial => ({
  ...{ caseId: id, caseRevision: revision, name, expectations },
  ...{ invocationId: null, refusal: null },
});

/** The named version, else the open draft, else the one that serves. */
const mappingOf = async (deps: GoldenServiceDeps, ctx: RequestContext, { abilityId, mappingId }: RunRequest): Promise<WorkflowMapping> => {
  const [newest, ...older] = await deps.mappings.versions(ctx, { id: abilityId });
  const all = newest ? [newest, ...older] : [];
  const found =
    mappingId == null
      ? (all.find(({ state }) => state === "DRAFT") ?? all.find(({ state }) => state === "PUBLISHED"))
      : all.find(({ id }) => id === mappingId);
  if (found) return found;
  throw mappingId == null
    ? new AppError("ABILITY_NOT_PUBLISHED", { params: { ability: abilityId } })
    : new AppError("NOT_FOUND", { params: { id: mappingId } });
};

/** A case that is refused does not keep the others from being tried. */
const begin = async (
  deps: GoldenServiceDeps,
  ctx: RequestContext,
  { run, one }: { run: GoldenRun; one: GoldenCase },
): Promise<GoldenTrial> => {
  const outcome = await deps.invocations.start(ctx, {
    ability: { id: run.abilityId },
    form: one.form,
    idempotencyKey: `golden:${run.id}:${one.id}`,
    tags: ["golden"],
    tryMappingId: run.mappingId,
    waitMs: 0,
  });
  if (outcome.kind === "accepted") return { ...planned(one), invocationId: outcome.invocation.id };
  const { error } = outcome;
  return { ...planned(one), refusal: { en: error.messageIn("en"), zh: error.messageIn("zh") } };
};
