/** The operations on one WebSocket: admitted like HTTP requests, executed, and ended when the client leaves. */
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  getOperationAST,
} from "graphql";
import type { Context, ServerOptions, SubscribePayload } from "graphql-ws";
import { audienceOf } from "../graphql/apollo.js";
import type { CreateLoaders, GraphqlContext } from "../graphql/context.js";
import type { PrepareDocument } from "../graphql/documents.js";
import { formatGraphqlError, refusal } from "../graphql/errors.js";
import type { QueryGate } from "../graphql/limits.js";
import type { OperationMeter } from "../graphql/operation-meter.js";
import { AppError } from "../kernel/errors.js";
import { createRequestContext } from "./caller.js";
import { EventStream } from "./event-stream.js";
import type { SocketSession } from "./socket-session.js";

export interface ProtocolDeps<Loaders> {
  readonly gate: QueryGate;
  readonly meter: OperationMeter;
  readonly prepare: PrepareDocument;
  readonly createLoaders: CreateLoaders<Loaders>;
  readonly operationsPerSocket: number;
}

type Hooks = Required<
  Pick<ServerOptions<Record<string, unknown>, SocketSession>, "execute" | "subscribe" | "onSubscribe" | "onNext" | "onError">
>;
type SocketContext = Context<Record<string, unknown>, SocketSession>;

export const protocolHooks = <Loaders>(deps: ProtocolDeps<Loaders>): Hooks => ({
  onSubscribe(socket, operationId, payload) {
    const context = begin(socket, operationId, deps);
    try {
      return { ...executable(socket, payload, deps), contextValue: context };
    } catch (error) {
      if (error instanceof Refused) return error.errors;
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  },
  async execute(args) {
    const startedAt = performance.now();
    const result = await execute(args);
    measure(args, deps.meter, { failed: result.errors !== undefined, durationMs: performance.now() - startedAt });
    return result;
  },
  subscribe: (args) => subscribe(args as SubscriptionArgs<Loaders>, deps),
  onNext(...[socket, operationId, , , result]) {
    const context = socket.extra.operations.get(operationId)?.context;
    if (!context) return undefined;
    const errors = result.errors?.map((error) => publicError(error, context));
    return { ...result, ...(errors ? { errors } : {}), extensions: { ...result.extensions, requestId: context.ctx.requestId } };
  },
  onError(...[socket, operationId, , errors]) {
    const context = socket.extra.operations.get(operationId)?.context;
    return context && errors.map((error) => publicError(error, context));
  },
});

interface SubscriptionArgs<Loaders> extends ExecutionArgs {
  readonly contextValue: GraphqlContext<Loaders>;
}

/** graphql-js's own `subscribe` would execute every event with one context, and its loaders would never forget. */
const subscribe = async <Loaders>(
  args: SubscriptionArgs<Loaders>,
  { createLoaders, meter }: ProtocolDeps<Loaders>,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> => {
  const startedAt = performance.now();
  const { ctx } = args.contextValue;
  const source = await createSourceEventStream(args);
  const failed = !(Symbol.asyncIterator in source);
  measure(args, meter, { failed, durationMs: performance.now() - startedAt });
  if (!(Symbol.asyncIterator in source)) return source;
  return new EventStream<ExecutionResult>({
    source,
    map: (event) => execute({ ...args, rootValue: event, contextValue: { ctx, loaders: createLoaders(ctx) } }),
  });
};

/** Registers the operation first: its errors too are worded for its caller and logged under its id. */
const begin = <Loaders>(socket: SocketContext, operationId: string, { createLoaders }: ProtocolDeps<Loaders>): GraphqlContext<Loaders> => {
  const { operations, request, principal, requestId, log } = socket.extra;
  const leaving = new AbortController();
  const id = `${requestId}.${operations.nextNumber()}`;
  const ctx = createRequestContext({
    principal,
    requestId: id,
    acceptLanguage: request.headers["accept-language"],
    log: log.child({ requestId: id }),
    signal: leaving.signal,
  });
  const context = { ctx, loaders: createLoaders(ctx) };
  operations.begin(operationId, { context, leaving, isRunning: () => operationId in socket.subscriptions });
  return context;
};

/** @throws Refused | GraphQLError */
const executable = <Loaders>(
  socket: SocketContext,
  payload: SubscribePayload,
  { gate, prepare, operationsPerSocket }: ProtocolDeps<Loaders>,
): ExecutionArgs => {
  if (Object.keys(socket.subscriptions).length > operationsPerSocket) {
    throw refusal(new AppError("TOO_MANY_OPERATIONS", { params: { limit: operationsPerSocket } }));
  }
  const prepared = prepare(payload.query);
  if ("errors" in prepared) throw new Refused(prepared.errors);
  const { document } = prepared;
  const operation = getOperationAST(document, payload.operationName);
  if (!operation) {
    throw new GraphQLError(payload.operationName ? `Unknown operation named "${payload.operationName}".` : "Say which operation to run.", {
      extensions: { code: "OPERATION_RESOLUTION_FAILURE" },
    });
  }
  const variables = payload.variables ?? {};
  gate.admit({ document, operation, variables, principal: socket.extra.principal });
  return { schema: gate.schema, document, operationName: payload.operationName, variableValues: variables };
};

class Refused extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super("refused");
  }
}

const publicError = (error: GraphQLError, context: GraphqlContext): GraphQLFormattedError =>
  formatGraphqlError(error.toJSON(), error, audienceOf(context));

const measure = (args: ExecutionArgs, meter: OperationMeter, outcome: { readonly failed: boolean; readonly durationMs: number }): void => {
  const operation = getOperationAST(args.document, args.operationName);
  meter.ended({ kind: operation?.operation, name: operation?.name?.value, ...outcome });
};
