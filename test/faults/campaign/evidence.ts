/** What a campaign has seen, from all sides: callers, followers, the message bus. */
import type { CallPlan, FollowerPlan } from "./plan.js";

export interface Violation {
  readonly invariant: string;
  readonly invocationId?: string;
  readonly detail: string;
}

export interface AcceptedAnswer {
  readonly id: string;
  /** Status, and output if it was final, as the answer said. */
  readonly status: string;
  readonly output: unknown;
  readonly replayed: boolean;
}

export interface CallRecord {
  readonly plan: CallPlan;
  readonly accepted: AcceptedAnswer[];
  /** Codes of final refusals. */
  readonly refusals: string[];
  /** Requests sent, repeats after lost answers included. */
  requests: number;
  /** Ids of invocations made by `retryInvocation`. */
  readonly retries: string[];
  readonly answered: string[];
  cancelAsked: boolean;
}

export interface ReplayRecord {
  readonly filter: object;
  /** The set and its size, as each request was answered. */
  readonly answers: { readonly id: string; readonly total: number }[];
  abortAsked: boolean;
}

export interface FollowerRecord {
  readonly invocationId: string;
  readonly plan: FollowerPlan;
  /** What arrived, in order: sequence and digest of each event. */
  readonly events: { readonly sequence: number; readonly digest: string }[];
  /** Sequence its snapshot stood for. */
  snapshotAt?: number;
  connections: number;
  completed: boolean;
  /** It stopped asking: nothing more can be said about its stream. */
  gaveUp?: string;
}

export class Evidence {
  readonly calls: CallRecord[] = [];
  readonly followers: FollowerRecord[] = [];
  readonly replays: ReplayRecord[] = [];
  readonly violations: Violation[] = [];
  /** Faults injected, by kind. */
  readonly faults = new Map<string, number>();
  /** What went over the message bus: invocation → sequence → digest. */
  readonly published = new Map<string, Map<number, string>>();
  /** Final statuses as anybody was told them. */
  readonly told = new Map<string, Set<string>>();
  /** Answers and errors that callers got, by code: to see what faults look like from outside. */
  readonly codes = new Map<string, number>();

  /** When each fault struck and was mended, in milliseconds since the campaign began. */
  readonly timeline: { readonly fault: string; readonly from: number; to?: number }[] = [];
  /** Runs that others went on with, or ended, while the gateway that held them overslept. */
  lostInSleep = 0;
  /** Longest that an invocation stayed queued while all it needed was whole. */
  longestWait: { readonly id: string; readonly ms: number } | undefined;
  readonly #startedAt = performance.now();
  /** Epoch milliseconds. */
  readonly startedAt = Date.now();

  waited(id: string, ms: number): void {
    if (ms > (this.longestWait?.ms ?? 0)) this.longestWait = { id, ms };
  }

  /** @returns what notes that it was mended. */
  strikes(fault: string): () => void {
    const entry: Evidence["timeline"][number] = { fault, from: this.elapsedMs };
    this.timeline.push(entry);
    return () => {
      entry.to = this.elapsedMs;
    };
  }

  get elapsedMs(): number {
    return Math.round(performance.now() - this.#startedAt);
  }

  violate(invariant: string, detail: string, invocationId?: string): void {
    if (this.violations.length < 200) this.violations.push({ invariant, detail, ...(invocationId && { invocationId }) });
  }

  tell(invocationId: string, status: string): void {
    if (!FINAL.has(status)) return;
    const known = this.told.get(invocationId) ?? new Set();
    this.told.set(invocationId, known.add(status));
  }

  count(counter: "faults" | "codes", name: string): void {
    this[counter].set(name, (this[counter].get(name) ?? 0) + 1);
  }

  get reconnects(): number {
    return this.followers.reduce((sum, { connections }) => sum + Math.max(connections - 1, 0), 0);
  }

  get acceptedIds(): Set<string> {
    return new Set(this.calls.flatMap(({ accepted, retries }) => [...accepted.map(({ id }) => id), ...retries]));
  }
}

export const FINAL: ReadonlySet<string> = new Set(["SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"]);
