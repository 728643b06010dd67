/**
 * Of everything Ajv reports when no branch of `anyOf`/`oneOf` fits, keeps what helps the person at the form: the
 * problems of the branch that was most likely meant. Pure.
 */
import type { ErrorObject } from "ajv";
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { resolvePointer } from "../kernel/json-pointer.js";
import { type Subschema, subschemasOf } from "./form-keywords.js";

/** Keywords whose own error follows the errors of the schemas they tried on the way. */
const GROUPING: ReadonlySet<string> = new Set(["anyOf", "oneOf", "contains"]);

type Excused = (error: ErrorObject) => boolean;

/**
 * @param errors as reported by Ajv with `verbose` and `allErrors`; relies on inner errors standing before outer ones.
 * @param excused what counts as no error: alternatives that have nothing else against them fit.
 */
export const reduceAlternatives = (errors: readonly ErrorObject[], root: JsonObject, excused: Excused = () => false): ErrorObject[] => {
  const everywhere = createReach(root, () => true);
  const inPlace = createReach(root, (below) => below.inPlace);
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    if (!GROUPING.has(error.keyword)) {
      kept.push(error);
      continue;
    }
    const branches = takeInner(kept, error, { everywhere, inPlace });
    if (!fitsAfterAll(error, branches, excused)) kept.push(...mostHelpful(error, withoutExcused(branches, excused)));
  }
  return kept.filter((error) => !excused(error));
};

/** Some alternative had nothing against it but what is excused; of `oneOf` exactly one. */
const fitsAfterAll = (group: ErrorObject, branches: readonly ErrorObject[][], excused: Excused): boolean => {
  const fitting = branches.filter((errors) => errors.length > 0 && errors.every(excused)).length;
  return group.keyword === "oneOf" ? fitting === 1 && group.params.passingSchemas === null : group.keyword === "anyOf" && fitting > 0;
};

const withoutExcused = (branches: readonly ErrorObject[][], excused: Excused): ErrorObject[][] =>
  branches.map((errors) => errors.filter((error) => !excused(error)));

type Reach = (schema: JsonValue) => ReadonlySet<unknown>;

interface Reaches {
  readonly everywhere: Reach;
  readonly inPlace: Reach;
}

/** Takes the errors of a group's branches off the end of the list, one list per branch. */
const takeInner = (kept: ErrorObject[], group: ErrorObject, reaches: Reaches): ErrorObject[][] => {
  const branches = Array.isArray(group.schema) ? (group.schema as JsonValue[]) : [group.schema as JsonValue];
  const inner: ErrorObject[][] = branches.map(() => []);
  let branch = branches.length - 1;
  for (let last = kept.at(-1); last; last = kept.at(-1)) {
    if (last.instancePath !== group.instancePath && !last.instancePath.startsWith(`${group.instancePath}/`)) break;
    // A schema that refers to itself is reached from every branch, but about the same value only one branch speaks.
    const reach = last.instancePath === group.instancePath ? reaches.inPlace : reaches.everywhere;
    // Branches report in order, so going backwards the branch can only fall.
    let owner = branch;
    while (owner >= 0 && !comesFrom(last, branches[owner] ?? true, reach)) owner--;
    if (owner < 0) break;
    branch = owner;
    inner[owner]?.push(last);
    kept.pop();
  }
  return inner.map((errors) => errors.reverse());
};

/** A refusal by the schema `false` carries no object to recognise. */
const comesFrom = (error: ErrorObject, branch: JsonValue, reach: Reach): boolean =>
  isJsonObject(error.parentSchema) ? reach(branch).has(error.parentSchema) : true;

/** Schema objects inside a schema, references followed. Remembered per schema: lists ask once per entry. */
const createReach = (root: JsonObject, follows: (below: Subschema) => boolean): Reach => {
  const known = new Map<JsonValue, ReadonlySet<unknown>>();
  const collect = (schema: JsonValue, into: Set<unknown>): void => {
    if (!isJsonObject(schema) || into.has(schema)) return;
    into.add(schema);
    const reference = schema.$ref;
    if (typeof reference === "string") collect(resolvePointer(root, decodeURIComponent(reference.slice(1))) ?? true, into);
    for (const below of subschemasOf(schema)) if (follows(below)) collect(below.schema, into);
  };
  return (schema) => {
    const found = known.get(schema);
    if (found) return found;
    const reached = new Set<unknown>();
    collect(schema, reached);
    known.set(schema, reached);
    return reached;
  };
};

const mostHelpful = (group: ErrorObject, branches: readonly ErrorObject[][]): ErrorObject[] => {
  if (group.keyword === "contains") return [withBound(group, branches.flat())];
  const failed = branches.filter((errors) => errors.length > 0);
  const severalFit = group.keyword === "oneOf" && group.params.passingSchemas !== null;
  if (severalFit || failed.length === 0) return [group];
  const rightType = failed.filter((errors) => !errors.some((error) => isTypeOf(error, group)));
  if (rightType.length === 0) return [{ ...group, keyword: "type", params: { type: unionOfTypes(failed, group) } }];
  // The branch whose fixed values agree is the one that was meant: {"kind": "train"} is about trains.
  const agreeing = rightType.filter((errors) => !errors.some(isFixedValue));
  if (agreeing.length > 0) return fewest(agreeing);
  return sharedChoice(rightType) ?? fewest(rightType);
};

/** Ajv does not say which bound of `contains` was broken: too few match when too many entries were refused. */
const withBound = (group: ErrorObject, inner: readonly ErrorObject[]): ErrorObject => {
  const refused = new Set(inner.map((error) => error.instancePath.slice(group.instancePath.length + 1).split("/", 1)[0]));
  const tooFew = refused.size > (group.data as unknown[]).length - group.params.minContains;
  return { ...group, params: { ...group.params, tooFew } };
};

const isTypeOf = (error: ErrorObject, group: ErrorObject): boolean => error.keyword === "type" && error.instancePath === group.instancePath;

const isFixedValue = (error: ErrorObject): boolean => error.keyword === "const" || error.keyword === "enum";

const unionOfTypes = (branches: readonly ErrorObject[][], group: ErrorObject): string[] => [
  ...new Set(
    branches
      .flat()
      .filter((error) => isTypeOf(error, group))
      .flatMap((error) => error.params.type as string | string[]),
  ),
];

/** Every branch wants another fixed value in the same place: together they are one list of choices. */
const sharedChoice = (branches: readonly ErrorObject[][]): ErrorObject[] | undefined => {
  const fixed = branches.map((errors) => errors.find(isFixedValue));
  const [first] = fixed;
  if (!first || fixed.some((error) => error?.instancePath !== first.instancePath)) return undefined;
  const values = new Map(fixed.flatMap((error) => (error ? fixedValues(error) : [])).map((value) => [canonicalJson(value), value]));
  return [{ ...first, keyword: "enum", params: { allowedValues: [...values.values()] } }];
};

export const fixedValues = (error: ErrorObject): JsonValue[] =>
  error.keyword === "const" ? [error.params.allowedValue as JsonValue] : (error.params.allowedValues as JsonValue[]);

const fewest = (branches: readonly ErrorObject[][]): ErrorObject[] =>
  branches.reduce((best, errors) => (errors.length < best.length ? errors : best));
