/** Golden cases: inputs whose results are known, and whether a mapping still gives them. */
import type { JsonObject, JsonValue } from "../kernel/json.js";

export const EXPECTATION_KINDS = ["EXACT", "SUBSET", "SCHEMA", "PATTERN", "NUMBER"] as const;

/** What has to hold of the output, or of the part of it that `pointer` leads to. */
export type Expectation = { readonly pointer?: string } & (
  | { readonly kind: "EXACT"; readonly value: JsonValue }
  /** Everything in `value` is there, in objects at any depth; lists have the same length. */
  | { readonly kind: "SUBSET"; readonly value: JsonValue }
  | { readonly kind: "SCHEMA"; readonly schema: JsonObject }
  /** A regular expression that a text matches somewhere. */
  | { readonly kind: "PATTERN"; readonly pattern: string }
  /** A number at most `tolerance` away. */
  | { readonly kind: "NUMBER"; readonly value: number; readonly tolerance: number }
);

export interface GoldenCase {
  readonly id: string;
  readonly abilityId: string;
  readonly name: string;
  readonly form: JsonObject;
  /** All have to hold; none = it is enough that the call succeeds. */
  readonly expectations: readonly Expectation[];
  /** Rises with every change. */
  readonly revision: number;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A case as it was when it was run. */
export interface GoldenTrial {
  readonly caseId: string;
  readonly caseRevision: number;
  readonly name: string;
  readonly expectations: readonly Expectation[];
  /** null = it was not begun: `refusal` says why. */
  readonly invocationId: string | null;
  readonly refusal: { readonly en: string; readonly zh: string } | null;
}

export interface GoldenRun {
  readonly id: string;
  readonly tenant: string;
  readonly abilityId: string;
  readonly mappingId: string;
  readonly mappingVersion: number;
  /** Of the draft that was tried. */
  readonly mappingRevision: number;
  readonly startedBy: string;
  readonly createdAt: number;
  readonly trials: readonly GoldenTrial[];
}

export const VERDICTS = ["RUNNING", "PASSED", "FAILED"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Running as long as one is, failed as soon as one is. */
export const verdictOfAll = (verdicts: readonly Verdict[]): Verdict => {
  if (verdicts.includes("FAILED")) return "FAILED";
  return verdicts.includes("RUNNING") ? "RUNNING" : "PASSED";
};

export const MAX_CASES = 50;
export const MAX_EXPECTATIONS = 20;
