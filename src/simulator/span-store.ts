/**
 * What Loop keeps of the spans it was sent: OTLP turned into Loop's own span, the rules under which one is dropped in
 * silence, and the shape in which it is read back (`reference/coze-loop.md` §4.1, §6.1, §7, §10.3). Bounded.
 */
import type { AttributeValue, OtlpSpan } from "./otlp.js";
import type { JsonRecord } from "./wire-json.js";

const KEPT_SPANS = 10_000;
const HOUR_MS = 3_600_000;

export interface StoredSpan extends OtlpSpan {
  readonly workspaceId: string;
}

export interface SpanStore {
  /** Keeps what is valid; the rest is dropped, and nobody hears of it. */
  keep(spans: readonly StoredSpan[]): void;
  find(wanted: { workspaceId: string; traceId: string; fromMs: number; toMs: number }): StoredSpan[];
  /** All that were kept, oldest first. */
  all(): StoredSpan[];
}

export function createSpanStore(): SpanStore {
  const kept = new Map<string, StoredSpan>();
  return {
    keep: (spans) => {
      for (const span of spans.filter(isValid)) {
        // Read back once, however often it was sent: the first one counts.
        const key = `${span.traceId} ${span.spanId}`;
        if (!kept.has(key)) kept.set(key, span);
      }
      for (const key of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT_SPANS))) kept.delete(key);
    },
    find: ({ workspaceId, traceId, fromMs, toMs }) =>
      [...kept.values()].filter((span) => {
        const startedMs = span.startMicros / 1000;
        return span.workspaceId === workspaceId && span.traceId === traceId && startedMs >= fromMs && startedMs <= toMs;
      }),
    all: () => [...kept.values()],
  };
}

/** Begun within the last 24 hours and at most one hour ahead, with ids that are none of zeros alone. */
function isValid({ traceId, spanId, startMicros }: StoredSpan): boolean {
  const ageMs = Date.now() - startMicros / 1000;
  const areIdsGood = /^(?!0+$)[0-9a-f]{32}$/.test(traceId) && /^(?!0+$)[0-9a-f]{16}$/.test(spanId);
  return areIdsGood && ageMs <= 24 * HOUR_MS && ageMs >= -HOUR_MS;
}

const KNOWN_TYPES = new Set(
  "prompt model parser embedding memory plugin function graph remote loader transformer vector_store vector_retriever agent LLMCall tool custom".split(
    " ",
  ),
);
const TYPE_OF_OPERATION: Readonly<Record<string, string>> = {
  chat: "model",
  generate_content: "model",
  text_completion: "model",
  execute_tool: "tool",
};
/** Loop's own tag for an attribute; others keep their names. */
const TAG_OF_ATTRIBUTE: Readonly<Record<string, string>> = {
  "session.id": "thread_id",
  "user.id": "user_id",
  "messaging.message.id": "message_id",
  "gen_ai.request.model": "model_name",
  "gen_ai.system": "model_provider",
  "gen_ai.usage.input_tokens": "input_tokens",
  "gen_ai.usage.output_tokens": "output_tokens",
  "error.type": "error",
};
const TAKEN_OUT = new Set(
  "cozeloop.span_type gen_ai.operation.name cozeloop.input cozeloop.output cozeloop.workspace_id cozeloop.logid service.name".split(" "),
);

/** As the open API for traces shows it: times in milliseconds, 64-bit numbers as texts. */
export function outputSpan(span: StoredSpan): JsonRecord {
  const type = spanType(span);
  const isError = span.eventNames.includes("exception") || Object.keys(span.attributes).some((key) => /^(error|exception)/.test(key));
  return {
    ...{ trace_id: span.traceId, span_id: span.spanId, parent_id: span.parentId, span_name: span.name },
    ...{ span_type: type, type: KNOWN_TYPES.has(type) ? type : "unknwon" },
    ...{ started_at: String(Math.floor(span.startMicros / 1000)), duration: String(Math.floor(span.durationMicros / 1000)) },
    ...{ status: isError ? "error" : "success", status_code: isError ? -1 : 0 },
    ...{ input: textOf(span.attributes["cozeloop.input"]), output: textOf(span.attributes["cozeloop.output"]) },
    ...{ service_name: textOf(span.attributes["service.name"]), logid: textOf(span.attributes["cozeloop.logid"]) },
    custom_tags: customTags(span),
    system_tags: {},
  };
}

function spanType({ attributes }: StoredSpan): string {
  const operation = textOf(attributes["gen_ai.operation.name"]);
  return (TYPE_OF_OPERATION[operation] ?? operation) || textOf(attributes["cozeloop.span_type"]) || "custom";
}

function customTags({ attributes }: StoredSpan): JsonRecord {
  const tags = Object.entries(attributes).filter(([key, value]) => !TAKEN_OUT.has(key) && value !== "");
  return Object.fromEntries(tags.map(([key, value]) => [TAG_OF_ATTRIBUTE[key] ?? key, textOf(value)]));
}

/** Token totals of a trace: those of model spans alone. */
export function tokenTotals(spans: readonly StoredSpan[]): JsonRecord {
  const models = spans.filter((span) => ["model", "LLMCall"].includes(spanType(span)));
  const sum = (key: string) => String(models.reduce((total, { attributes }) => total + Number(attributes[key] ?? 0), 0));
  return { input: sum("gen_ai.usage.input_tokens"), output: sum("gen_ai.usage.output_tokens") };
}

const textOf = (value: AttributeValue | undefined): string => (value === undefined ? "" : String(value));
