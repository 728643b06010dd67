/** Invocations by id, for a caller: what may not be seen is not found. */
import { can } from "../auth/principal.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import { AppError } from "../kernel/errors.js";
import { ownership } from "./access.js";
import type { Invocation } from "./invocation.js";
import type { InvocationStore } from "./invocation.store.js";

interface Readable {
  readonly store: Pick<InvocationStore, "byIds">;
}

/** One entry per id, in order; `null` where it does not exist or may not be seen. */
export const visible = async ({ store }: Readable, ctx: RequestContext, ids: readonly string[]): Promise<(Invocation | null)[]> => {
  requirePermission(ctx, "invocation:read");
  const found = await store.byIds([...new Set(ids)]);
  return ids.map((id) => {
    const invocation = found.get(id);
    return invocation && can(ctx.principal, "invocation:read", ownership(invocation)) ? invocation : null;
  });
};

/** @throws AppError NOT_FOUND when it does not exist or may not be seen. */
export const requireVisible = async (deps: Readable, ctx: RequestContext, invocationId: string): Promise<Invocation> => {
  const [invocation] = await visible(deps, ctx, [invocationId]);
  if (!invocation) throw new AppError("NOT_FOUND", { params: { id: invocationId } });
  return invocation;
};
