/** What a resolver is given: who asks, and the loaders that batch its reads. Nothing else reaches resolvers. */
import type { RequestContext } from "../auth/request-context.js";

/** `Loaders` is the schema's own registry of DataLoaders; this room only carries it. */
export interface GraphqlContext<Loaders = unknown> {
  readonly ctx: RequestContext;
  /** Fresh for every HTTP request and for every event of a subscription: a loader must not remember across events. */
  readonly loaders: Loaders;
  /** A cursor the transport was given, SSE's `Last-Event-ID`: a resumable subscription goes on behind it, whatever its arguments say. */
  readonly resumeAfter?: string;
}

export type CreateLoaders<Loaders> = (ctx: RequestContext) => Loaders;
