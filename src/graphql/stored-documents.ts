/**
 * Queries that are kept and run later without a request: checked like any other when they are stored, and run as the
 * person who stored them. Knows nothing of what they are for.
 */
import { type DocumentNode, execute, type GraphQLError, getVariableValues, Kind, type OperationDefinitionNode } from "graphql";
import type { Principal } from "../auth/principal.js";
import type { RequestContext } from "../auth/request-context.js";
import { AppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import { audienceOf } from "./apollo.js";
import type { CreateLoaders, GraphqlContext } from "./context.js";
import { createDocumentCache, type PrepareDocument } from "./documents.js";
import { formatGraphqlError } from "./errors.js";
import type { QueryGate } from "./limits.js";

/** Counted from 1. */
export interface StoredDocumentProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface StoredDocuments {
  /** Empty when the text is one query that fits schema, limits and person, and declares the variable as `ID!`. */
  check(text: string, asked: { readonly variable: string; readonly principal: Principal }): readonly StoredDocumentProblem[];
  /**
   * The answer as a request would get it, with errors of single fields in it.
   * @throws AppError SERVICE_UNAVAILABLE, INTERNAL when asking again later may go better; BAD_USER_INPUT when the
   * document no longer fits the schema.
   */
  run(
    text: string,
    with_: { readonly variables: Readonly<Record<string, unknown>>; readonly principal: Principal; readonly requestId: string },
  ): Promise<{ readonly data: unknown; readonly errors?: readonly unknown[] }>;
}

export interface StoredDocumentDeps<Loaders> {
  readonly gate: QueryGate;
  readonly createLoaders: CreateLoaders<Loaders>;
  readonly log: Log;
}

export const createStoredDocuments = <Loaders>(deps: StoredDocumentDeps<Loaders>): StoredDocuments => {
  const prepare = createDocumentCache(deps.gate);
  const contextOf = (principal: Principal, requestId: string): GraphqlContext<Loaders> => {
    const log = deps.log.child({ requestId });
    const ctx: RequestContext = { principal, requestId, log, language: "en", signal: new AbortController().signal };
    return { ctx, loaders: deps.createLoaders(ctx) };
  };
  return {
    check: (text, { variable, principal }) => check(text, { prepare, variable, gate: deps.gate, context: contextOf(principal, "check") }),
    async run(text, { variables, principal, requestId }) {
      const prepared = prepare(text);
      const [operation, ...others] = "document" in prepared ? operationsOf(prepared.document) : [];
      if (!("document" in prepared) || !operation || others.length > 0) throw outdated();
      const context = contextOf(principal, requestId);
      deps.gate.admit({ document: prepared.document, operation, variables, principal });
      const { schema } = deps.gate;
      const result = await execute({ schema, document: prepared.document, variableValues: variables, contextValue: context });
      const errors = result.errors?.map((error) => formatGraphqlError(error.toJSON(), error, audienceOf(context)));
      const passing = errors?.find(({ extensions }) => PASSING.has(String(extensions?.code)));
      if (passing) throw new AppError(passing.extensions?.code === "INTERNAL" ? "INTERNAL" : "SERVICE_UNAVAILABLE", DATABASE);
      return { data: result.data ?? null, ...(errors && { errors }) };
    },
  };
};

/** Not what the document has to say, but that it cannot be asked now. */
const PASSING: ReadonlySet<string> = new Set(["SERVICE_UNAVAILABLE", "INTERNAL"]);
const DATABASE = { params: { part: { en: "database", zh: "数据库" } } };

const outdated = (): AppError =>
  new AppError("BAD_USER_INPUT", {
    params: { problem: { en: "the document no longer fits the schema.", zh: "文档与当前架构不符。" } },
  });

interface Check {
  readonly prepare: PrepareDocument;
  readonly variable: string;
  readonly gate: QueryGate;
  readonly context: GraphqlContext;
}

const check = (text: string, { prepare, variable, gate, context }: Check): StoredDocumentProblem[] => {
  const problemOf = (error: GraphQLError): StoredDocumentProblem => ({
    ...(error.locations?.[0] ?? START),
    message: formatGraphqlError(error.toJSON(), error, audienceOf(context)).message,
  });
  const prepared = prepare(text);
  if ("errors" in prepared) return prepared.errors.map(problemOf);
  const { document } = prepared;
  const [operation, second] = operationsOf(document);
  if (!operation || second) return [at(second, "A stored document has one operation.")];
  if (operation.operation !== "query") return [at(operation, `A stored document is a query, not a ${operation.operation}.`)];
  const variables = { [variable]: "sample" };
  const wrong =
    variableProblem(operation, variable) ?? getVariableValues(gate.schema, operation.variableDefinitions ?? [], variables).errors;
  if (Array.isArray(wrong)) return (wrong as readonly GraphQLError[]).map(problemOf);
  if (wrong) return [wrong as StoredDocumentProblem];
  try {
    gate.admit({ document, operation, variables, principal: context.ctx.principal });
    return [];
  } catch (error) {
    return [{ ...at(operation, ""), message: problemOf(error as GraphQLError).message }];
  }
};

const START = { line: 1, column: 1 };

const operationsOf = (document: DocumentNode): OperationDefinitionNode[] =>
  document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);

/** Nobody will be there to give a value to any other variable. */
const variableProblem = (operation: OperationDefinitionNode, variable: string): StoredDocumentProblem | undefined => {
  const definitions = operation.variableDefinitions ?? [];
  if (!definitions.some((definition) => definition.variable.name.value === variable)) {
    return at(operation, `The query has to declare the variable $${variable}: ID!`);
  }
  const other = definitions.find((definition) => definition.variable.name.value !== variable && !definition.defaultValue);
  return other && at(other, `Only $${variable} is given a value: $${other.variable.name.value} needs a default.`);
};

const at = (
  node: { readonly loc?: { readonly startToken: { readonly line: number; readonly column: number } } } | undefined,
  message: string,
) => ({
  line: node?.loc?.startToken.line ?? 1,
  column: node?.loc?.startToken.column ?? 1,
  message,
});
