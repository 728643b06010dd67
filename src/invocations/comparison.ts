/** Two invocations side by side: what went in, what came out, how long it took and what it cost. */
import { can } from "../auth/principal.js";
import type { RequestContext } from "../auth/request-context.js";
import type { JsonValue } from "../kernel/json.js";
import { diffJson, type JsonDiff } from "../kernel/json-diff.js";
import type { Invocation, InvocationPayload } from "./invocation.js";
import type { InvocationStore } from "./invocation.store.js";
import { visible } from "./visible.js";

export interface ComparisonRequest {
  /** The newer one, which the caller was given already. */
  readonly invocation: Invocation;
  /** The older one; absent = the one it repeats. */
  readonly withId: string | null;
}

export interface Comparison {
  readonly before: Invocation;
  readonly after: Invocation;
  readonly input: JsonDiff;
  /** As sent to the engine; for those who may see mappings. */
  readonly parameters: JsonDiff | null;
  readonly output: JsonDiff;
}

/** Per part; more than a person reads. */
const MAX_CHANGES = 100;

/** One entry each, in order; `null` where there is nothing to compare with, or it may not be seen. */
export const compare = async (
  deps: { readonly store: InvocationStore },
  ctx: RequestContext,
  requests: readonly ComparisonRequest[],
): Promise<(Comparison | null)[]> => {
  const asked = requests.flatMap(({ invocation, withId }) => [invocation.id, withId ?? invocation.retryOf ?? ""]);
  const found = await visible(deps, ctx, asked);
  const payloads = await deps.store.payloads([...new Set(found.flatMap((invocation) => (invocation ? [invocation.id] : [])))]);
  const seesParameters = can(ctx.principal, "mapping:read");
  return requests.map((_, index) => {
    const [after, before] = found.slice(2 * index);
    if (!before || !after) return null;
    const part = (of: (payload: InvocationPayload) => JsonValue | undefined) => {
      const [older, newer] = [before, after].map(({ id }) => payloads.get(id));
      return diffJson(older && of(older), newer && of(newer), MAX_CHANGES);
    };
    return {
      ...{ before, after },
      input: part(({ form }) => form),
      parameters: seesParameters ? part(({ parameters, secrets }) => secrets?.shown ?? parameters) : null,
      output: part(({ output }) => output),
    };
  });
};
