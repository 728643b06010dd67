/**
 * Webhooks that are asked for together with the call they watch: checked before it is accepted, written in the transaction
 * that accepts it. Each has the id of its call under its own prefix, so that a replay of the call finds it.
 */
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import type { Transaction } from "../db/database.js";
import { bareId, prefixedId } from "../kernel/ids.js";
import { checkContent, warnUnsealed } from "./registration.js";
import { createWebhookSecret } from "./signature.js";
import { DEFAULT_DOCUMENT, type Webhook } from "./webhook.js";
import type { WebhookServiceDeps } from "./webhook.service.js";

/** In order, and not written yet; `secret` as the receiver is given it. */
export interface CallWebhook extends Pick<Webhook, "owner" | "url" | "document" | "secret"> {}

export interface CallWebhooks {
  /** @throws AppError FORBIDDEN; BAD_USER_INPUT with the problems of `/webhook/url` and `/webhook/document` */
  check(ctx: RequestContext, asked: { readonly url: string; readonly document?: string | null | undefined }): CallWebhook;
  /** May run more than once for the same invocations. */
  accepting(tx: Transaction, watched: readonly { readonly invocationId: string; readonly webhook: CallWebhook }[]): Promise<void>;
}

export type CallWebhookDeps = Pick<WebhookServiceDeps, "webhooks" | "documents" | "secrets" | "allowedHosts" | "clock">;

export const createCallWebhooks = (deps: CallWebhookDeps): CallWebhooks => ({
  check(ctx, { url, document }) {
    const { id, tenant, roles, via } = requirePermission(ctx, "invocation:read");
    const owner: Webhook["owner"] = { id, tenant, roles, via };
    const content = { url, document: document ?? DEFAULT_DOCUMENT };
    checkContent(deps, { ...content, at: "/webhook" }, owner);
    warnUnsealed(deps, ctx);
    return { owner, ...content, secret: createWebhookSecret() };
  },
  accepting(tx, watched) {
    const now = deps.clock.now();
    const webhooks = watched.map(
      ({ invocationId, webhook }): Webhook => ({
        ...{ ...webhook, id: callWebhookId(invocationId), invocationId, abilityId: null },
        ...{ secret: deps.secrets.seal(webhook.secret), previousSecret: null },
        ...{ state: "ACTIVE", pauseReason: null, revision: 1, createdAt: now, updatedAt: now },
      }),
    );
    return deps.webhooks.insert(tx, webhooks);
  },
});

export const callWebhookId = (invocationId: string): string => prefixedId(bareId(invocationId, "invocation"), "webhook");
