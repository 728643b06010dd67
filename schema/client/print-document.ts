/**
 * The text of a typed document. Documents of `schema/generated` are syntax trees; printing them here spares a page the
 * whole of `graphql`. Knows what operations and fragments consist of, not schema definitions. Pure.
 */
import { unexpected } from "./client-error.js";

/** Any node of a tree; which fields it has depends on its kind. */
// biome-ignore lint/suspicious/noExplicitAny: one shape for two dozen kinds; the table below knows which field belongs to which
type Tree = any;

/** @throws AbilityClientError UNEXPECTED_ANSWER for a tree that is no operation. */
export const printDocument = (tree: unknown): string => {
  const node = tree as Tree;
  const print = PRINTERS[node?.kind];
  if (!print) throw unexpected(`A document cannot contain ${node?.kind ?? typeof tree}.`);
  return print(node);
};

const all = (nodes: readonly Tree[] | undefined, separator: string): string => (nodes ?? []).map(printDocument).join(separator);
const wrap = (open: string, content: string, close: string): string => (content === "" ? "" : open + content + close);
const optional = (node: Tree, prefix = ""): string => (node ? prefix + printDocument(node) : "");
const directives = ({ directives: list }: Tree): string => wrap(" ", all(list, " "), "");

const PRINTERS: Readonly<Record<string, (node: Tree) => string>> = {
  Document: ({ definitions }) => all(definitions, "\n"),
  OperationDefinition: (node) =>
    `${node.operation}${optional(node.name, " ")}${wrap("(", all(node.variableDefinitions, ", "), ")")}${directives(node)} ${printDocument(node.selectionSet)}`,
  FragmentDefinition: (node) =>
    `fragment ${printDocument(node.name)} on ${printDocument(node.typeCondition)}${directives(node)} ${printDocument(node.selectionSet)}`,
  VariableDefinition: (node) =>
    `${printDocument(node.variable)}: ${printDocument(node.type)}${optional(node.defaultValue, " = ")}${directives(node)}`,
  SelectionSet: ({ selections }) => `{ ${all(selections, " ")} }`,
  Field: (node) =>
    `${node.alias ? `${printDocument(node.alias)}: ` : ""}${printDocument(node.name)}${wrap("(", all(node.arguments, ", "), ")")}${directives(node)}${optional(node.selectionSet, " ")}`,
  FragmentSpread: (node) => `...${printDocument(node.name)}${directives(node)}`,
  InlineFragment: (node) => `...${optional(node.typeCondition, " on ")}${directives(node)} ${printDocument(node.selectionSet)}`,
  Directive: ({ name, arguments: list }) => `@${printDocument(name)}${wrap("(", all(list, ", "), ")")}`,
  Argument: ({ name, value }) => `${printDocument(name)}: ${printDocument(value)}`,
  Name: ({ value }) => value,
  Variable: ({ name }) => `$${printDocument(name)}`,
  NamedType: ({ name }) => printDocument(name),
  ListType: ({ type }) => `[${printDocument(type)}]`,
  NonNullType: ({ type }) => `${printDocument(type)}!`,
  IntValue: ({ value }) => value,
  FloatValue: ({ value }) => value,
  // Every JSON string is a GraphQL string.
  StringValue: ({ value }) => JSON.stringify(value),
  BooleanValue: ({ value }) => String(value),
  NullValue: () => "null",
  EnumValue: ({ value }) => value,
  ListValue: ({ values }) => `[${all(values, ", ")}]`,
  ObjectValue: ({ fields }) => `{${all(fields, ", ")}}`,
  ObjectField: ({ name, value }) => `${printDocument(name)}: ${printDocument(value)}`,
};
