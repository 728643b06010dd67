/**
 * How much one operation may ask for, and who may read the schema (`reference/graphql-rules.md` rules 38–41). One
 * gate for HTTP and WebSocket: static rules that depend on the document alone, and an admission for each request.
 */
import { ApolloArmor } from "@escape.tech/graphql-armor";
import {
  BREAK,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type ParseOptions,
  type ValidationContext,
  type ValidationRule,
  visit,
} from "graphql";
import { can, type Principal } from "../auth/principal.js";
import { AppError, type LocalText } from "../kernel/errors.js";
import { refusal, tooComplex } from "./errors.js";
import { costOf } from "./query-cost.js";

export interface QueryLimits {
  /** Levels of fields; fragments do not count as a level. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly tokens: number;
  /** Objects at worst, see `costOf`. The default lets two lists of 100 nest with four objects each, never three lists. */
  readonly cost: number;
}

export const DEFAULT_QUERY_LIMITS: QueryLimits = { depth: 10, aliases: 15, directives: 50, tokens: 1000, cost: 50_000 };

/** One operation about to run. The document has passed the gate's validation rules. */
export interface OperationRequest {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly principal: Principal | undefined;
}

export interface QueryGate {
  readonly schema: GraphQLSchema;
  readonly parseOptions: ParseOptions;
  /** Depend on the document alone, so their verdict may be cached with it. */
  readonly validationRules: readonly ValidationRule[];
  /** @throws GraphQLError QUERY_TOO_COMPLEX above the cost limit, FORBIDDEN for introspection without the permission. */
  admit(request: OperationRequest): void;
}

export const createQueryGate = (schema: GraphQLSchema, limits: QueryLimits = DEFAULT_QUERY_LIMITS): QueryGate => {
  const introspects = createIntrospectionTest();
  return {
    schema,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: staticRules(limits),
    admit({ document, operation, variables, principal }) {
      if (introspects(document) && !can(principal, "schema:introspect")) {
        throw refusal(new AppError("FORBIDDEN", { params: { permission: "schema:introspect" } }));
      }
      const cost = costOf({ schema, document, operation, variables });
      if (cost > limits.cost) throw refusal(tooComplex(costProblem(cost, limits.cost)));
    },
  };
};

/** Tokens are counted by the parser itself and cost by `costOf`: armor's versions parse twice and miss variables. */
const staticRules = (limits: QueryLimits): ValidationRule[] => {
  const off = { enabled: false };
  const report = (problem: LocalText) => ({
    propagateOnRejection: false,
    onReject: [(context: ValidationContext | null, _: GraphQLError) => context?.reportError(refusal(tooComplex(problem)))],
  });
  const armor = new ApolloArmor({
    maxDepth: {
      n: limits.depth,
      flattenFragments: true,
      ...report({ en: `its fields nest deeper than ${limits.depth} levels.`, zh: `字段嵌套超过 ${limits.depth} 层。` }),
    },
    maxAliases: {
      n: limits.aliases,
      ...report({ en: `it has more than ${limits.aliases} aliases.`, zh: `别名超过 ${limits.aliases} 个。` }),
    },
    maxDirectives: {
      n: limits.directives,
      ...report({ en: `it has more than ${limits.directives} directives.`, zh: `指令超过 ${limits.directives} 个。` }),
    },
    costLimit: off,
    maxTokens: off,
    blockFieldSuggestion: off,
  });
  return armor.protect().validationRules;
};

const costProblem = (cost: number, limit: number): LocalText => ({
  en: `it could return ${cost} objects, at most ${limit} are allowed. Ask for smaller pages or fewer nested lists.`,
  zh: `可能返回 ${cost} 个对象，上限为 ${limit}。请减小分页或减少嵌套列表。`,
});

/** Remembered per document: cached documents keep their identity, so the walk happens once. */
const createIntrospectionTest = (): ((document: DocumentNode) => boolean) => {
  const verdicts = new WeakMap<DocumentNode, boolean>();
  return (document) => {
    const known = verdicts.get(document);
    if (known !== undefined) return known;
    let found = false;
    visit(document, {
      [Kind.FIELD]({ name }) {
        found = name.value === "__schema" || name.value === "__type";
        return found ? BREAK : undefined;
      },
    });
    verdicts.set(document, found);
    return found;
  };
};
