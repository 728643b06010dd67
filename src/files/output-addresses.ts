/** Which addresses of a result are to be kept: those its mapping points at. Pure. */
import { createHash } from "node:crypto";
import type { JsonValue } from "../kernel/json.js";
import { resolvePointer } from "../kernel/json-pointer.js";

export interface OutputAddress {
  /** JSON Pointer into the result, of the address itself. */
  readonly pointer: string;
  readonly url: string;
}

/** Of one result. */
export const MAX_KEPT = 50;

/** A pointer leads to an address or to a list of them; what is no address is passed over, and of too many the rest. */
export const addressesIn = (output: JsonValue, pointers: readonly string[]): OutputAddress[] => {
  const found = pointers.flatMap((pointer) => {
    const value = resolvePointer(output, pointer);
    if (!Array.isArray(value)) return isAddress(value) ? [{ pointer, url: value }] : [];
    return value.flatMap((entry, index) => (isAddress(entry) ? [{ pointer: `${pointer}/${index}`, url: entry }] : []));
  });
  return [...new Map(found.map((address) => [address.pointer, address])).values()].slice(0, MAX_KEPT);
};

const isAddress = (value: JsonValue | undefined): value is string =>
  typeof value === "string" && /^https?:\/\//i.test(value) && URL.canParse(value);

/** The same for the same place of the same result, so that it is kept once. */
export const outputKey = (invocationId: string, pointer: string): string =>
  createHash("sha256")
    .update(JSON.stringify([invocationId, pointer]))
    .digest("hex");
