/** An OTLP trace request, as protobuf or JSON, as plain spans (`reference/coze-loop.md` §4). Pure. */
import { bytesAt, hexAt, integerAt, readMessage, textAt, type WireField } from "./protobuf-wire.js";
import { isRecord } from "./wire-json.js";

export type AttributeValue = string | bigint | number | boolean;

export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** "" = none. */
  readonly parentId: string;
  readonly name: string;
  readonly startMicros: number;
  readonly durationMicros: number;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly eventNames: readonly string[];
}

/** Of ExportTraceServiceRequest → ResourceSpans → ScopeSpans → Span. @throws Error when the bytes are none. */
export function spansOfProtobuf(bytes: Uint8Array): OtlpSpan[] {
  const inside = (parents: readonly Uint8Array[], number: number) => parents.flatMap((parent) => bytesAt(readMessage(parent), number));
  return inside(inside(inside([bytes], 1), 2), 2).map((span) => spanOf(readMessage(span)));
}

function spanOf(span: readonly WireField[]): OtlpSpan {
  const [start, end] = [integerAt(span, 7) ?? 0n, integerAt(span, 8) ?? 0n];
  const attributes = bytesAt(span, 9).map((entry): [string, AttributeValue] => {
    const fields = readMessage(entry);
    return [textAt(fields, 1), anyValue(readMessage(bytesAt(fields, 2)[0] ?? new Uint8Array()))];
  });
  return {
    ...{ traceId: hexAt(span, 1), spanId: hexAt(span, 2), parentId: hexAt(span, 4), name: textAt(span, 5) },
    ...times(start, end),
    attributes: Object.fromEntries(attributes),
    eventNames: bytesAt(span, 11).map((event) => textAt(readMessage(event), 2)),
  };
}

/** Text, boolean, integer or double; lists and maps are not read and become "". */
function anyValue([field]: readonly WireField[]): AttributeValue {
  if (field === undefined) return "";
  if (field.number === 1 && field.value instanceof Uint8Array) return Buffer.from(field.value).toString("utf8");
  if (typeof field.value !== "bigint") return "";
  if (field.number === 2) return field.value !== 0n;
  if (field.number === 3) return BigInt.asIntN(64, field.value);
  if (field.number === 4) return new Float64Array(new BigUint64Array([field.value]).buffer)[0] ?? 0;
  return "";
}

/** JSON with times and 64-bit integers as texts; a number there is refused. @throws Error */
export function spansOfJson(value: unknown): OtlpSpan[] {
  return listAt(value, "resourceSpans").flatMap((resource) =>
    listAt(resource, "scopeSpans").flatMap((scope) => listAt(scope, "spans").map(spanOfJson)),
  );
}

function spanOfJson(span: unknown): OtlpSpan {
  const attributes = listAt(span, "attributes").map((entry): [string, AttributeValue] => [
    fieldText(entry, "key"),
    anyJson(isRecord(entry) ? entry.value : undefined),
  ]);
  return {
    ...{ traceId: fieldText(span, "traceId"), spanId: fieldText(span, "spanId"), parentId: fieldText(span, "parentSpanId") },
    name: fieldText(span, "name"),
    ...times(BigInt(fieldText(span, "startTimeUnixNano")), BigInt(fieldText(span, "endTimeUnixNano"))),
    attributes: Object.fromEntries(attributes),
    eventNames: listAt(span, "events").map((event) => fieldText(event, "name")),
  };
}

function anyJson(value: unknown): AttributeValue {
  if (!isRecord(value)) return "";
  if (typeof value.stringValue === "string") return value.stringValue;
  if (typeof value.boolValue === "boolean") return value.boolValue;
  if (typeof value.intValue === "string") return BigInt(value.intValue);
  return typeof value.doubleValue === "number" ? value.doubleValue : "";
}

function listAt(value: unknown, name: string): unknown[] {
  const found = isRecord(value) ? (value[name] ?? []) : undefined;
  if (!Array.isArray(found)) throw new Error(`${name} is no list`);
  return found;
}

function fieldText(value: unknown, name: string): string {
  const found = isRecord(value) ? (value[name] ?? "") : undefined;
  if (typeof found !== "string") throw new Error(`${name} is no text`);
  return found;
}

function times(start: bigint, end: bigint): Pick<OtlpSpan, "startMicros" | "durationMicros"> {
  return { startMicros: Number(start / 1000n), durationMicros: Math.max(0, Number((end - start) / 1000n)) };
}
