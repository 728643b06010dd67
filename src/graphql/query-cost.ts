/**
 * What an operation may cost at worst: scalars 0, objects 1, lists their page size times what they hold
 * (`reference/graphql-rules.md` rule 39). graphql-armor's own cost rule reads neither variables nor defaults, so a
 * page size moved into a variable would be free; this one is given both.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
  type ValueNode,
} from "graphql";

export interface CostQuestion {
  readonly schema: GraphQLSchema;
  /** Must have passed validation: fragment cycles would not end. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Lists refuse a larger page themselves, with a better sentence than a cost limit can give. */
const MAX_PAGE = 100;
const PAGE_ARGUMENTS: ReadonlySet<string> = new Set(["first", "last"]);

export const costOf = (question: CostQuestion): number => {
  const root = question.schema.getRootType(question.operation.operation);
  return root ? new CostWalk(question).selection(question.operation.selectionSet, root) : 0;
};

class CostWalk {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** A fragment costs the same wherever it is spread; without this, spreads inside spreads grow exponentially. */
  private readonly fragmentCosts = new Map<string, number>();

  constructor(private readonly question: CostQuestion) {
    this.fragments = new Map(
      question.document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    );
  }

  selection(set: SelectionSetNode, type: GraphQLNamedType): number {
    let cost = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) cost += this.field(node, type);
      else if (node.kind === Kind.FRAGMENT_SPREAD) cost += this.fragment(node.name.value);
      else cost += this.selection(node.selectionSet, (node.typeCondition && typeFromAST(this.question.schema, node.typeCondition)) ?? type);
    }
    return cost;
  }

  private fragment(name: string): number {
    const known = this.fragmentCosts.get(name);
    if (known !== undefined) return known;
    const fragment = this.fragments.get(name);
    const type = fragment && typeFromAST(this.question.schema, fragment.typeCondition);
    const cost = fragment && type ? this.selection(fragment.selectionSet, type) : 0;
    this.fragmentCosts.set(name, cost);
    return cost;
  }

  private field(node: FieldNode, parent: GraphQLNamedType): number {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (!field || !node.selectionSet) return 0;
    const type = getNamedType(field.type);
    return isLeafType(type) ? 0 : 1 + this.pageSize(node, field) * this.selection(node.selectionSet, type);
  }

  private pageSize(node: FieldNode, field: GraphQLField<unknown, unknown>): number {
    let size = 1;
    for (const argument of field.args) {
      const value = this.argumentValue(node, argument);
      if (PAGE_ARGUMENTS.has(argument.name) && typeof value === "number") size = Math.max(size, Math.min(value, MAX_PAGE));
      if (Array.isArray(value)) size = Math.max(size, value.length);
    }
    return size;
  }

  private argumentValue(node: FieldNode, argument: GraphQLArgument): unknown {
    const given = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
    const value = given && this.valueOf(given);
    return value === undefined ? argument.defaultValue : value;
  }

  private valueOf(value: ValueNode): unknown {
    if (value.kind === Kind.INT) return Number(value.value);
    if (value.kind === Kind.LIST) return value.values;
    if (value.kind !== Kind.VARIABLE) return null;
    const name = value.name.value;
    if (this.question.variables[name] !== undefined) return this.question.variables[name];
    const fallback = this.question.operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue;
    return fallback && this.valueOf(fallback);
  }
}
