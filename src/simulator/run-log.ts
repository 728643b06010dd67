/**
 * Which runs were ever started, by whom, with what, and how each stands: so that a test can prove that none was started
 * twice. Bounded; small, because it outlives the runs themselves.
 */
import type { Run, RunMode, RunStatus } from "./runs.js";
import { stringify } from "./wire-json.js";

const KEPT_ENTRIES = 200_000;
const KEPT_PARAMETER_CHARACTERS = 1_000;

export interface RunEntry {
  readonly executeId: string;
  readonly workflowId: string;
  readonly userId: string;
  readonly mode: RunMode;
  /** JSON text after types were applied, the first 1,000 characters. */
  readonly parameters: string;
  /** ISO times. */
  readonly startedAt: string;
  endedAt?: string;
  status: RunStatus;
  /** Interrupts that were answered. */
  answers: number;
}

export class RunLog {
  #entries = new Map<string, RunEntry>();

  began(run: Run): void {
    const { executeId, workflow, userId, mode, status } = run;
    const parameters = excerptOf(run.parameters);
    const startedAt = new Date().toISOString();
    this.#entries.set(executeId, { executeId, workflowId: workflow.id, userId, mode, parameters, startedAt, status, answers: 0 });
    const oldest = this.#entries.size > KEPT_ENTRIES ? this.#entries.keys().next().value : undefined;
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  answered(run: Run): void {
    const entry = this.#entries.get(run.executeId);
    if (entry === undefined) return;
    entry.answers += 1;
    entry.status = run.status;
  }

  moved(run: Run): void {
    const entry = this.#entries.get(run.executeId);
    if (entry === undefined || entry.status === run.status) return;
    entry.status = run.status;
    if (run.status !== "Interrupted") entry.endedAt = new Date().toISOString();
  }

  /** A copy, oldest first. */
  entries(): RunEntry[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry }));
  }

  clear(): void {
    this.#entries = new Map();
  }
}

/** Values nested too deep to be written out fail the run later, and not its start. */
function excerptOf(parameters: Run["parameters"]): string {
  try {
    return stringify(parameters).slice(0, KEPT_PARAMETER_CHARACTERS);
  } catch {
    return "";
  }
}
