/** What an import would do: ability by ability, refusing to overwrite what somebody changed meanwhile. Pure. */
import { diffJson, type JsonChange } from "../kernel/json-diff.js";
import {
  type AbilityDocument,
  contentOf,
  fingerprintOf,
  isSameMapping,
  type LiveAbility,
  type Place,
  type Places,
} from "./ability-document.js";

export type StepKind = "CREATE" | "UPDATE" | "SAME" | "REFUSED";

export interface Step {
  readonly kind: StepKind;
  readonly key: string;
  readonly document: AbilityDocument;
  readonly place: Place;
  readonly live: LiveAbility | undefined;
  readonly changes: readonly JsonChange[];
  /** Why it is refused, and what to do. */
  readonly reason?: string;
}

const MAX_CHANGES = 50;

export interface PlanInput {
  readonly documents: readonly AbilityDocument[];
  readonly places: Places;
  readonly live: ReadonlyMap<string, LiveAbility>;
  /** Keys whose changes over there may be overwritten. */
  readonly overwrite: ReadonlySet<string>;
}

export const planOf = ({ documents, places, live, overwrite }: PlanInput): Step[] =>
  documents.map((document) => {
    const { key } = document;
    const place = places[key] ?? {};
    const there = live.get(key);
    const step = { key, document, place, live: there, changes: changesOf(document, place, there) };
    const reason = document.mapping !== null ? missingPlace(place) : undefined;
    if (reason) return { ...step, kind: "REFUSED", reason };
    if (!there) return { ...step, kind: "CREATE" };
    if (fingerprintOf(document, place) === fingerprintOf(there.document, there.place)) return { ...step, kind: "SAME" };
    if (document.mapping === null && there.document.mapping !== null) return { ...step, kind: "REFUSED", reason: MAPPED_THERE };
    const refusal = overwrite.has(key) ? undefined : refusalOf(step, there);
    return refusal ? { ...step, kind: "REFUSED", reason: refusal } : { ...step, kind: "UPDATE" };
  });

const missingPlace = ({ connection, workflowId }: Place): string | undefined =>
  connection && workflowId ? undefined : "the environment names no connection and workflowId for it: write them into its file";

const MAPPED_THERE = "a mapping is published there, which cannot be taken back: pause or retire the ability there, or export it";

const refusalOf = ({ key, document, place }: Pick<Step, "key" | "document" | "place">, there: LiveAbility): string | undefined => {
  const { base } = place;
  const way = `look at it with diff, then export it or repeat with --overwrite ${key}`;
  if (base === undefined) return `it exists there and was never exported from there or imported to there: ${way}`;
  if (base !== fingerprintOf(there.document, there.place)) return `it was changed there meanwhile: ${way}`;
  if (there.draft && !isSameMapping({ mapping: document.mapping, place }, there.draft))
    return `somebody is editing its mapping there (a draft is open): have it published or dropped, or ${way}`;
  return undefined;
};

const changesOf = (document: AbilityDocument, place: Place, there: LiveAbility | undefined): readonly JsonChange[] =>
  diffJson(there && contentOf(there.document, there.place), contentOf(document, place), MAX_CHANGES).changes;
