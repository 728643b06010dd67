/** One span as an OTLP request in Protocol Buffers, which Loop takes for sure (`reference/coze-loop.md §4.4`). Pure. */

export interface ProbeSpan {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits. */
  readonly spanId: string;
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly attributes: Readonly<Record<string, string>>;
}

/** ExportTraceServiceRequest with one ResourceSpans, one ScopeSpans, one Span. A resource stands in it: Loop falls over without one. */
export const otlpRequest = (span: ProbeSpan): Uint8Array<ArrayBuffer> => {
  const resource = field(1, field(1, attribute("service.name", "coze-doctor")));
  return field(1, joined(resource, field(2, field(2, spanMessage(span)))));
};

const spanMessage = ({ traceId, spanId, name, startMs, durationMs, attributes }: ProbeSpan): Uint8Array =>
  joined(
    field(1, Buffer.from(traceId, "hex")),
    field(2, Buffer.from(spanId, "hex")),
    field(5, name),
    time(7, startMs),
    time(8, startMs + durationMs),
    ...Object.entries(attributes).map(([key, value]) => field(9, attribute(key, value))),
  );

/** KeyValue { key = 1, value = 2: AnyValue { string_value = 1 } }. */
const attribute = (key: string, value: string): Uint8Array => joined(field(1, key), field(2, field(1, value)));

const LENGTH_DELIMITED = 2;
const FIXED_64 = 1;

const field = (number: number, content: Uint8Array | string): Uint8Array<ArrayBuffer> => {
  const bytes = Buffer.from(content);
  return joined(Uint8Array.of((number << 3) | LENGTH_DELIMITED), varint(bytes.length), bytes);
};

/** Nanoseconds since 1970. */
const time = (number: number, milliseconds: number): Uint8Array => {
  const bytes = Buffer.alloc(9, (number << 3) | FIXED_64);
  bytes.writeBigUInt64LE(BigInt(milliseconds) * 1_000_000n, 1);
  return bytes;
};

const varint = (value: number): Uint8Array => {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest & 127) | 128);
  }
};

const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.concat(parts));
