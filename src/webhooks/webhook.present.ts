/** From webhooks and deliveries to what the schema shows of them. */
import type { Webhook, WebhookDelivery } from "./webhook.js";
import type { WebhookDeliveryType, WebhookType } from "./webhook.types.js";

export const presentWebhook = (webhook: Webhook): WebhookType & { __typename: "Webhook" } => ({
  __typename: "Webhook",
  source: webhook,
  id: webhook.id,
  state: webhook.state,
  pauseReason: webhook.pauseReason,
  url: webhook.url,
  document: webhook.document,
  ownerId: webhook.owner.id,
  revision: webhook.revision,
  previousSecretUntil: dateOf(webhook.previousSecret?.until ?? null),
  createdAt: new Date(webhook.createdAt),
  updatedAt: new Date(webhook.updatedAt),
});

export const presentDelivery = (delivery: WebhookDelivery): WebhookDeliveryType & { __typename: "WebhookDelivery" } => ({
  __typename: "WebhookDelivery",
  source: delivery,
  id: delivery.id,
  kind: delivery.kind,
  state: delivery.state,
  attempts: delivery.attempts,
  attemptLog: delivery.attemptLog.map((attempt) => ({ ...attempt, at: new Date(attempt.at) })),
  nextAttemptAt: delivery.state === "PENDING" ? new Date(delivery.dueAt) : null,
  httpStatus: delivery.httpStatus,
  lastError: delivery.lastError,
  durationMs: delivery.durationMs,
  createdAt: new Date(delivery.createdAt),
  finishedAt: dateOf(delivery.finishedAt),
});

const dateOf = (epochMs: number | null): Date | null => (epochMs === null ? null : new Date(epochMs));
