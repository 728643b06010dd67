/** Which names an expression reads, as far as its text tells: for warnings and messages, never for a decision. Pure. */
import jsonata from "jsonata";
import { formatPointer } from "../kernel/json-pointer.js";

export interface FieldsRead {
  /** First names of paths from the top: `form.city` and `$$.caller.id` give `form` and `caller`. */
  readonly roots: readonly string[];
  /** JSON Pointers into the form up to the first step that is no plain name; lists are walked through: `/stops/city`. */
  readonly form: readonly string[];
}

interface Found {
  readonly roots: Set<string>;
  readonly form: Set<string>;
}

/** An expression that cannot be parsed reads nothing. */
export const fieldsRead = (expression: string): FieldsRead => {
  const found: Found = { roots: new Set(), form: new Set() };
  try {
    visit(jsonata(expression).ast(), true, found);
  } catch {
    return { roots: [], form: [] };
  }
  return { roots: [...found.roots], form: [...found.form] };
};

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !(value instanceof RegExp);

/** What stands there is read from each value that the path has led to. */
const WITHIN = ["stages", "predicate", "group", "terms"];

/** @param atTop a plain name is read from the top, and not from a value that a path has led to. */
const visit = (node: unknown, atTop: boolean, found: Found): void => {
  if (!isNode(node)) return;
  if (node.type === "path") {
    visitPath(node, atTop, found);
    return;
  }
  const inner = node.type === "transform";
  for (const [key, child] of Object.entries(node)) visit(child, atTop && !inner && !WITHIN.includes(key), found);
};

const visitPath = (path: Node, atTop: boolean, found: Found): void => {
  const steps = (path.steps as Node[]).filter(isNode);
  const names = namesOf(steps, atTop);
  const [root] = names;
  if (root !== undefined) found.roots.add(root);
  if (root === "form") found.form.add(formatPointer(names.slice(1)));
  steps.forEach((step, index) => {
    const childrenAtTop = atTop && index === 0;
    if (step.type === "name") for (const key of WITHIN) visit(step[key], false, found);
    else visit(step, childrenAtTop, found);
  });
  visit(path.group, false, found);
};

/** `$$` is the top everywhere; `$` and plain names are read from where the expression stands. */
const namesOf = (steps: readonly Node[], atTop: boolean): string[] => {
  const [first] = steps;
  const fromTop = first?.type === "variable" && (first.value === "$" || (first.value === "" && atTop));
  const names = fromTop ? steps.slice(1) : atTop ? steps : [];
  const end = names.findIndex((step) => step.type !== "name");
  return (end < 0 ? names : names.slice(0, end)).map((step) => String(step.value));
};
