/**
 * One operation per request, answered as an event stream: the graphql-sse protocol, distinct connections
 * (`reference/graphql-rules.md` rule 34). The set of open streams, from admission to drain.
 */
import type { ServerResponse } from "node:http";
import { type ExecutionArgs, type ExecutionResult, execute, GraphQLError } from "graphql";
import type { RequestContext } from "../auth/request-context.js";
import type { CreateLoaders, GraphqlContext } from "../graphql/context.js";
import { extensionsOf, logError } from "../graphql/errors.js";
import type { OperationMeter } from "../graphql/operation-meter.js";
import type { Clock } from "../kernel/clock.js";
import { AppError, toAppError } from "../kernel/errors.js";
import type { Metrics } from "../kernel/metrics.js";
import type { Census } from "./caller-census.js";
import { CLOSING_MS, drain } from "./drain.js";
import type { FanOut, Listener } from "./fan-out.js";
import type { LiveLimits } from "./live-limits.js";
import { type AdmittedOperation, measureOperation, subscribe } from "./operations.js";
import { publicError, resultText, withRequestId } from "./results.js";
import { COMPLETE_FRAME, nextFrame, SseConnection, sharedFrame } from "./sse-connection.js";
import { whenExpired } from "./token-expiry.js";

export interface EventStreamsDeps<Loaders> {
  readonly meter: OperationMeter;
  readonly createLoaders: CreateLoaders<Loaders>;
  readonly fanOut: FanOut<Loaders>;
  readonly census: Census;
  readonly limits: LiveLimits;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export interface StreamRequest {
  readonly ctx: RequestContext;
  /** The operation, or why it is refused: that is said inside the stream, where readers see it. */
  readonly admitted: AdmittedOperation | { readonly errors: readonly GraphQLError[] };
  /** `Last-Event-ID`. */
  readonly resumeAfter: string | undefined;
  /** Its head is written. */
  readonly response: ServerResponse;
}

export interface EventStreams {
  /** @throws AppError SHUTTING_DOWN, TOO_MANY_CONNECTIONS: to be asked before the head is written, followed by `open`. */
  admit(ctx: RequestContext): void;
  /** Returns at once; the stream goes on until its operation, its reader or the server ends it. */
  open(request: StreamRequest): void;
  /** Ends every stream with a hint when to come back, over the window. */
  drain(graceMs: number): Promise<void>;
}

/** Long enough for a load balancer to have noticed that this instance stops. */
const COME_BACK_MS = 1_000;

export const createEventStreams = <Loaders>(deps: EventStreamsDeps<Loaders>): EventStreams => {
  const { census, limits, clock } = deps;
  const open = new Set<SseConnection>();
  const gauge = deps.metrics.gauge("event_streams", "Open event streams");
  const beat = setInterval(() => {
    for (const connection of open) connection.heartbeat();
  }, limits.pingIntervalMs);
  beat.unref();
  let draining = false;
  return {
    admit({ principal }) {
      if (draining) throw new AppError("SHUTTING_DOWN", { retryAfterMs: COME_BACK_MS });
      if (principal && !census.enter(principal)) throw new AppError("TOO_MANY_CONNECTIONS", { params: { limit: census.limit } });
    },
    open(request) {
      const { principal, log } = request.ctx;
      const atEnd: (() => void)[] = [];
      const connection = new SseConnection({
        ...{ clock, limits },
        response: request.response,
        onClosed(why) {
          open.delete(connection);
          gauge.set(open.size);
          census.leave(principal);
          for (const step of atEnd) step();
          log.info({ why, caller: principal?.id }, "event stream closed");
        },
      });
      open.add(connection);
      gauge.set(open.size);
      // The reader may have left while the request was read: then no other end will come.
      if (request.response.destroyed) return connection.end("", "left");
      if (principal) atEnd.push(whenExpired(principal, clock, () => endExpired(connection, request.ctx)));
      void serve(request, connection, { ...deps, onEnd: (step) => atEnd.push(step) });
    },
    async drain(graceMs) {
      draining = true;
      await endAll([...open], deps, graceMs);
      clearInterval(beat);
    },
  };
};

const endAll = async (
  peers: readonly SseConnection[],
  { limits, clock }: Pick<EventStreamsDeps<unknown>, "limits" | "clock">,
  graceMs: number,
): Promise<void> => {
  const windowMs = Math.min(limits.drainWindowMs, graceMs / 2);
  const cut = setTimeout(
    () => {
      for (const connection of peers) connection.terminate();
    },
    Math.min(graceMs, windowMs + CLOSING_MS),
  );
  await drain({ peers, windowMs, clock, random: Math.random, hangUp: (peer, ms) => peer.hangUp(ms) });
  await Promise.all(peers.map(({ gone }) => gone));
  clearTimeout(cut);
};

interface ServeDeps<Loaders> extends EventStreamsDeps<Loaders> {
  onEnd(step: () => void): void;
}

const serve = async <Loaders>(request: StreamRequest, connection: SseConnection, deps: ServeDeps<Loaders>): Promise<void> => {
  const { ctx, admitted, resumeAfter } = request;
  const context: GraphqlContext<Loaders> = { ctx, loaders: deps.createLoaders(ctx), ...(resumeAfter && { resumeAfter }) };
  const sender = senderTo(connection, ctx.requestId);
  try {
    if ("errors" in admitted) await sender.result(resultOf(admitted.errors, context));
    else await deliver({ admitted, context, sender, connection }, deps);
  } catch (thrown) {
    const error = thrown instanceof GraphQLError ? thrown : new GraphQLError(String(thrown), { originalError: toAppError(thrown) });
    await sender.result(resultOf([error], context));
  }
  connection.end(COMPLETE_FRAME, "complete");
};

interface Delivery<Loaders> {
  readonly admitted: AdmittedOperation;
  readonly context: GraphqlContext<Loaders>;
  readonly sender: Sender;
  readonly connection: SseConnection;
}

const deliver = async <Loaders>({ admitted, context, sender, connection }: Delivery<Loaders>, deps: ServeDeps<Loaders>): Promise<void> => {
  const args: ExecutionArgs = { ...admitted.args, contextValue: context };
  if (admitted.operation.operation !== "subscription") return sender.result(resultText(await once(args, deps.meter), context));
  const results = await subscribe({ args, context, listener: sender }, deps);
  if (!(Symbol.asyncIterator in results)) return sender.result(resultText(results, context));
  deps.onEnd(() => void results.return?.());
  if (!connection.open) return void results.return?.();
  for await (const result of results) await sender.result(resultText(result, context));
};

const once = async (args: ExecutionArgs, meter: OperationMeter): Promise<ExecutionResult> => {
  const startedAt = performance.now();
  const result = await execute(args);
  measureOperation(args, meter, { failed: result.errors !== undefined, durationMs: performance.now() - startedAt });
  return result;
};

interface Sender extends Listener {
  result(resultJson: string): Promise<void>;
}

/** The first result names the request id. */
const senderTo = (connection: SseConnection, requestId: string): Sender => {
  let announced = false;
  const announce = (json: string): string => {
    if (announced) return json;
    announced = true;
    return withRequestId(json, requestId);
  };
  return {
    send: (result) => connection.send(announced ? sharedFrame(result) : nextFrame(announce(result.json), result.cursor)),
    result: async (json) => connection.send(nextFrame(announce(json))),
  };
};

const resultOf = (errors: readonly GraphQLError[], context: GraphqlContext): string =>
  JSON.stringify({ errors: errors.map((error) => publicError(error, context)) });

/** The last word to a reader whose token ran out: `errors` with the code UNAUTHENTICATED, then `complete`. */
const endExpired = (connection: SseConnection, ctx: RequestContext): void => {
  const error = new AppError("UNAUTHENTICATED", { params: { reason: { en: "the token expired.", zh: "令牌已过期。" } } });
  logError(error, ctx.log);
  const { language, requestId } = ctx;
  const result = { errors: [{ message: error.messageIn(language), extensions: extensionsOf(error, { language, requestId }) }] };
  connection.end(nextFrame(JSON.stringify(result)) + COMPLETE_FRAME, "token expired");
};
