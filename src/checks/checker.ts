/** One check of one mapping: what is declared, what does not fit, what has changed since; kept, and told where it matters. */
import type { Ability } from "../abilities/ability.js";
import type { WorkflowMapping } from "../mappings/workflow-mapping.js";
import { finding } from "./finding-texts.js";
import { changesBetween, type InputChange } from "./input-changes.js";
import { type InputSourcesDeps, type Inquiry, inquire } from "./input-sources.js";
import { learnedFindings } from "./learned-inputs.js";
import { type CheckReason, type Drift, errorsOf, type Finding, isLive, type KnownInputs, type MappingCheck } from "./mapping-check.js";
import type { MappingCheckStore } from "./mapping-check.store.js";
import type { CheckMeter } from "./meter.js";
import { findingsOf } from "./rule-findings.js";

export interface CheckerDeps extends InputSourcesDeps {
  readonly checks: MappingCheckStore;
  readonly meter: CheckMeter;
}

export interface CheckedPair {
  readonly mapping: WorkflowMapping;
  readonly ability: Pick<Ability, "id" | "form">;
}

export interface CheckCall {
  readonly reason: CheckReason;
  readonly signal: AbortSignal;
}

/** Never throws for what an engine says. @throws AppError SERVICE_UNAVAILABLE */
export const runCheck = async (deps: CheckerDeps, { mapping, ability }: CheckedPair, call: CheckCall): Promise<MappingCheck> => {
  const { provider, connection, workflowId } = mapping;
  const workflow = { provider, connection, workflowId: workflowId ?? "", abilityId: mapping.abilityId };
  const inquiry = await inquire(deps, workflow, call.signal);
  const before = (await deps.checks.byIds([mapping.id])).get(mapping.id);
  const { inputs } = inquiry;
  const baseline = before?.baseline ?? (mapping.state === "DRAFT" || inputs?.source === "LEARNED" ? null : inputs);
  const check: MappingCheck = {
    mappingId: mapping.id,
    checkedAt: deps.clock.now(),
    reason: call.reason,
    sources: inquiry.sources,
    findings: withRefusal(judge(deps, { mapping, ability }, inquiry), { reason: call.reason, inputs, before }),
    inputs,
    baseline,
    drift: driftOf({ baseline, inputs, now: deps.clock.now() }, before?.drift ?? null),
  };
  await deps.checks.record(check);
  deps.meter.checked(check);
  return check;
};

const judge = (deps: CheckerDeps, { mapping, ability }: CheckedPair, { inputs, learned, missing }: Inquiry): Finding[] => {
  const provider = deps.providers.get(mapping.provider);
  if (!provider?.describe) return [];
  if (missing) return [finding("WORKFLOW_NOT_FOUND", { rule: null, target: mapping.workflowId })];
  if (!inputs) return [finding("INPUTS_UNKNOWN", { rule: null, target: null })];
  if (learned) return learnedFindings(learned, mapping.parameters);
  const fileProblem = provider.fileProblem?.(mapping.connection);
  const { schema: formSchema, uiSchema } = ability.form;
  return findingsOf({ mapping, formSchema, uiSchema, declaration: inputs.declaration, fileProblem });
};

interface Occasion {
  readonly reason: CheckReason;
  readonly inputs: KnownInputs | null;
  readonly before: MappingCheck | undefined;
}

/** A refusal that nothing known explains is a finding by itself, until somebody says something newer of the workflow. */
const withRefusal = (findings: Finding[], { reason, inputs, before }: Occasion): Finding[] => {
  if (isLive(inputs?.source ?? null) || errorsOf({ findings }).length > 0) return findings;
  const told = before?.findings.some(({ code }) => code === "PARAMETERS_REFUSED") && before.inputs?.observedAt === inputs?.observedAt;
  return reason === "FAILURE" || told ? [...findings, finding("PARAMETERS_REFUSED", { rule: null, target: null })] : findings;
};

interface Comparison {
  readonly baseline: KnownInputs | null;
  readonly inputs: KnownInputs | null;
  readonly now: number;
}

/** What was learned proves no change; nor does an answer that nobody gave. */
const driftOf = ({ baseline, inputs, now }: Comparison, before: Drift | null): Drift | null => {
  if (!baseline || !inputs || inputs.source === "LEARNED") return before;
  const changes: InputChange[] = changesBetween(baseline.declaration, inputs.declaration);
  return changes.length > 0 ? { since: before?.since ?? now, changes } : null;
};
