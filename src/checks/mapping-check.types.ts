/** Checks of mappings in the GraphQL schema, and the way from domain objects to them. */
import { createUnionType, Field, Int, ObjectType } from "type-graphql";
import type { RequestContext } from "../auth/request-context.js";
import { OperationRefused, PermissionDenied } from "../graphql/error.types.js";
import { typenameOf } from "../graphql/outcome.js";
import { DateTime } from "../graphql/scalars.js";
import { WorkflowMappingType } from "../mappings/mapping.types.js";
import {
  ChangeCodeEnum,
  ChangeImpactEnum,
  CheckReasonEnum,
  FindingCodeEnum,
  InputSourceEnum,
  SeverityEnum,
  SourceStateEnum,
} from "./check-vocabulary.types.js";
import { CHANGE_IMPACTS, type ChangeCode, type ChangeImpact, type InputChange } from "./input-changes.js";
import {
  type CheckReason,
  errorsOf,
  type Finding,
  type FindingCode,
  type InputSource,
  isLive,
  type MappingCheck,
  type Severity,
  type SourceReport,
  type SourceState,
} from "./mapping-check.js";

@ObjectType({ description: "What one source contributed." })
export class WorkflowInputSourceReport {
  @Field(() => InputSourceEnum, { description: "Which source." })
  source!: InputSource;

  @Field(() => SourceStateEnum, { description: "Whether it was used." })
  state!: SourceState;

  @Field(() => DateTime, { nullable: true, description: "When it said what it says." })
  observedAt!: Date | null;

  @Field(() => Int, { nullable: true, description: "How old that was at the check, in seconds." })
  ageSeconds!: number | null;

  @Field(() => String, { nullable: true, description: "Why it says nothing, for people." })
  problem!: string | null;
}

@ObjectType({ description: "One thing that does not fit between a mapping and its workflow." })
export class MappingFinding {
  @Field(() => FindingCodeEnum, { description: "What, for programs." })
  code!: FindingCode;

  @Field(() => SeverityEnum, { description: "How bad it is." })
  severity!: Severity;

  @Field(() => Int, { nullable: true, description: "Position of the rule in `parameters`, from 0; null = no rule is meant." })
  rule!: number | null;

  @Field(() => String, { nullable: true, description: "The input, or field of the result; `traveller.name` for a member." })
  target!: string | null;

  @Field(() => String, { description: "What, for people, in the caller's language." })
  message!: string;

  @Field(() => String, { description: "What to do about it." })
  fix!: string;
}

@ObjectType({ description: "One way in which what a workflow declares has changed." })
export class WorkflowInputChange {
  @Field(() => ChangeCodeEnum, { description: "How, for programs." })
  code!: ChangeCode;

  @Field(() => ChangeImpactEnum, { description: "What it does to calls that are sent as before." })
  impact!: ChangeImpact;

  @Field(() => String, { description: "`topic`, `traveller.name` for a member, `stops[]` for the element of a list; empty = all inputs." })
  path!: string;

  @Field(() => String, { nullable: true, description: "What it was: a name, a type, a value as JSON." })
  before!: string | null;

  @Field(() => String, { nullable: true, description: "What it is." })
  after!: string | null;

  @Field(() => String, { description: "How, for people, in the caller's language." })
  message!: string;
}

@ObjectType({ description: "What a workflow declares has changed since the mapping was published." })
export class MappingDrift {
  @Field(() => DateTime, { description: "When it was first seen." })
  since!: Date;

  @Field(() => DateTime, { description: "When the declaration was taken that it is compared with." })
  comparedWith!: Date;

  @Field(() => ChangeImpactEnum, { description: "The worst of the changes." })
  impact!: ChangeImpact;

  @Field(() => [WorkflowInputChange], { description: "Each change." })
  changes!: WorkflowInputChange[];
}

@ObjectType("MappingCheck", { description: "The last check of a mapping version against what its workflow declares." })
export class MappingCheckType {
  @Field(() => DateTime, { description: "When." })
  checkedAt!: Date;

  @Field(() => CheckReasonEnum, { description: "Why." })
  reason!: CheckReason;

  @Field(() => InputSourceEnum, { nullable: true, description: "The source that was used; null = none knows the workflow." })
  source!: InputSource | null;

  @Field(() => Boolean, { description: "The source says how the workflow is, and not how it was." })
  live!: boolean;

  @Field(() => [WorkflowInputSourceReport], { description: "Every source that was asked, best first." })
  sources!: WorkflowInputSourceReport[];

  @Field(() => [MappingFinding], { description: "What does not fit; empty = nothing was found." })
  findings!: MappingFinding[];

  @Field(() => Int, { description: "How many findings are errors." })
  errors!: number;

  @Field(() => Int, { description: "How many findings are warnings." })
  warnings!: number;

  @Field(() => String, { nullable: true, description: "Hash of the declared inputs, the same whatever their order and descriptions." })
  engineFingerprint!: string | null;

  @Field(() => String, { nullable: true, description: "The same as it was when the version was published, or when it was first known." })
  publishedFingerprint!: string | null;

  @Field(() => MappingDrift, { nullable: true, description: "How the workflow has changed since; null = not at all, or not known." })
  drift!: MappingDrift | null;
}

export const presentCheck = ({ language }: RequestContext, check: MappingCheck): MappingCheckType => {
  const { checkedAt, reason, findings, inputs, baseline } = check;
  const errors = errorsOf(check).length;
  return {
    checkedAt: new Date(checkedAt),
    reason,
    source: inputs?.source ?? null,
    live: isLive(inputs?.source ?? null),
    sources: check.sources.map((report) => presentSource(report, { checkedAt, language })),
    findings: findings.map((found: Finding) => ({ ...found, message: found.message[language], fix: found.fix[language] })),
    errors,
    warnings: findings.length - errors,
    engineFingerprint: inputs?.fingerprint ?? null,
    publishedFingerprint: baseline?.fingerprint ?? null,
    drift: presentDrift(check, language),
  };
};

const presentSource = (
  { source, state, observedAt, problem }: SourceReport,
  { checkedAt, language }: { checkedAt: number; language: RequestContext["language"] },
): WorkflowInputSourceReport => ({
  source,
  state,
  observedAt: observedAt === null ? null : new Date(observedAt),
  ageSeconds: observedAt === null ? null : Math.max(Math.round((checkedAt - observedAt) / 1000), 0),
  problem: problem?.[language] ?? null,
});

const presentDrift = ({ drift, baseline }: MappingCheck, language: RequestContext["language"]): MappingDrift | null => {
  if (!drift || !baseline) return null;
  const impacts = drift.changes.map(({ impact }) => impact);
  return {
    since: new Date(drift.since),
    comparedWith: new Date(baseline.observedAt),
    impact: CHANGE_IMPACTS.find((impact) => impacts.includes(impact)) ?? "COSMETIC",
    changes: drift.changes.map((change: InputChange) => ({ ...change, message: change.message[language] })),
  };
};

@ObjectType({ description: "The check, and the mapping it is about." })
export class CheckWorkflowMappingPayload {
  @Field(() => MappingCheckType, { description: "What was found." })
  check!: MappingCheckType;

  @Field(() => WorkflowMappingType, { description: "The mapping." })
  mapping!: WorkflowMappingType;
}

@ObjectType({ description: "What an imported canvas declares." })
export class ImportWorkflowCanvasPayload {
  @Field(() => [String], { description: "Names of the declared inputs, in their order." })
  inputs!: readonly string[];

  @Field(() => String, { description: "Hash of the declared inputs." })
  engineFingerprint!: string;
}

export const CheckWorkflowMappingResult = createUnionType({
  name: "CheckWorkflowMappingResult",
  description: "The check, or why there is none. Always ask for `... on DomainError { code message }`.",
  types: () => [CheckWorkflowMappingPayload, OperationRefused, PermissionDenied] as const,
  resolveType: typenameOf,
});

export const ImportWorkflowCanvasResult = createUnionType({
  name: "ImportWorkflowCanvasResult",
  description: "What the canvas declares, or why it was refused. Always ask for `... on DomainError { code message }`.",
  types: () => [ImportWorkflowCanvasPayload, OperationRefused, PermissionDenied] as const,
  resolveType: typenameOf,
});
