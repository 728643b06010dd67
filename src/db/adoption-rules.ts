/** Whether a table that is there already can serve as ours; a pure comparison that ends in sentences for the operator. */
import type { ColumnSpec, TableSpec } from "./ddl.js";
import type { ColumnFacts, TableFacts } from "./table-facts.js";

export interface AdoptionRules {
  /** This column must exist already and be a text or an integer: the key by which rows are known. */
  readonly existingKey?: string;
  /**
   * True where the gateway writes a row with every call: then our values must fit for certain, and every column of
   * the table must accept a row from us.
   */
  readonly writtenByCalls: boolean;
}

interface Comparison {
  readonly spec: TableSpec;
  readonly facts: TableFacts;
  readonly rules: AdoptionRules;
}

export const adoptionProblems = ({ spec, facts, rules }: Comparison): string[] => {
  const where = spec.name;
  if (facts.kind === "view") return [`${where} is a view; the gateway needs a table of this name or none`];
  const problems: string[] = [];
  if (!facts.transactional) problems.push(`${where} has no transactions: ALTER TABLE ${where} ENGINE = InnoDB`);
  if (rules.existingKey) problems.push(...keyProblems(facts.columns.get(rules.existingKey), `${where}.${rules.existingKey}`));
  for (const column of spec.columns) {
    const existing = facts.columns.get(column.name);
    if (existing && column.name !== rules.existingKey) problems.push(...columnProblems({ column, existing, where, rules }));
  }
  return rules.writtenByCalls ? [...problems, ...fillProblems({ spec, facts, rules })] : problems;
};

const KEY_FAMILIES = new Set(["text", "integer", "smallint"]);

const keyProblems = (key: ColumnFacts | undefined, where: string): string[] => {
  if (!key) return [`${where} is missing: rows must have a column of this name as their key`];
  return KEY_FAMILIES.has(key.family) ? [] : [`${where} is of type ${key.type}; the gateway can use texts and integers`];
};

const columnProblems = (at: { column: ColumnSpec; existing: ColumnFacts; where: string; rules: AdoptionRules }): string[] => {
  const { column, existing, rules } = at;
  const where = `${at.where}.${column.name}`;
  if (!column.accepts.includes(existing.family) || existing.computed) {
    return [`${where} is of type ${existing.type} but would have to hold ${column.type}; rename that column`];
  }
  if (!rules.writtenByCalls) return [];
  const needed = column.atLeast ?? column.length ?? 0;
  return [
    ...(existing.length !== undefined && existing.length < needed ? [`${where} is shorter than ${needed} characters; widen it`] : []),
    ...(column.nullable && !existing.nullable ? [`${where} must allow NULL`] : []),
  ];
};

/** Columns that refuse a row unless they get a value that only their owner knows. */
const fillProblems = ({ spec, facts }: Comparison): string[] =>
  requiredColumns(spec.columns, facts)
    .filter((column) => column.foreignKey || fillerFor(column, facts) === undefined)
    .map((column) => `${spec.name}.${column.name} (${column.type}) needs a value that the gateway cannot know; give it a default`);

/** Columns of somebody else that an INSERT has to name. */
export const requiredColumns = (ours: readonly { readonly name: string }[], facts: TableFacts): ColumnFacts[] => {
  const known = new Set(ours.map((column) => column.name));
  return [...facts.columns].flatMap(([name, column]) =>
    known.has(name) || column.nullable || column.hasDefault || column.autoIncrement || column.computed ? [] : [column],
  );
};

/** What a row of ours puts into such a column: our key, the time, or something neutral. */
export type Filler = { readonly kind: "key" } | { readonly kind: "now" } | { readonly kind: "fixed"; readonly value: string | number };

/** Characters of our longest keys, prefix included. */
const KEY_LENGTH = 30;

export const fillerFor = (column: ColumnFacts, facts: TableFacts): Filler | undefined => {
  const distinct = facts.indexes.some((index) => index.unique && index.columns.length === 1 && index.columns[0] === column.name);
  const isKey = column.name.toLowerCase() === "id";
  if (distinct || isKey) return column.family === "text" && (column.length ?? KEY_LENGTH) >= KEY_LENGTH ? { kind: "key" } : undefined;
  switch (column.family) {
    case "text":
    case "binary":
      return { kind: "fixed", value: "" };
    case "enum":
      return { kind: "fixed", value: column.enumValues[0] ?? "" };
    case "json":
      return { kind: "fixed", value: "{}" };
    case "boolean":
    case "smallint":
    case "integer":
    case "decimal":
    case "real":
      return { kind: "fixed", value: 0 };
    case "time":
    case "date":
      return { kind: "now" };
    case "other":
      return undefined;
  }
};
