/** Which variables of an operation can change a result behind the opening of its subscription: the ones that shared execution must tell apart. */
import { type DocumentNode, Kind, type OperationDefinitionNode, visit } from "graphql";
import { canonicalJson } from "../kernel/json.js";

export interface OperationOfDocument {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

export type TellingText = (
  operation: OperationOfDocument,
  startArguments: readonly string[],
  values: Readonly<Record<string, unknown>>,
) => string;

/**
 * Text that is equal for equal values of these variables. Left out is what is not declared, and what stands nowhere but
 * as a whole argument of a root field that `startArguments` names.
 */
export const createTellingText = (): TellingText => {
  // Documents come from a cache and keep their identity; the start arguments of a field never change.
  const known = new WeakMap<OperationDefinitionNode, readonly string[]>();
  return ({ document, operation }, startArguments, values) => {
    const names = known.get(operation) ?? tellingNames(document, operation, startArguments);
    known.set(operation, names);
    return canonicalJson(Object.fromEntries(names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]])));
  };
};

/** Names of several operations and fragments of one document are told apart or not together: that only costs sharing. */
const tellingNames = (document: DocumentNode, operation: OperationDefinitionNode, startArguments: readonly string[]): readonly string[] => {
  const starting = new Set<unknown>();
  for (const field of operation.selectionSet.selections) {
    if (field.kind !== Kind.FIELD) continue;
    for (const argument of field.arguments ?? []) if (startArguments.includes(argument.name.value)) starting.add(argument.value);
  }
  const names = new Set<string>();
  visit(document, {
    [Kind.VARIABLE_DEFINITION]: () => false,
    [Kind.VARIABLE](node) {
      if (!starting.has(node)) names.add(node.name.value);
    },
  });
  return [...names].sort();
};
