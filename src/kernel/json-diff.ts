/** What changed between two JSON values, place by place. Pure. Objects are compared by key, lists by index. */
import type { JsonValue } from "./json.js";
import { escapeToken } from "./json-pointer.js";

export type JsonChange =
  | { readonly kind: "ADDED"; readonly pointer: string; readonly after: JsonValue }
  | { readonly kind: "REMOVED"; readonly pointer: string; readonly before: JsonValue }
  | { readonly kind: "CHANGED"; readonly pointer: string; readonly before: JsonValue; readonly after: JsonValue };

export interface JsonDiff {
  /** In the order of the older value, what was added behind it; each at the deepest place that both values have. */
  readonly changes: readonly JsonChange[];
  /** There are more than asked for. */
  readonly truncated: boolean;
}

interface Pair {
  readonly pointer: string;
  /** Absent = there is nothing at this place. */
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/** No recursion: what an engine returns may be nested deeper than the stack. */
export const diffJson = (before: JsonValue | undefined, after: JsonValue | undefined, limit: number): JsonDiff => {
  const changes: JsonChange[] = [];
  const open: Pair[] = [{ pointer: "", before, after }];
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const inner = innerPairs(pair);
    if (inner) {
      for (let index = inner.length - 1; index >= 0; index--) open.push(inner[index] as Pair);
      continue;
    }
    const change = changeOf(pair);
    if (!change) continue;
    if (changes.length === limit) return { changes, truncated: true };
    changes.push(change);
  }
  return { changes, truncated: false };
};

const innerPairs = ({ pointer, before, after }: Pair): Pair[] | undefined => {
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after)) return undefined;
  const own = (container: Container, key: string) => (Object.hasOwn(container, key) ? (container as Fields)[key] : undefined);
  const added = Object.keys(after).filter((key) => !Object.hasOwn(before, key));
  return [...Object.keys(before), ...added].map((key) => ({
    pointer: `${pointer}/${escapeToken(key)}`,
    before: own(before, key),
    after: own(after, key),
  }));
};

type Fields = Readonly<Record<string, JsonValue>>;
type Container = Extract<JsonValue, object>;

const isContainer = (value: JsonValue | undefined): value is Container => typeof value === "object" && value !== null;

const changeOf = ({ pointer, before, after }: Pair): JsonChange | undefined => {
  if (before === undefined) return after === undefined ? undefined : { kind: "ADDED", pointer, after };
  if (after === undefined) return { kind: "REMOVED", pointer, before };
  return before === after ? undefined : { kind: "CHANGED", pointer, before, after };
};
