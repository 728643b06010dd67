/**
 * Apollo Server with what costs time switched off, what reaches outside switched off, and our limits, errors and
 * request ids in place. It is handed out unstarted; the http room starts and stops it.
 */
import { ApolloServer, type ApolloServerPlugin, type GraphQLRequestContext } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GraphQLError } from "graphql";
import { can } from "../auth/principal.js";
import type { Log } from "../kernel/log.js";
import type { GraphqlContext } from "./context.js";
import { type ErrorAudience, formatGraphqlError } from "./errors.js";
import type { QueryGate } from "./limits.js";
import type { OperationMeter } from "./operation-meter.js";

export interface ApolloOptions {
  readonly gate: QueryGate;
  readonly log: Log;
  readonly meter: OperationMeter;
}

export const createApollo = <Loaders>({ gate, log, meter }: ApolloOptions): ApolloServer<GraphqlContext<Loaders>> => {
  // `formatError` is not told whose error it formats; `didEncounterErrors` runs before it with the same objects.
  const owners = new WeakMap<object, GraphqlContext<Loaders>>();
  return new ApolloServer<GraphqlContext<Loaders>>({
    schema: gate.schema,
    logger: log,
    introspection: true, // by role, see QueryGate.admit
    persistedQueries: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    validationRules: [...gate.validationRules],
    parseOptions: gate.parseOptions,
    stringifyResult: (result) => JSON.stringify(result),
    formatError(formatted, error) {
      const owner = typeof error === "object" && error !== null ? owners.get(error) : undefined;
      return formatGraphqlError(formatted, error, owner ? audienceOf(owner) : { log });
    },
    plugins: [
      // Instruments every field: a quarter of the throughput.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      requestPlugin<Loaders>({
        gate,
        meter,
        own: (errors, context) => {
          for (const error of errors) owners.set(error, context);
        },
      }),
    ],
  });
};

/** How errors of this caller are worded. */
export const audienceOf = ({ ctx }: GraphqlContext): ErrorAudience => ({
  log: ctx.log,
  language: ctx.language,
  requestId: ctx.requestId,
  showSuggestions: can(ctx.principal, "schema:introspect"),
});

interface RequestPluginParts<Loaders> {
  readonly gate: QueryGate;
  readonly meter: OperationMeter;
  own(errors: readonly GraphQLError[], context: GraphqlContext<Loaders>): void;
}

const requestPlugin = <Loaders>({ gate, meter, own }: RequestPluginParts<Loaders>): ApolloServerPlugin<GraphqlContext<Loaders>> => ({
  async requestDidStart() {
    const startedAt = performance.now();
    return {
      async didEncounterErrors({ errors, contextValue }) {
        own(errors, contextValue);
      },
      async didResolveOperation({ document, operation, request, contextValue }) {
        if (operation) gate.admit({ document, operation, variables: request.variables ?? {}, principal: contextValue.ctx.principal });
      },
      async willSendResponse(request) {
        addRequestId(request);
        meter.ended({
          kind: request.operation?.operation,
          name: request.operationName ?? undefined,
          failed: request.errors !== undefined,
          durationMs: performance.now() - startedAt,
        });
      },
    };
  },
});

const addRequestId = ({ response, contextValue }: GraphQLRequestContext<GraphqlContext>): void => {
  if (response.body?.kind !== "single") return;
  const result = response.body.singleResult;
  result.extensions = { ...result.extensions, requestId: contextValue.ctx.requestId };
};
