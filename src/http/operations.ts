/** Operations that arrive over WebSocket or as event streams: admitted as over plain HTTP, measured, and subscribed to. */
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  type OperationDefinitionNode,
} from "graphql";
import type { Principal } from "../auth/principal.js";
import type { CreateLoaders, GraphqlContext } from "../graphql/context.js";
import type { PrepareDocument } from "../graphql/documents.js";
import type { QueryGate } from "../graphql/limits.js";
import type { OperationMeter } from "../graphql/operation-meter.js";
import { isSharedSource } from "../kernel/shared-source.js";
import { EventStream } from "./event-stream.js";
import type { FanOut, Listener } from "./fan-out.js";

/** What a client asks for; variables that are no object count as none. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

export interface AdmittedOperation {
  /** Without a context. */
  readonly args: ExecutionArgs;
  readonly operation: OperationDefinitionNode;
}

export interface OperationDeps<Loaders> {
  readonly meter: OperationMeter;
  readonly createLoaders: CreateLoaders<Loaders>;
  readonly fanOut: FanOut<Loaders>;
}

/** The document itself is refused. */
export class Refused extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super("refused");
  }
}

/** @throws Refused for the document, GraphQLError for the operation: unknown, too costly, not for this caller. */
export const admitOperation = (
  request: OperationRequest,
  principal: Principal | undefined,
  { gate, prepare }: { readonly gate: QueryGate; readonly prepare: PrepareDocument },
): AdmittedOperation => {
  const prepared = prepare(request.query);
  if ("errors" in prepared) throw new Refused(prepared.errors);
  const { document } = prepared;
  const operationName = request.operationName ?? undefined;
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    throw new GraphQLError(operationName ? `Unknown operation named "${operationName}".` : "Say which operation to run.", {
      extensions: { code: "OPERATION_RESOLUTION_FAILURE" },
    });
  }
  const variables = request.variables ?? {};
  gate.admit({ document, operation, variables, principal });
  return { args: { schema: gate.schema, document, operationName, variableValues: variables }, operation };
};

export interface Subscription<Loaders> {
  readonly args: ExecutionArgs;
  readonly context: GraphqlContext<Loaders>;
  /** Gets the results of a source that can be shared; those of others come out of the iterator. */
  readonly listener: Listener;
}

/** graphql-js's own `subscribe` would execute every event with one context, and its loaders would never forget. */
export const subscribe = async <Loaders>(
  { args, context, listener }: Subscription<Loaders>,
  { createLoaders, meter, fanOut }: OperationDeps<Loaders>,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> => {
  const startedAt = performance.now();
  const source = await createSourceEventStream(args);
  const failed = !(Symbol.asyncIterator in source);
  measureOperation(args, meter, { failed, durationMs: performance.now() - startedAt });
  if (!(Symbol.asyncIterator in source)) return source;
  if (isSharedSource(source)) return fanOut.subscribe({ args, context, source, listener });
  const { ctx } = context;
  return new EventStream<ExecutionResult>({
    source,
    map: (event) => execute({ ...args, rootValue: event, contextValue: { ctx, loaders: createLoaders(ctx) } }),
  });
};

export const measureOperation = (
  args: ExecutionArgs,
  meter: OperationMeter,
  outcome: { readonly failed: boolean; readonly durationMs: number },
): void => {
  const operation = getOperationAST(args.document, args.operationName);
  meter.ended({ kind: operation?.operation, name: operation?.name?.value, ...outcome });
};
