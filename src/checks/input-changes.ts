/**
 * What changed between two declarations of the same workflow, each change classified by what it does to calls that are
 * sent as before. Pure; says nothing when nothing changed.
 */
import type { LocalText } from "../kernel/errors.js";
import { canonicalJson, type JsonValue, sha256 } from "../kernel/json.js";
import type { DeclaredInput, InputType, WorkflowDeclaration } from "../providers/provider.js";

/** Calls sent as before fail, or the workflow no longer gets a value · they go on as before · people see another word. */
export const CHANGE_IMPACTS = ["BREAKING", "COMPATIBLE", "COSMETIC"] as const;
export type ChangeImpact = (typeof CHANGE_IMPACTS)[number];

export const CHANGE_CODES = [
  "RENAMED",
  "RETYPED",
  "REQUIRED_ADDED",
  "OPTIONAL_ADDED",
  "REMOVED",
  "BECAME_REQUIRED",
  "BECAME_OPTIONAL",
  "DEFAULT_CHANGED",
  "CHOICES_NARROWED",
  "CHOICES_WIDENED",
  "FILE_KIND_CHANGED",
  "STRUCTURE_DECLARED",
  "STRUCTURE_DROPPED",
  "DESCRIPTION_CHANGED",
  "REORDERED",
  "OUTPUT_RENAMED",
  "OUTPUT_RETYPED",
  "OUTPUT_ADDED",
  "OUTPUT_REMOVED",
] as const;
export type ChangeCode = (typeof CHANGE_CODES)[number];

export interface InputChange {
  readonly code: ChangeCode;
  readonly impact: ChangeImpact;
  /** `traveller.name` is a member, `stops[]` the element of a list; empty = the inputs as a whole. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly message: LocalText;
}

/**
 * The same for equal inputs, whatever their order and their descriptions: hex of a SHA-256. Two sources that know
 * different amounts of the same workflow give different ones; `changesBetween` is what tells drift.
 */
export const fingerprintOf = ({ inputs }: Pick<WorkflowDeclaration, "inputs">): string => sha256(canonicalJson(sorted(inputs)));

const sorted = (inputs: readonly DeclaredInput[]): JsonValue[] =>
  inputs.map(plain).sort((one, other) => (canonicalJson(one) < canonicalJson(other) ? -1 : 1));

const plain = ({ name, type, required, fileKind, choices, properties, items, ...rest }: DeclaredInput): JsonValue => ({
  ...{ name, type, required },
  ...(rest.default !== undefined && { default: rest.default }),
  ...(fileKind !== undefined && { fileKind }),
  ...(choices && { choices: choices.map((choice) => canonicalJson(choice)).sort() }),
  ...(properties && { properties: sorted(properties) }),
  ...(items && { items: plain(items) }),
});

/** In the order of the later declaration, outputs last. Where either is coarse, only what both can say is compared. */
export const changesBetween = (before: WorkflowDeclaration, after: WorkflowDeclaration): InputChange[] => {
  const coarse = before.coarse || after.coarse;
  const inputs = compareMembers(before.inputs, after.inputs, { prefix: "", coarse });
  return [...inputs, ...(before.outputs && after.outputs ? compareOutputs(before.outputs, after.outputs) : [])];
};

interface Place {
  readonly prefix: string;
  readonly coarse: boolean;
}

const compareMembers = (before: readonly DeclaredInput[], after: readonly DeclaredInput[], place: Place): InputChange[] => {
  const { stayed, renamed, removed, added } = matched(before, after);
  const changes = [
    ...renamed.flatMap(([one, other]) => [
      change("RENAMED", at(place, other.name), one.name, other.name),
      ...compareInput({ ...one, name: other.name }, other, place),
    ]),
    ...stayed.flatMap(([one, other]) => compareInput(one, other, place)),
    ...removed.map(({ name, type }) => change("REMOVED", at(place, name), type, null)),
    ...added.map(({ name, type, required }) => change(required ? "REQUIRED_ADDED" : "OPTIONAL_ADDED", at(place, name), null, type)),
  ];
  const order = (list: readonly DeclaredInput[]): string => list.map(({ name }) => name).join(", ");
  const onlyOrder = renamed.length + removed.length + added.length === 0 && order(before) !== order(after);
  return onlyOrder ? [...changes, change("REORDERED", place.prefix.replace(/\.$/, ""), order(before), order(after))] : changes;
};

type Pair = readonly [before: DeclaredInput, after: DeclaredInput];

interface Matching {
  readonly stayed: readonly Pair[];
  readonly renamed: readonly Pair[];
  readonly removed: readonly DeclaredInput[];
  readonly added: readonly DeclaredInput[];
}

const matched = (before: readonly DeclaredInput[], after: readonly DeclaredInput[]): Matching => {
  const earlier = new Map(before.map((input) => [input.name, input]));
  const later = new Set(after.map(({ name }) => name));
  const stayed = after.flatMap((input): Pair[] => {
    const one = earlier.get(input.name);
    return one ? [[one, input]] : [];
  });
  const gone = before.filter(({ name }) => !later.has(name));
  const come = after.filter(({ name }) => !earlier.has(name));
  const renamed = gone.flatMap((one): Pair[] => {
    const other = successorOf(one, gone, come);
    return other ? [[one, other]] : [];
  });
  const ends = new Set(renamed.flat());
  return { stayed, renamed, removed: gone.filter((input) => !ends.has(input)), added: come.filter((input) => !ends.has(input)) };
};

/** One that came, if it is the only one like the one that went, and that the only one like it. */
const successorOf = (one: DeclaredInput, gone: readonly DeclaredInput[], come: readonly DeclaredInput[]): DeclaredInput | undefined => {
  const shape = shapeOf(one);
  const [other, another] = come.filter((input) => shapeOf(input) === shape);
  return another === undefined && gone.filter((input) => shapeOf(input) === shape).length === 1 ? other : undefined;
};

const shapeOf = (input: DeclaredInput): string => canonicalJson(plain({ ...input, name: "" }));

const compareInput = (before: DeclaredInput, after: DeclaredInput, place: Place): InputChange[] => {
  const path = at(place, after.name);
  const told = (code: ChangeCode, one: JsonValue | undefined, other: JsonValue | undefined) => change(code, path, shown(one), shown(other));
  const changes: InputChange[] = [];
  if (!sameType(before.type, after.type, place.coarse)) changes.push(told("RETYPED", before.type, after.type));
  if (before.required !== after.required) changes.push(told(after.required ? "BECAME_REQUIRED" : "BECAME_OPTIONAL", undefined, undefined));
  if (!place.coarse) {
    if (!same(before.default, after.default)) changes.push(told("DEFAULT_CHANGED", before.default, after.default));
    if (before.type === after.type && before.fileKind !== after.fileKind)
      changes.push(told("FILE_KIND_CHANGED", before.fileKind, after.fileKind));
    changes.push(...compareChoices(before, after, path), ...compareInside(before, after, path));
  }
  if ((before.description ?? "") !== (after.description ?? ""))
    changes.push(told("DESCRIPTION_CHANGED", before.description, after.description));
  return changes;
};

const COARSE_TEXTS: ReadonlySet<InputType> = new Set(["STRING", "TIME", "FILE"]);

const sameType = (one: InputType, other: InputType, coarse: boolean): boolean =>
  one === other || one === "ANY" || other === "ANY" || (coarse && COARSE_TEXTS.has(one) && COARSE_TEXTS.has(other));

const compareChoices = (before: DeclaredInput, after: DeclaredInput, path: string): InputChange[] => {
  const [one, other] = [before.choices, after.choices].map((choices) => choices && new Set(choices.map((choice) => canonicalJson(choice))));
  if (!other) return one ? [change("CHOICES_WIDENED", path, shown(before.choices), null)] : [];
  const narrowed = !one || [...one].some((choice) => !other.has(choice));
  if (!narrowed && one.size === other.size) return [];
  return [change(narrowed ? "CHOICES_NARROWED" : "CHOICES_WIDENED", path, shown(before.choices), shown(after.choices))];
};

/** Every value that the earlier type took, the later one takes as well (`reference/coze-api.md` §4.2). */
const widens = (before: string | null, after: string | null): boolean => after === "STRING" || (before === "INTEGER" && after === "NUMBER");

/** Members of an object, the element of a list. */
const compareInside = (before: DeclaredInput, after: DeclaredInput, path: string): InputChange[] => {
  if (before.type !== after.type) return [];
  const structure = ({ properties, items }: DeclaredInput) => properties ?? items;
  if (structure(before) && !structure(after)) return [change("STRUCTURE_DROPPED", path, null, null)];
  if (!structure(before) && structure(after)) return [change("STRUCTURE_DECLARED", path, null, null)];
  const inside = { prefix: `${path}.`, coarse: false };
  const members = before.properties && after.properties ? compareMembers(before.properties, after.properties, inside) : [];
  const element = before.items && after.items ? compareInput(before.items, after.items, { prefix: `${path}[]`, coarse: false }) : [];
  return [...members, ...element];
};

/** Only what the result's first level shows: rules and clients read that by name. */
const compareOutputs = (before: readonly DeclaredInput[], after: readonly DeclaredInput[]): InputChange[] => {
  const { stayed, renamed, removed, added } = matched(before, after);
  return [
    ...renamed.map(([one, other]) => change("OUTPUT_RENAMED", other.name, one.name, other.name)),
    ...stayed
      .filter(([one, other]) => !sameType(one.type, other.type, false))
      .map(([one, other]) => change("OUTPUT_RETYPED", other.name, one.type, other.type)),
    ...removed.map(({ name, type }) => change("OUTPUT_REMOVED", name, type, null)),
    ...added.map(({ name, type }) => change("OUTPUT_ADDED", name, null, type)),
  ];
};

const at = ({ prefix }: Place, name: string): string => prefix + name;

const same = (one: JsonValue | undefined, other: JsonValue | undefined): boolean => canonicalJson(one) === canonicalJson(other);

const MAX_SHOWN = 200;
const shown = (value: JsonValue | readonly JsonValue[] | undefined): string | null => {
  if (value === undefined) return null;
  const text = typeof value === "string" ? value : canonicalJson(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
};

interface ChangeFacts {
  readonly impact: ChangeImpact;
  readonly en: string;
  readonly zh: string;
}

/** `{path}`, `{before}` and `{after}` are filled in. */
const CHANGES: Readonly<Record<ChangeCode, ChangeFacts>> = {
  RENAMED: { impact: "BREAKING", en: "{before} is called {path} now.", zh: "{before} 已改名为 {path}。" },
  RETYPED: { impact: "BREAKING", en: "{path} was {before} and is {after} now.", zh: "{path} 的类型由 {before} 变为 {after}。" },
  REQUIRED_ADDED: { impact: "BREAKING", en: "{path} ({after}) is new and required.", zh: "新增必填输入 {path}（{after}）。" },
  OPTIONAL_ADDED: { impact: "COMPATIBLE", en: "{path} ({after}) is new and optional.", zh: "新增选填输入 {path}（{after}）。" },
  REMOVED: { impact: "BREAKING", en: "{path} is gone.", zh: "{path} 已被删除。" },
  BECAME_REQUIRED: { impact: "BREAKING", en: "{path} has become required.", zh: "{path} 变为必填。" },
  BECAME_OPTIONAL: { impact: "COMPATIBLE", en: "{path} has become optional.", zh: "{path} 变为选填。" },
  DEFAULT_CHANGED: { impact: "COMPATIBLE", en: "{path} has another default.", zh: "{path} 的默认值已更改。" },
  CHOICES_NARROWED: { impact: "BREAKING", en: "{path} no longer takes every value that it took.", zh: "{path} 可选的值减少了。" },
  CHOICES_WIDENED: { impact: "COMPATIBLE", en: "{path} takes more values than before.", zh: "{path} 可选的值增加了。" },
  FILE_KIND_CHANGED: { impact: "BREAKING", en: "{path} takes another kind of file.", zh: "{path} 的文件类型已更改。" },
  STRUCTURE_DECLARED: { impact: "BREAKING", en: "{path} says now what must be inside it.", zh: "{path} 现在规定了内部结构。" },
  STRUCTURE_DROPPED: { impact: "COMPATIBLE", en: "{path} no longer says what must be inside it.", zh: "{path} 不再规定内部结构。" },
  DESCRIPTION_CHANGED: { impact: "COSMETIC", en: "{path} has another description.", zh: "{path} 的描述已更改。" },
  REORDERED: { impact: "COSMETIC", en: "The inputs stand in another order.", zh: "输入的顺序已更改。" },
  OUTPUT_RENAMED: {
    impact: "BREAKING",
    en: "The result's field {before} is called {path} now.",
    zh: "结果字段 {before} 已改名为 {path}。",
  },
  OUTPUT_RETYPED: {
    impact: "BREAKING",
    en: "The result's field {path} was {before} and is {after} now.",
    zh: "结果字段 {path} 的类型由 {before} 变为 {after}。",
  },
  OUTPUT_ADDED: { impact: "COMPATIBLE", en: "The result has a new field {path}.", zh: "结果新增字段 {path}。" },
  OUTPUT_REMOVED: { impact: "BREAKING", en: "The result's field {path} is gone.", zh: "结果字段 {path} 已被删除。" },
};

/** As the schema explains the code. */
export const changeSentence = (code: ChangeCode): string => CHANGES[code].en;

// biome-ignore lint/complexity/useMaxParams: a row of what is told, in the order it is read
const change = (code: ChangeCode, path: string, before: string | null, after: string | null): InputChange => {
  const { en, zh } = CHANGES[code];
  const impact = code === "RETYPED" && widens(before, after) ? "COMPATIBLE" : CHANGES[code].impact;
  const fill = (template: string): string =>
    template.replace(/\{(path|before|after)\}/g, (_, name) => ({ path, before, after })[name as "path"] ?? "");
  return { code, impact, path, before, after, message: { en: fill(en), zh: fill(zh) } };
};
