/** Asking one instance after the other until one answers, as a client does that wants to be sure. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Data } from "../../support/client.js";
import type { Evidence } from "./evidence.js";
import type { Chance } from "./random.js";
import type { Gateway, Stage } from "./stage.js";
import { type Answer, ask } from "./wire.js";

export interface Calling {
  readonly stage: Stage;
  readonly evidence: Evidence;
  readonly seed: string;
}

export interface Question {
  readonly person: string;
  readonly chance: Chance;
  readonly document: string;
  readonly variables: object;
  /** How long the gateway was asked to wait before it answers. */
  readonly waitMs?: number;
  /** Named when something is wrong with an answer. */
  readonly about: string;
  /** Before each request. */
  readonly onRequest?: () => void;
}

/** After so long without an answer a caller gives up: nothing was promised then. */
const PATIENCE_MS = 60_000;
const ANSWER_WITHIN_MS = 8_000;

/** @returns the root field, or nothing when patience is over. */
export const untilAnswered = async ({ stage, evidence }: Calling, question: Question): Promise<Data | undefined> => {
  const { person, chance, document, variables, waitMs = 0, about, onRequest } = question;
  const giveUpAt = performance.now() + PATIENCE_MS;
  const doors: Gateway[] = chance.shuffled(stage.doors);
  for (let attempt = 0; performance.now() < giveUpAt; attempt++) {
    const url = doors[attempt % doors.length]?.url ?? "";
    onRequest?.();
    const answer = await ask({ url, person, document, variables, timeoutMs: waitMs + ANSWER_WITHIN_MS });
    if (answer.kind === "data" && answer.field?.retryable !== true) return answer.field;
    judge(evidence, about, answer);
    await sleep(100 + chance.int(0, 400));
  }
  return undefined;
};

/** Any answer is good but one that says we are at fault. */
const judge = (evidence: Evidence, about: string, answer: Answer): void => {
  const codes = answer.kind === "errors" ? answer.codes : [answer.kind === "silence" ? "no answer" : (answer.field?.code ?? "?")];
  for (const code of codes) evidence.count("codes", code);
  if (answer.kind === "errors" && codes.some((code) => !EXPECTED_ERRORS.has(code)))
    evidence.violate("no internal errors", `${about}: ${answer.text.slice(0, 600)}`);
};

/** What a gateway may say while something it needs is away. */
export const EXPECTED_ERRORS: ReadonlySet<string> = new Set([
  ...["SERVICE_UNAVAILABLE", "SHUTTING_DOWN", "TOO_MANY_INVOCATIONS", "RATE_LIMITED", "TOO_MANY_OPERATIONS"],
]);
