/**
 * Somebody to tell of the end of a call, asked for with the call: checked before it is accepted, written in the transaction
 * that accepts it, so that no end is missed. How that is done is the affair of whoever is handed in.
 */
import type { Principal } from "../auth/principal.js";
import type { RequestContext } from "../auth/request-context.js";

export interface WebhookRequest {
  readonly url: string;
  /** The query whose answer is told. Absent = the usual one. */
  readonly document?: string | null | undefined;
}

/** In order, and not written yet. */
export interface CompletionWebhook {
  readonly owner: Pick<Principal, "id" | "tenant" | "roles" | "via">;
  readonly url: string;
  readonly document: string;
  /** As the receiver is given it: shown to the caller once, and never kept like this. */
  readonly secret: string;
}

/** @throws AppError FORBIDDEN; BAD_USER_INPUT with the problems of `/webhook/url` and `/webhook/document` */
export type CheckWebhook = (ctx: RequestContext, asked: WebhookRequest) => CompletionWebhook;

export interface WatchedInvocation {
  readonly invocationId: string;
  readonly webhook: CompletionWebhook;
}
