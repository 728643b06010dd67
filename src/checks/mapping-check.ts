/** What a check of a mapping finds, where the declared inputs came from, and how they have changed. Types only. */
import type { LocalText } from "../kernel/errors.js";
import type { WorkflowDeclaration } from "../providers/provider.js";
import type { InputChange } from "./input-changes.js";

/**
 * Where declared inputs can come from, best first: the engine's API · the pages of its editor · a canvas that an admin
 * imported · what either of the first two said last · what earlier calls sent that succeeded.
 */
export const INPUT_SOURCES = ["ENGINE_API", "STUDIO", "CANVAS", "SNAPSHOT", "LEARNED"] as const;
export type InputSource = (typeof INPUT_SOURCES)[number];

/** They say how the workflow is now; all others how it was. */
export const isLive = (source: InputSource | null): boolean => source === "ENGINE_API" || source === "STUDIO";

/** Used for the answer · has one, and a better source has too · has none, and `problem` says why. */
export const SOURCE_STATES = ["USED", "AVAILABLE", "UNAVAILABLE"] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

export interface SourceReport {
  readonly source: InputSource;
  readonly state: SourceState;
  /** When the source said it, epoch ms; `null` when it has nothing. */
  readonly observedAt: number | null;
  readonly problem: LocalText | null;
}

export interface KnownInputs {
  readonly source: InputSource;
  readonly observedAt: number;
  readonly declaration: WorkflowDeclaration;
  /** Of what is declared; `null` for what was only learned. */
  readonly fingerprint: string | null;
}

export const FINDING_CODES = [
  "REQUIRED_INPUT_UNCOVERED",
  "REQUIRED_INPUT_MAY_BE_ABSENT",
  "INPUT_TYPE_MISMATCH",
  "INPUT_TYPE_UNCERTAIN",
  "UNKNOWN_INPUT",
  "FILE_ID_UNRESOLVED",
  "FILE_NOT_EXPECTED",
  "FILE_MODE_REFUSED",
  "OUTPUT_FIELD_UNKNOWN",
  "WORKFLOW_NOT_FOUND",
  "INPUTS_UNKNOWN",
  "INPUT_NO_LONGER_SENT",
  "PARAMETERS_REFUSED",
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

/** Calls will fail · something looks wrong, or cannot be judged. */
export const SEVERITIES = ["ERROR", "WARNING"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** Position of the rule, from 0; `null` = no rule is meant. */
  readonly rule: number | null;
  /** The input or output field it is about, `traveller.name` for a member; `null` = the mapping as a whole. */
  readonly target: string | null;
  readonly message: LocalText;
  /** What to do. */
  readonly fix: LocalText;
}

export const CHECK_REASONS = ["SAVE", "PUBLISH", "ROLLBACK", "TIMER", "FAILURE", "REQUEST"] as const;
export type CheckReason = (typeof CHECK_REASONS)[number];

/** How the declared inputs have changed since the mapping was published. */
export interface Drift {
  /** When it was first seen, epoch ms. */
  readonly since: number;
  readonly changes: readonly InputChange[];
}

/** The last check of one mapping version. */
export interface MappingCheck {
  readonly mappingId: string;
  readonly checkedAt: number;
  readonly reason: CheckReason;
  /** In the order of their rank. */
  readonly sources: readonly SourceReport[];
  readonly findings: readonly Finding[];
  /** What the rules were compared with; `null` = no source knows the workflow. */
  readonly inputs: KnownInputs | null;
  /** What the workflow declared when the version was published, or when that was first known. */
  readonly baseline: KnownInputs | null;
  readonly drift: Drift | null;
}

export const errorsOf = ({ findings }: Pick<MappingCheck, "findings">): Finding[] =>
  findings.filter(({ severity }) => severity === "ERROR");
