/** What must hold for sets of repetitions: they end, and repeat each of their originals once. */
import type { Findings } from "./checks.js";
import type { ReplayRecord } from "./evidence.js";
import type { LogRow, ReplayRow } from "./log-reader.js";

/** States of a set that has ended. */
export const OVER: ReadonlySet<string> = new Set(["FINISHED", "ABORTED"]);

export const checkReplays = (findings: Findings, sets: readonly ReplayRow[]): void => {
  const { evidence, rows } = findings;
  const byId = new Map(sets.map((set) => [set.id, set]));
  const repetitions = new Map<string, LogRow[]>();
  for (const row of rows.values())
    if (row.replayId !== null) repetitions.set(row.replayId, [...(repetitions.get(row.replayId) ?? []), row]);
  for (const record of evidence.replays) {
    const ids = new Set(record.answers.map(({ id }) => id));
    if (ids.size > 1) evidence.violate("one key, one set of repetitions", [...ids].join());
    for (const id of ids) checkSet(findings, { record, id, set: byId.get(id), repetitions: repetitions.get(id) ?? [] });
  }
};

/** An end that was being written when the set was counted may belong to it all the same. */
const JOINING_MS = 15_000;

interface Checked {
  readonly record: ReplayRecord;
  readonly id: string;
  readonly set: ReplayRow | undefined;
  readonly repetitions: readonly LogRow[];
}

const checkSet = ({ evidence, rows }: Findings, { record, id, set, repetitions }: Checked): void => {
  const fail = (invariant: string, detail: string) => evidence.violate(invariant, `${id} ${JSON.stringify(set ?? null)}: ${detail}`);
  if (!set) return void fail("a set of repetitions that was accepted is in the database", "no such row");
  if (!OVER.has(set.state)) fail("a set of repetitions ends", `${repetitions.length} begun`);
  if (set.state === "ABORTED" && !record.abortAsked) fail("a set is aborted by somebody", JSON.stringify(record));
  const originals = repetitions.map(({ retryOf }) => retryOf ?? "");
  if (new Set(originals).size < originals.length) fail("each original is repeated once in a set", originals.join());
  const unasked = originals.filter((original) => !isAskedFor(record, rows.get(original)));
  if (unasked.length > 0) fail("only what was asked for is repeated", unasked.join());
  const dealtWith = repetitions.length + set.refused;
  const joined = originals.filter((original) => (rows.get(original)?.finishedAt ?? 0) > set.createdAt - JOINING_MS).length;
  if (dealtWith > set.total + joined || (set.state === "FINISHED" && dealtWith < set.total))
    fail("a set deals with all of its originals", `${repetitions.length} repeated, ${set.refused} refused, ${joined} joined`);
  for (const { total } of record.answers)
    if (total < set.total || total > set.total + joined) fail("an answer tells the size of the set", `${total}`);
};

const isAskedFor = ({ filter }: ReplayRecord, original: LogRow | undefined): boolean => {
  const { ids, abilityKeys } = filter as { ids?: readonly string[]; abilityKeys?: readonly string[] };
  return original !== undefined && (ids?.includes(original.id) ?? true) && (abilityKeys?.includes(original.key) ?? true);
};
