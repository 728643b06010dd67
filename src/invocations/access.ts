/** What a caller may do with an invocation, beyond reading it. Pure. */
import type { Answerers } from "../abilities/ability.js";
import { can, type Owned, type Principal } from "../auth/principal.js";
import type { Invocation } from "./invocation.js";
import { allowedActions, type InvocationAction } from "./lifecycle.js";

export const ownership = ({ tenant, callerId }: Invocation): Owned => ({ tenant, callerId });

/** Cancel and repeat: one's own with the right to invoke, the tenant's with `invocation:control-any`. */
export const mayControl = (principal: Principal | undefined, invocation: Invocation): boolean =>
  can(principal, "invocation:control-any", ownership(invocation)) || isOwn(principal, invocation);

/** An approval by somebody else is no approval when the caller gives it. */
export const mayAnswer = (principal: Principal | undefined, invocation: Invocation, answerers: Answerers): boolean =>
  can(principal, "invocation:control-any", ownership(invocation)) || (answerers === "CALLER" && isOwn(principal, invocation));

const isOwn = (principal: Principal | undefined, invocation: Invocation): boolean =>
  principal?.id === invocation.callerId &&
  can(principal, "invocation:read", ownership(invocation)) &&
  can(principal, "ability:invoke", ownership(invocation));

/** @param answerers of the question that is open; absent = none is. */
export const actionsOf = (
  principal: Principal | undefined,
  invocation: Invocation,
  answerers: Answerers | undefined,
): readonly InvocationAction[] => {
  const controls = mayControl(principal, invocation);
  const may: Readonly<Record<InvocationAction, boolean>> = {
    FOLLOW: true,
    CANCEL: controls && invocation.cancel === null,
    ANSWER: answerers !== undefined && mayAnswer(principal, invocation, answerers),
    RETRY: controls,
  };
  return allowedActions(invocation.status).filter((action) => may[action]);
};
