/** From invocations and their events to what the schema shows of them. */
import { can } from "../auth/principal.js";
import type { RequestContext } from "../auth/request-context.js";
import type { FeedItem } from "../feed/feed-items.js";
import { toRefusal } from "../graphql/error.types.js";
import { eventCursor } from "../kernel/cursor.js";
import { messageOf } from "../kernel/errors.js";
import type { TokenCounts } from "../providers/provider.js";
import type { Interrupt } from "./interrupt.js";
import type { InvocationFailure as Failure, Invocation, InvocationEvent } from "./invocation.js";
import type { InvocationFailure, InvocationType, TokenUsage } from "./invocation.types.js";
import type { InvocationEventType, InvocationInterrupt } from "./invocation-event.types.js";
import type { StartOutcome } from "./start.js";

type Named<T, Name extends string> = T & { readonly __typename: Name };

const inspects = (ctx: RequestContext): boolean => can(ctx.principal, "invocation:inspect");

export const presentInvocation = (ctx: RequestContext, invocation: Invocation): Named<InvocationType, "Invocation"> => ({
  __typename: "Invocation",
  source: invocation,
  id: invocation.id,
  status: invocation.status,
  createdAt: new Date(invocation.createdAt),
  startedAt: dateOf(invocation.startedAt),
  finishedAt: dateOf(invocation.finishedAt),
  durationMs: invocation.durationMs,
  deadlineAt: new Date(invocation.deadlineAt),
  attempt: invocation.attempt,
  tags: invocation.tags,
  executeId: inspects(ctx) ? invocation.executeId : null,
  usage: invocation.usage && presentUsage(invocation.usage),
  mode: invocation.mode,
  mappingVersion: can(ctx.principal, "mapping:read") ? invocation.mappingVersion : null,
  priority: invocation.priority,
  conversation: invocation.conversationKey,
  cancel: invocation.cancel && { requestedAt: new Date(invocation.cancel.requestedAt), outcome: invocation.cancel.outcome },
  late: invocation.late && { source: invocation, status: invocation.late.status, at: new Date(invocation.late.at) },
});

/** @param otherwise the type of a refusal that has none of its own. */
export const presentOutcome = (ctx: RequestContext, outcome: StartOutcome, otherwise = "AbilityUnavailable") => {
  if (outcome.kind === "refused") return toRefusal(ctx, outcome.error, otherwise);
  const { invocation, kind: _, ...shown } = outcome;
  const subscribeFrom = eventCursor(invocation.id, 0);
  return named("InvocationAccepted", { ...shown, invocation: presentInvocation(ctx, invocation), subscribeFrom });
};

export const presentFailure = (ctx: RequestContext, failure: Failure): InvocationFailure => ({
  class: failure.failureClass,
  code: failure.code,
  message: messageOf(failure.code, failure.params, ctx.language),
  retryable: failure.retryable,
  engineCode: failure.engineCode,
  engineMessage: inspects(ctx) ? failure.engineMessage : null,
});

const presentUsage = (usage: TokenCounts): TokenUsage => ({
  inputTokens: usage.inputTokens ?? null,
  outputTokens: usage.outputTokens ?? null,
  totalTokens: usage.totalTokens ?? null,
});

export const presentItem = (ctx: RequestContext, item: FeedItem): InvocationEventType => {
  switch (item.kind) {
    case "event":
      return presentEvent(item.event);
    case "snapshot":
      return named("SnapshotEvent", {
        ...position(item.invocation.id, item.invocation.lastSeq, item.at),
        invocation: presentInvocation(ctx, item.invocation),
      });
    case "gap":
      return named("GapEvent", {
        ...position(item.invocationId, item.toSequence, item.at),
        fromSequence: item.fromSequence,
        toSequence: item.toSequence,
      });
  }
};

export const presentEvent = ({ invocationId, sequence, at, body }: InvocationEvent): InvocationEventType => {
  const base = position(invocationId, sequence, at);
  switch (body.type) {
    case "state":
      return named("StateChanged", {
        ...base,
        from: body.from,
        to: body.to,
        attempt: body.attempt ?? null,
        restarted: body.restarted ?? false,
      });
    case "progress":
      return named("NodeProgress", { ...base, nodeId: body.nodeId, nodeTitle: body.nodeTitle, finished: body.finished });
    case "output":
      return named("OutputDelta", { ...base, nodeId: body.nodeId, text: body.text });
    case "interrupt":
      return named("InterruptRaised", { ...base, interrupt: presentInterrupt({ ...body, id: body.interruptId }) });
    case "interruptExpired":
      return named("InterruptExpired", { ...base, interruptId: body.interruptId });
    case "finished":
      return named("Finished", { ...base, invocationId, status: body.status, inlineOutput: body.output });
    default:
      // Written by a newer version that runs beside this one: its number must not be missing.
      return named("OtherEvent", base);
  }
};

type Asked = Pick<Interrupt, "id" | "question" | "answerers" | "expiresAt">;

export const presentInterrupt = ({ id, question, answerers, expiresAt }: Asked): InvocationInterrupt => ({
  id,
  prompt: question.prompt,
  options: question.options ?? null,
  form: question.form ?? null,
  answerers,
  expiresAt: new Date(expiresAt),
});

const named = <T extends object, Name extends string>(__typename: Name, value: T): Named<T, Name> => ({ __typename, ...value });

const position = (invocationId: string, sequence: number, at: number) => ({
  cursor: eventCursor(invocationId, sequence),
  sequence,
  at: new Date(at),
});

const dateOf = (epochMs: number | null): Date | null => (epochMs === null ? null : new Date(epochMs));
