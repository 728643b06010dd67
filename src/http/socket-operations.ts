/** The operations on one WebSocket: admitted like HTTP requests, executed, and ended when the client leaves. */
import { type ExecutionArgs, execute, GraphQLError } from "graphql";
import type { Context, ServerOptions, SubscribePayload } from "graphql-ws";
import type { CreateLoaders, GraphqlContext } from "../graphql/context.js";
import type { PrepareDocument } from "../graphql/documents.js";
import { refusal } from "../graphql/errors.js";
import type { QueryGate } from "../graphql/limits.js";
import type { OperationMeter } from "../graphql/operation-meter.js";
import { AppError } from "../kernel/errors.js";
import { createRequestContext } from "./caller.js";
import type { FanOut, Listener } from "./fan-out.js";
import { admitOperation, measureOperation, Refused, subscribe } from "./operations.js";
import { publicError, withRequestId } from "./results.js";
import type { SocketSession } from "./socket-session.js";

export interface ProtocolDeps<Loaders> {
  readonly gate: QueryGate;
  readonly meter: OperationMeter;
  readonly prepare: PrepareDocument;
  readonly createLoaders: CreateLoaders<Loaders>;
  readonly fanOut: FanOut<Loaders>;
  readonly operationsPerSocket: number;
}

type Hooks = Required<
  Pick<ServerOptions<Record<string, unknown>, SocketSession>, "execute" | "subscribe" | "onSubscribe" | "onNext" | "onError">
>;
type SocketContext = Context<Record<string, unknown>, SocketSession>;

/** What `onSubscribe` returns is handed to `execute` and `subscribe` as it is. */
interface SocketArgs<Loaders> extends ExecutionArgs {
  readonly contextValue: GraphqlContext<Loaders>;
  readonly listener: Listener;
}

export const protocolHooks = <Loaders>(deps: ProtocolDeps<Loaders>): Hooks => ({
  onSubscribe(socket, operationId, payload) {
    const context = begin(socket, operationId, deps);
    try {
      const args = executable(socket, payload, deps);
      return { ...args, contextValue: context, listener: listenerOf(socket.extra, operationId, context.ctx.requestId) };
    } catch (error) {
      if (error instanceof Refused) return error.errors;
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  },
  async execute(args) {
    const startedAt = performance.now();
    const result = await execute(args);
    measureOperation(args, deps.meter, { failed: result.errors !== undefined, durationMs: performance.now() - startedAt });
    return result;
  },
  subscribe(args) {
    const { listener, contextValue: context } = args as SocketArgs<Loaders>;
    return subscribe({ args, context, listener }, deps);
  },
  onNext(...[socket, operationId, , , result]) {
    const operation = socket.extra.operations.get(operationId);
    if (!operation) return undefined;
    const { context } = operation;
    const errors = result.errors?.map((error) => publicError(error, context));
    const extensions = operation.announced ? result.extensions : { ...result.extensions, requestId: context.ctx.requestId };
    operation.announced = true;
    return { ...result, ...(errors ? { errors } : {}), ...(extensions ? { extensions } : {}) };
  },
  onError(...[socket, operationId, , errors]) {
    const context = socket.extra.operations.get(operationId)?.context;
    return context && errors.map((error) => publicError(error, context));
  },
});

/** Shared results pass the protocol by: only the operation's id is put in front of their bytes. */
const listenerOf = ({ connection }: SocketSession, operationId: string, requestId: string): Listener => {
  const head = Buffer.from(`{"id":${JSON.stringify(operationId)},"type":"next","payload":`);
  let announced = false;
  return {
    send(result) {
      if (!announced) {
        announced = true;
        return connection.send(framed(head, Buffer.from(withRequestId(result.json, requestId))));
      }
      result.bytes ??= Buffer.from(result.json);
      return connection.send(framed(head, result.bytes));
    },
  };
};

const CLOSING_BRACE = 0x7d;

const framed = (head: Buffer, result: Buffer): Buffer => {
  const frame = Buffer.allocUnsafe(head.length + result.length + 1);
  head.copy(frame);
  result.copy(frame, head.length);
  frame[frame.length - 1] = CLOSING_BRACE;
  return frame;
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
  operations.begin(operationId, { context, leaving, announced: false, isRunning: () => operationId in socket.subscriptions });
  return context;
};

/** @throws Refused | GraphQLError */
const executable = <Loaders>(socket: SocketContext, payload: SubscribePayload, deps: ProtocolDeps<Loaders>): ExecutionArgs => {
  const { operationsPerSocket: limit } = deps;
  if (Object.keys(socket.subscriptions).length > limit) throw refusal(new AppError("TOO_MANY_OPERATIONS", { params: { limit } }));
  return admitOperation(payload, socket.extra.principal, deps).args;
};
