/** What can be done with a webhook that there is, and with its deliveries. */
import type { AuditAction } from "../audit/audit.js";
import type { Principal } from "../auth/principal.js";
import { type RequestContext, requirePrincipal } from "../auth/request-context.js";
import type { Transaction } from "../db/database.js";
import { AppError } from "../kernel/errors.js";
import { requireIdKind } from "../kernel/ids.js";
import { note } from "./audit-notes.js";
import { newDelivery } from "./outbox.js";
import { checkContent } from "./registration.js";
import { resealed } from "./resealing.js";
import { createWebhookSecret } from "./signature.js";
import type { Webhook, WebhookDelivery } from "./webhook.js";
import type { WebhookService, WebhookServiceDeps } from "./webhook.service.js";

type Changes = Pick<WebhookService, "update" | "pause" | "activate" | "rotateSecret" | "delete" | "test" | "redeliver">;

/** Long enough to bring a new secret to every receiver. */
const OLD_SECRET_HOLDS_MS = 24 * 3_600_000;

/** @param mine the webhook, when the caller may see it: who may see it may change it. @throws AppError NOT_FOUND */
export const createWebhookChanges = (deps: WebhookServiceDeps, mine: (ctx: RequestContext, id: string) => Promise<Webhook>): Changes => ({
  async update(ctx, { id, expectedRevision, url, document }) {
    const current = await mine(ctx, id);
    if (current.revision !== expectedRevision) throw changedMeanwhile(current);
    const content = { url: url ?? current.url, document: document ?? current.document };
    const owner = ownerNow(current.owner, requirePrincipal(ctx));
    checkContent(deps, content, owner);
    return save(deps, ctx, { current, action: "webhook.update", next: { ...content, owner } });
  },
  async pause(ctx, id) {
    const current = await mine(ctx, id);
    if (current.state === "PAUSED") return current;
    const next = { state: "PAUSED", pauseReason: "REQUESTED" } as const;
    return save(deps, ctx, { current, action: "webhook.pause", next, besides: (tx) => deps.deliveries.holdAll(tx, id) });
  },
  async activate(ctx, id) {
    const current = await mine(ctx, id);
    if (current.state === "ACTIVE") return current;
    const next = { state: "ACTIVE", pauseReason: null } as const;
    const besides = (tx: Transaction) => deps.deliveries.releaseAll(tx, id, deps.clock.now());
    return save(deps, ctx, { current, action: "webhook.activate", next, besides });
  },
  async rotateSecret(ctx, id) {
    const current = await mine(ctx, id);
    const secret = createWebhookSecret();
    // One that no key opens signs nothing any more.
    const old = resealed(deps.secrets, current.secret);
    const previousSecret = old === undefined ? null : { secret: old, until: deps.clock.now() + OLD_SECRET_HOLDS_MS };
    const next = { secret: deps.secrets.seal(secret), previousSecret };
    return { webhook: await save(deps, ctx, { current, action: "webhook.rotateSecret", next }), secret };
  },
  async delete(ctx, id) {
    const current = await mine(ctx, id);
    await deps.database.transaction(async (tx) => {
      if (await deps.webhooks.delete(tx, id)) await note(deps, tx, { ctx, action: "webhook.delete", before: current, after: null });
    });
    return current;
  },
  async test(ctx, { id, invocationId }) {
    const webhook = await mine(ctx, id);
    const subject = await testSubject(deps, ctx, { webhook, invocationId });
    const now = deps.clock.now();
    const delivery = newDelivery({ id: deps.newId("delivery"), webhookId: id, invocationId: subject, now, kind: "TEST" });
    await deps.database.transaction(async (tx) => {
      await deps.deliveries.insert(tx, delivery);
      tx.afterCommit(deps.wake);
    });
    return delivery;
  },
  redeliver: (ctx, deliveryId) => redeliver(deps, ctx, { deliveryId, mine }),
});

/** Whoever writes a document writes it as what they are now: an admin who is one no longer would read on as one. */
const ownerNow = (owner: Webhook["owner"], { id, roles, via }: Principal): Webhook["owner"] =>
  id === owner.id ? { ...owner, roles, via } : owner;

interface Change {
  readonly current: Webhook;
  readonly next: Partial<Webhook>;
  readonly action: AuditAction;
  readonly besides?: (tx: Transaction) => Promise<void>;
}

const save = async (deps: WebhookServiceDeps, ctx: RequestContext, { current, next, action, besides }: Change): Promise<Webhook> => {
  const saved: Webhook = { ...current, ...next, revision: current.revision + 1, updatedAt: deps.clock.now() };
  await deps.database.transaction(async (tx) => {
    if (!(await deps.webhooks.update(tx, saved))) throw changedMeanwhile(current);
    await besides?.(tx);
    await note(deps, tx, { ctx, action, before: current, after: saved });
    tx.afterCommit(deps.wake);
  });
  return saved;
};

interface TestSubject {
  readonly webhook: Webhook;
  readonly invocationId: string | null | undefined;
}

/** The invocation that was named, that is watched, or the ability's newest; `null` when there is none yet. */
const testSubject = async (
  { invocations }: WebhookServiceDeps,
  ctx: RequestContext,
  { webhook, invocationId }: TestSubject,
): Promise<string | null> => {
  if (invocationId != null) {
    const [named] = await invocations.getMany(ctx, [invocationId]);
    if (!named) throw new AppError("NOT_FOUND", { params: { id: invocationId } });
    return named.id;
  }
  if (webhook.abilityId === null) return webhook.invocationId;
  const newest = await invocations.list(ctx, { abilityIds: [webhook.abilityId] }, { first: 1 });
  return newest.items[0]?.node.id ?? null;
};

interface Redelivery {
  readonly deliveryId: string;
  readonly mine: (ctx: RequestContext, id: string) => Promise<Webhook>;
}

const redeliver = async (deps: WebhookServiceDeps, ctx: RequestContext, { deliveryId, mine }: Redelivery): Promise<WebhookDelivery> => {
  const read = async () => (await deps.deliveries.byIds([requireIdKind(deliveryId, "delivery")])).get(deliveryId);
  const unknown = () => new AppError("NOT_FOUND", { params: { id: deliveryId } });
  const delivery = await read();
  if (!delivery) throw unknown();
  const webhook = await mine(ctx, delivery.webhookId).catch((error: unknown) => {
    throw error instanceof AppError && error.code === "NOT_FOUND" ? unknown() : error;
  });
  if (webhook.state === "PAUSED" && delivery.kind === "ENDED") throw new AppError("WEBHOOK_PAUSED");
  await deps.database.transaction(async (tx) => {
    if (await deps.deliveries.sendAgain(tx, deliveryId, deps.clock.now())) tx.afterCommit(deps.wake);
  });
  return (await read()) ?? delivery;
};

const changedMeanwhile = ({ id }: Webhook): AppError =>
  new AppError("CONFLICT", { params: { what: { en: `The webhook ${id}`, zh: `Webhook ${id}` } } });
