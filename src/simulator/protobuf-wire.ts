/** Reads the wire format of Protocol Buffers: a message becomes its fields by number, in order. Pure. */

export interface WireField {
  readonly number: number;
  /** A varint or a 64-bit value as bigint, 32-bit as number, everything with a length as bytes. */
  readonly value: bigint | number | Uint8Array;
}

/** @throws Error when the bytes are no message. */
export function readMessage(bytes: Uint8Array): WireField[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: WireField[] = [];
  let at = 0;

  const varint = (): bigint => {
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = view.getUint8(at++);
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, result);
    }
    throw new Error("a varint is longer than ten bytes");
  };
  const slice = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new Error("a field is longer than its message");
    at += length;
    return bytes.subarray(at - length, at);
  };
  const read: Readonly<Record<number, () => WireField["value"]>> = {
    0: varint,
    1: () => {
      at += 8;
      return view.getBigUint64(at - 8, true);
    },
    2: () => slice(Number(varint())),
    5: () => {
      at += 4;
      return view.getUint32(at - 4, true);
    },
  };

  while (at < bytes.length) {
    const tag = Number(varint());
    const reader = read[tag & 7];
    if (reader === undefined) throw new Error(`wire type ${tag & 7} is not known`);
    fields.push({ number: tag >>> 3, value: reader() });
  }
  return fields;
}

export const bytesAt = (fields: readonly WireField[], number: number): Uint8Array[] =>
  fields.flatMap((field) => (field.number === number && field.value instanceof Uint8Array ? [field.value] : []));

export const textAt = (fields: readonly WireField[], number: number): string =>
  Buffer.from(bytesAt(fields, number).at(-1) ?? []).toString("utf8");

export const hexAt = (fields: readonly WireField[], number: number): string =>
  Buffer.from(bytesAt(fields, number).at(-1) ?? []).toString("hex");

export const integerAt = (fields: readonly WireField[], number: number): bigint | undefined => {
  const found = fields.findLast((field) => field.number === number)?.value;
  return typeof found === "bigint" || typeof found === "number" ? BigInt(found) : undefined;
};
