/**
 * Asks every source what a workflow declares, best first, and keeps what the live ones said. Never fails because a source
 * does: the answer names the one that was used, how old its word is, and why better ones had none.
 */
import { type Clock, delay } from "../kernel/clock.js";
import type { LocalText } from "../kernel/errors.js";
import type { JsonObject } from "../kernel/json.js";
import type { LiveAnswer, Provider, ProviderKind } from "../providers/provider.js";
import type { DeclarationStore, DeclaringWorkflow, StoredDeclaration } from "./declaration.store.js";
import { fingerprintOf } from "./input-changes.js";
import { type LearnedInputs, learnInputs } from "./learned-inputs.js";
import type { InputSource, KnownInputs, SourceReport } from "./mapping-check.js";

/** What earlier calls sent, newest first. The root hands it in: the log of calls stands above this room. */
export interface SucceededCalls {
  parameters(workflow: DeclaringWorkflow & { readonly abilityId: string; readonly limit: number }): Promise<readonly SucceededCall[]>;
}

export interface SucceededCall {
  readonly parameters: JsonObject;
  /** Epoch ms. */
  readonly at: number;
}

export interface InputSourcesDeps {
  readonly declarations: DeclarationStore;
  readonly providers: ReadonlyMap<ProviderKind, Provider>;
  readonly calls: SucceededCalls;
  readonly clock: Clock;
}

export interface Inquiry {
  /** `null` = no source knows the workflow. */
  readonly inputs: KnownInputs | null;
  readonly sources: readonly SourceReport[];
  /** Only where nothing better was found. */
  readonly learned: LearnedInputs | null;
  /** A live source says that there is no such workflow. */
  readonly missing: boolean;
}

/** Somebody waits for a check: together the live sources have this long. */
const LIVE_MS = 8_000;
const LEARN_FROM = 20;

export const inquire = async (
  deps: InputSourcesDeps,
  workflow: DeclaringWorkflow & { readonly abilityId: string },
  signal: AbortSignal,
): Promise<Inquiry> => {
  const answers = await askLive(deps, workflow, signal);
  const missing = answers.some(({ problem }) => problem?.code === "WORKFLOW_NOT_FOUND");
  const live = await keepLive(deps, workflow, answers);
  const reports = answers.map((answer) => liveReport(answer, live));
  if (live) return { inputs: live, sources: reports, learned: null, missing };
  const stored = await deps.declarations.of(workflow);
  const [newest] = stored;
  const kept = KEPT_SOURCES.map((source) => keptReport(source, stored, newest));
  if (newest) return { inputs: known(newest), sources: [...reports, ...kept], learned: null, missing };
  const calls = await deps.calls.parameters({ ...workflow, limit: LEARN_FROM });
  const learned = calls.length > 0 ? learnInputs(calls.map(({ parameters }) => parameters)) : null;
  const inputs = learned && fromCalls(learned, calls[0]?.at ?? 0);
  const report = { source: "LEARNED", ...(inputs ? used(inputs.observedAt) : absent(NO_CALLS)) } as const;
  return { inputs, sources: [...reports, ...kept, report], learned, missing };
};

const askLive = async (deps: InputSourcesDeps, workflow: DeclaringWorkflow, signal: AbortSignal): Promise<readonly LiveAnswer[]> => {
  const provider = deps.providers.get(workflow.provider);
  if (!provider?.describe) return [];
  const limit = new AbortController();
  const over = new AbortController();
  const stop = () => limit.abort();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  void delay(deps.clock, LIVE_MS, over.signal).then(stop);
  try {
    return await provider.describe(workflow, limit.signal);
  } finally {
    signal.removeEventListener("abort", stop);
    over.abort();
  }
};

const keepLive = async (
  { declarations, clock }: InputSourcesDeps,
  workflow: DeclaringWorkflow,
  answers: readonly LiveAnswer[],
): Promise<KnownInputs | undefined> => {
  const found = answers.find(({ declaration }) => declaration !== undefined);
  if (!found?.declaration) return undefined;
  const { source, declaration } = found;
  const said = { source, declaration, fingerprint: fingerprintOf(declaration), observedAt: clock.now() };
  await declarations.record(workflow, { ...said, recordedBy: null });
  return said;
};

const used = (observedAt: number) => ({ state: "USED" as const, observedAt, problem: null });
const absent = (problem: LocalText) => ({ state: "UNAVAILABLE" as const, observedAt: null, problem });

const NOT_SHOWN: Readonly<Record<LiveAnswer["source"], LocalText>> = {
  ENGINE_API: { en: "This Coze does not show inputs to a token.", zh: "该 Coze 不向令牌提供输入信息。" },
  STUDIO: {
    en: "No session of Studio is configured for the connection, or Studio does not list the workflow as published.",
    zh: "该连接未配置 Studio 会话，或 Studio 未将该工作流列为已发布。",
  },
};
const NO_CALLS: LocalText = { en: "No earlier call succeeded.", zh: "没有成功的历史调用。" };
const NEVER_SAID: Readonly<Record<"CANVAS" | "SNAPSHOT", LocalText>> = {
  CANVAS: { en: "No canvas was imported.", zh: "未导入画布。" },
  SNAPSHOT: { en: "No live source was reached before.", zh: "此前未获取过实时信息。" },
};

const liveReport = ({ source, problem }: LiveAnswer, live: KnownInputs | undefined): SourceReport => {
  if (live?.source === source) return { source, ...used(live.observedAt) };
  return { source, ...absent(problem ? { en: problem.messageIn("en"), zh: problem.messageIn("zh") } : NOT_SHOWN[source]) };
};

/** What a live source said once is a snapshot by now. */
const sourceOf = ({ source }: StoredDeclaration): "CANVAS" | "SNAPSHOT" => (source === "CANVAS" ? "CANVAS" : "SNAPSHOT");
const KEPT_SOURCES = ["CANVAS", "SNAPSHOT"] as const;

/** Of a canvas and a snapshot the newer one counts: an import of last year says less than an answer of yesterday. */
const keptReport = (
  source: "CANVAS" | "SNAPSHOT",
  stored: readonly StoredDeclaration[],
  newest: StoredDeclaration | undefined,
): SourceReport => {
  const said = stored.find((one) => sourceOf(one) === source);
  if (!said) return { source, ...absent(NEVER_SAID[source]) };
  return { source, state: said === newest ? "USED" : "AVAILABLE", observedAt: said.observedAt, problem: null };
};

const known = (stored: StoredDeclaration): KnownInputs => ({
  source: sourceOf(stored),
  observedAt: stored.observedAt,
  declaration: stored.declaration,
  fingerprint: stored.fingerprint,
});

const fromCalls = ({ inputs }: LearnedInputs, observedAt: number): KnownInputs => ({
  source: "LEARNED" satisfies InputSource,
  observedAt,
  declaration: { inputs, outputs: null, coarse: true },
  fingerprint: null,
});
