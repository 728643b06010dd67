/** What the audit log is told of webhooks: what admins do, not what callers do about calls of their own. */
import type { AuditAction } from "../audit/audit.js";
import { type RequestContext, requirePrincipal } from "../auth/request-context.js";
import type { Transaction } from "../db/database.js";
import type { JsonObject } from "../kernel/json.js";
import type { Webhook } from "./webhook.js";
import type { WebhookServiceDeps } from "./webhook.service.js";

export interface WebhookNote {
  readonly ctx: RequestContext;
  readonly action: AuditAction;
  readonly before: Webhook | null;
  readonly after: Webhook | null;
}

/** In the transaction of the change. */
export const note = async (
  { audit }: Pick<WebhookServiceDeps, "audit">,
  tx: Transaction,
  { ctx, action, before, after }: WebhookNote,
): Promise<void> => {
  const webhook = (after ?? before) as Webhook;
  const ownCall = webhook.invocationId !== null && webhook.owner.id === requirePrincipal(ctx).id;
  if (ownCall) return;
  const shown = [before, after].map((one) => one && shownWebhook(one));
  await audit.record(tx, ctx, {
    ...{ action, subjectId: webhook.id, abilityId: webhook.abilityId },
    ...{ before: shown[0] ?? null, after: shown[1] ?? null },
  });
};

/** Receivers know their callers by what stands in the query, and the log outlives the webhook. */
const shownWebhook = ({ url, document, state, pauseReason, owner, invocationId, previousSecret }: Webhook): JsonObject => ({
  ...{ url: withoutQueryValues(url), document, state, pauseReason, invocationId },
  owner: { id: owner.id, roles: [...owner.roles] },
  previousSecretUntil: previousSecret && new Date(previousSecret.until).toISOString(),
});

const withoutQueryValues = (url: string): string => url.replace(/([?&][^=&#]*=)[^&#]*/g, "$1••••");
