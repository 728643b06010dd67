/** What people do with an invocation that exists, with their permission asked: stop it, answer it, repeat it. */
import type { Answerers } from "../abilities/ability.js";
import { can } from "../auth/principal.js";
import { type RequestContext, requirePrincipal } from "../auth/request-context.js";
import { AppError, isAppError } from "../kernel/errors.js";
import type { JsonValue } from "../kernel/json.js";
import { mayAnswer, mayControl, ownership } from "./access.js";
import type { Control } from "./control.js";
import type { Interrupt } from "./interrupt.js";
import type { Invocation } from "./invocation.js";
import type { InvocationStore } from "./invocation.store.js";
import type { Starter, StartOutcome } from "./start.js";
import type { RetryCommand } from "./start-command.js";
import { requireVisible } from "./visible.js";

export interface SteeringDeps {
  readonly store: Pick<InvocationStore, "byIds">;
  readonly starter: Pick<Starter, "retry">;
  readonly control: Control;
}

export const cancel = async (deps: SteeringDeps, ctx: RequestContext, invocationId: string): Promise<Invocation> =>
  deps.control.cancel(await requireControl(deps, ctx, invocationId));

export interface ResumeRequest {
  readonly invocationId: string;
  readonly interruptId: string;
  readonly answer: JsonValue;
}

export interface Resumed {
  readonly invocation: Invocation;
  /** It was answered before. */
  readonly replayed: boolean;
  /** Sequence behind which the answer and what follows it stand; 0 when it was answered before. */
  readonly answeredBehind: number;
}

export const resume = async (
  deps: SteeringDeps,
  ctx: RequestContext,
  { invocationId, interruptId, answer }: ResumeRequest,
): Promise<Resumed> => {
  const { id } = requirePrincipal(ctx);
  const invocation = await requireVisible(deps, ctx, invocationId);
  const permitted = (answerers: Answerers) => mayAnswer(ctx.principal, invocation, answerers);
  const answered = await deps.control.answer(invocation, interruptId, { value: answer, answererId: id, permitted });
  // Nothing but the answer or the end can follow while it waits.
  return { ...answered, answeredBehind: !answered.replayed && invocation.status === "WAITING" ? invocation.lastSeq : 0 };
};

/** Asks the database about those that wait only. */
export const openInterrupts = async (
  { control }: SteeringDeps,
  ctx: RequestContext,
  invocations: readonly Invocation[],
): Promise<(Interrupt | null)[]> => {
  const waiting = invocations.filter(
    (invocation) => invocation.status === "WAITING" && can(ctx.principal, "invocation:read", ownership(invocation)),
  );
  const found = waiting.length === 0 ? undefined : await control.openInterrupts([...new Set(waiting.map(({ id }) => id))]);
  return invocations.map(({ id }) => found?.get(id) ?? null);
};

export type RetryRequest = Omit<RetryCommand, "original"> & { readonly invocationId: string };

/** Who repeats it is the caller of the new one. */
export const retry = async (deps: SteeringDeps, ctx: RequestContext, { invocationId, ...command }: RetryRequest): Promise<StartOutcome> => {
  try {
    return await deps.starter.retry(ctx, { ...command, original: await requireControl(deps, ctx, invocationId) });
  } catch (error) {
    if (isAppError(error, "NOT_FOUND") || isAppError(error, "FORBIDDEN")) return { kind: "refused", error };
    throw error;
  }
};

/** @throws AppError NOT_FOUND when it may not be seen, FORBIDDEN when it may be seen and no more. */
const requireControl = async (deps: SteeringDeps, ctx: RequestContext, invocationId: string): Promise<Invocation> => {
  const invocation = await requireVisible(deps, ctx, invocationId);
  if (!mayControl(ctx.principal, invocation)) throw new AppError("FORBIDDEN", { params: { permission: "invocation:control-any" } });
  return invocation;
};
