/** Which schemas of a form apply to one of its values: for certain, perhaps, or not at all as things stand. Pure. */
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { subschemasOf } from "./form-keywords.js";
import { fieldsOf, listOf, namedField, type SchemaMap } from "./form-nodes.js";

export interface AppliedNodes {
  readonly certain: readonly JsonObject[];
  /** Alternatives of `anyOf` and `oneOf`: which one was meant is for validation to find out. */
  readonly optional: readonly JsonObject[];
  /** Branches whose condition does not hold. */
  readonly idle: readonly JsonObject[];
  /** Fields that a branch whose condition holds wants absent: `{"field": false}`. */
  readonly refused: readonly string[];
}

/** What every answer that decides about a branch comes from, or goes through. */
export interface Deciding {
  /** Whether a schema of the form holds for the value. */
  test(schema: JsonObject, value: JsonValue): boolean;
  note(holds: boolean): boolean;
}

export interface Applying {
  readonly schemas: readonly JsonValue[];
  readonly optional: readonly JsonValue[];
  /** What conditions look at. */
  readonly basis: JsonValue;
}

/** Whether the form has a branch that can hide fields. */
export const isConditional = (schema: JsonValue): boolean =>
  isJsonObject(schema) &&
  (CONDITIONS.some((keyword) => schema[keyword] !== undefined) || subschemasOf(schema).some((below) => isConditional(below.schema)));

const CONDITIONS = ["if", "dependentSchemas", "dependencies"];

type Standing = "certain" | "optional" | "idle";

interface Visit {
  readonly schema: JsonValue | undefined;
  readonly standing: Standing;
  /** Below a branch whose condition holds. */
  readonly chosen?: boolean;
}

/** Against what branches are chosen. */
interface Choice {
  readonly basis: JsonValue;
  readonly present: (name: string) => boolean;
  readonly holds: (schema: JsonValue, value: JsonValue) => boolean;
}

export const appliedNodes = (map: SchemaMap, { schemas, optional, basis }: Applying, deciding: Deciding): AppliedNodes => {
  const found = { certain: new Set<JsonObject>(), optional: new Set<JsonObject>(), idle: new Set<JsonObject>() };
  const refused: string[] = [];
  const choice: Choice = {
    basis,
    present: (name) => deciding.note(isJsonObject(basis) && Object.hasOwn(basis, name)),
    holds: (schema, value) => (isJsonObject(schema) ? deciding.test(schema, value) : schema !== false),
  };
  const open: Visit[] = [
    ...schemas.map((schema): Visit => ({ schema, standing: "certain" })),
    ...optional.map((schema): Visit => ({ schema, standing: "optional" })),
  ].reverse();
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { schema: node, standing, chosen } = visit;
    if (!isJsonObject(node) || found[standing].has(node)) continue;
    found[standing].add(node);
    if (chosen) refused.push(...Object.keys(fieldsOf(node.properties)).filter((name) => namedField(node, name) === false));
    open.push(...appliedBy(node, visit, { map, choice }).reverse());
  }
  return { certain: [...found.certain], optional: [...found.optional], idle: [...found.idle], refused };
};

/** What a node applies to the value it applies to itself. */
const appliedBy = (node: JsonObject, visit: Visit, { map, choice }: { map: SchemaMap; choice: Choice }): Visit[] => {
  const alike = (schema: JsonValue | undefined): Visit => ({ ...visit, schema });
  const dependent = ["dependentSchemas", "dependencies"].flatMap((keyword) => Object.entries(fieldsOf(node[keyword])));
  const certain = visit.standing === "certain";
  return [
    alike(map.target(node)),
    ...listOf(node.allOf).map(alike),
    ...[...listOf(node.anyOf), ...listOf(node.oneOf)].map((schema): Visit => ({ schema, standing: certain ? "optional" : visit.standing })),
    ...(certain ? branchesOf(node, choice) : [node.then, node.else].map(alike)),
    ...dependent.flatMap(([name, schema]) => (certain ? dependentOn(name, schema, choice) : [alike(schema)])),
  ];
};

const chosen = (schema: JsonValue | undefined): Visit => ({ schema, standing: "certain", chosen: true });
const idle = (schema: JsonValue | undefined): Visit => ({ schema, standing: "idle" });

const branchesOf = (node: JsonObject, { basis, holds }: Choice): Visit[] => {
  if (node.if === undefined) return [];
  return holds(node.if, basis) ? [chosen(node.then), idle(node.else)] : [chosen(node.else), idle(node.then)];
};

/** Of alternatives the one counts that agrees with the field they depend on: the habit of form libraries. */
const dependentOn = (name: string, schema: JsonValue, { basis, present, holds }: Choice): Visit[] => {
  if (!isJsonObject(schema)) return [];
  if (!present(name)) return [idle(schema)];
  const agrees = (option: JsonValue): boolean => {
    const field = isJsonObject(option) ? namedField(option, name) : undefined;
    return field === undefined || holds(field, fieldsOf(basis)[name] ?? null);
  };
  const { oneOf, ...rest } = schema;
  const agreeing = listOf(oneOf).filter(agrees);
  if (agreeing.length !== 1) return [chosen(schema)];
  return [chosen(rest), ...listOf(oneOf).map((option) => (option === agreeing[0] ? chosen(option) : idle(option)))];
};
