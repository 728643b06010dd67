/**
 * Webhooks as the other rooms see them. Who may manage webhooks of abilities sees all of the tenant; everybody sees and
 * manages those for calls of their own, and no others, whatever they once were. What a caller may not see is not found.
 */
import type { AbilityService } from "../abilities/ability.service.js";
import type { AuditService } from "../audit/audit.service.js";
import { can, type Principal } from "../auth/principal.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import type { Database } from "../db/database.js";
import type { InvocationService } from "../invocations/invocation.service.js";
import type { Clock } from "../kernel/clock.js";
import { listCursors } from "../kernel/cursor.js";
import type { AllowedHost } from "../kernel/destination.js";
import { AppError } from "../kernel/errors.js";
import { type IdFactory, isIdOf, requireIdKind } from "../kernel/ids.js";
import { checkFilter, checkPageSize, type Page, type PageRequest, toPage } from "../kernel/page.js";
import type { SecretBox } from "../kernel/secret-box.js";
import { createWebhookChanges } from "./changes.js";
import { createRegistration } from "./registration.js";
import type { DeliveryState, Webhook, WebhookDelivery, WebhookDocuments, WebhookState } from "./webhook.js";
import type { WebhookStore } from "./webhook.store.js";
import type { DeliveryStore } from "./webhook-delivery.store.js";

/** Exactly one of the two targets. */
export interface NewWebhook {
  readonly abilityId?: string | null | undefined;
  readonly invocationId?: string | null | undefined;
  readonly url: string;
  /** Default: `DEFAULT_DOCUMENT`. */
  readonly document?: string | null | undefined;
}

export interface WebhookChange {
  readonly id: string;
  readonly expectedRevision: number;
  readonly url?: string | null | undefined;
  readonly document?: string | null | undefined;
}

export interface WebhookFilter {
  readonly abilityIds?: readonly string[];
  readonly invocationIds?: readonly string[];
  readonly states?: readonly WebhookState[];
}

export interface DeliveryPageRequest extends PageRequest {
  readonly webhookId: string;
  readonly states?: readonly DeliveryState[];
}

/** A secret is shown by what makes it, and never again. */
export interface WithSecret {
  readonly webhook: Webhook;
  readonly secret: string;
}

export interface WebhookService {
  /** @throws AppError BAD_USER_INPUT with problems of `/url` and `/document`, NOT_FOUND, FORBIDDEN, WEBHOOK_LIMIT_REACHED */
  create(ctx: RequestContext, registration: NewWebhook): Promise<WithSecret>;
  /** @throws AppError CONFLICT besides. */
  update(ctx: RequestContext, change: WebhookChange): Promise<Webhook>;
  /** Deliveries wait until it is activated; ends of invocations meanwhile are not told. */
  pause(ctx: RequestContext, id: string): Promise<Webhook>;
  activate(ctx: RequestContext, id: string): Promise<Webhook>;
  /** For a day deliveries are signed with the old secret as well. */
  rotateSecret(ctx: RequestContext, id: string): Promise<WithSecret>;
  /** With its deliveries. @returns what it was. */
  delete(ctx: RequestContext, id: string): Promise<Webhook>;
  /** One delivery now, of an invocation that may be named; for a paused webhook too. */
  test(ctx: RequestContext, test: { readonly id: string; readonly invocationId?: string | null | undefined }): Promise<WebhookDelivery>;
  /** The same bytes under the same id once more. One that is being sent at this moment is left to it. */
  redeliver(ctx: RequestContext, deliveryId: string): Promise<WebhookDelivery>;
  /** One entry per id, in order; `null` where it does not exist or may not be seen. */
  getMany(ctx: RequestContext, ids: readonly string[]): Promise<(Webhook | null)[]>;
  getDeliveries(ctx: RequestContext, ids: readonly string[]): Promise<(WebhookDelivery | null)[]>;
  list(ctx: RequestContext, filter: WebhookFilter, page: PageRequest): Promise<Page<Webhook>>;
  /** Of webhooks the caller was given already; newest first. */
  deliveryPages(ctx: RequestContext, requests: readonly DeliveryPageRequest[]): Promise<Page<WebhookDelivery>[]>;
  /** What was sent, of deliveries the caller was given already; `null` until it was prepared. */
  bodies(ctx: RequestContext, deliveryIds: readonly string[]): Promise<(string | null)[]>;
}

export interface WebhookServiceDeps {
  readonly database: Database;
  readonly webhooks: WebhookStore;
  readonly deliveries: DeliveryStore;
  readonly abilities: AbilityService;
  readonly invocations: InvocationService;
  readonly audit: AuditService;
  readonly documents: () => WebhookDocuments;
  readonly secrets: SecretBox;
  readonly allowedHosts: readonly AllowedHost[];
  readonly clock: Clock;
  readonly newId: IdFactory;
  /** After a commit: something is due. */
  readonly wake: () => void;
}

export const createWebhookService = (deps: WebhookServiceDeps): WebhookService => {
  const getMany = (ctx: RequestContext, ids: readonly string[]) => visible(deps, ctx, ids);
  const mine = async (ctx: RequestContext, id: string): Promise<Webhook> => {
    const [webhook] = await getMany(ctx, [requireIdKind(id, "webhook")]);
    if (webhook) return webhook;
    throw new AppError("NOT_FOUND", { params: { id } });
  };
  return {
    ...createRegistration(deps),
    ...createWebhookChanges(deps, mine),
    getMany,
    getDeliveries: (ctx, ids) => visibleDeliveries(deps, ctx, ids),
    list: (ctx, filter, page) => list(deps, ctx, { filter, page }),
    deliveryPages: (ctx, requests) => deliveryPages(deps, ctx, requests),
    async bodies(ctx, deliveryIds) {
      if (new Set(deliveryIds).size > MAX_BODIES) throw tooManyBodies();
      const seen = await visibleDeliveries(deps, ctx, deliveryIds);
      const found = await deps.deliveries.bodies(seen.flatMap((delivery) => delivery?.id ?? []));
      return deliveryIds.map((id) => found.get(id) ?? null);
    },
  };
};

/** They may be large. */
const MAX_BODIES = 20;

const tooManyBodies = (): AppError =>
  new AppError("BAD_USER_INPUT", {
    params: {
      problem: { en: `ask for the body of at most ${MAX_BODIES} deliveries at once.`, zh: `一次最多读取 ${MAX_BODIES} 条投递的 body。` },
    },
  });

const maySee = (principal: Principal, { owner, invocationId }: Webhook): boolean =>
  owner.tenant === principal.tenant && (can(principal, "webhook:manage") || (owner.id === principal.id && invocationId !== null));

const visible = async (deps: WebhookServiceDeps, ctx: RequestContext, ids: readonly string[]): Promise<(Webhook | null)[]> => {
  const principal = requirePermission(ctx, "invocation:read");
  const found = await deps.webhooks.byIds([...new Set(ids)].filter((id) => isIdOf(id, "webhook")));
  return ids.map((id) => {
    const webhook = found.get(id);
    return webhook && maySee(principal, webhook) ? webhook : null;
  });
};

const visibleDeliveries = async (
  deps: WebhookServiceDeps,
  ctx: RequestContext,
  ids: readonly string[],
): Promise<(WebhookDelivery | null)[]> => {
  const found = await deps.deliveries.byIds([...new Set(ids)].filter((id) => isIdOf(id, "delivery")));
  const webhookIds = [...new Set([...found.values()].map(({ webhookId }) => webhookId))];
  const seen = new Set((await visible(deps, ctx, webhookIds)).flatMap((webhook) => webhook?.id ?? []));
  return ids.map((id) => {
    const delivery = found.get(id);
    return delivery && seen.has(delivery.webhookId) ? delivery : null;
  });
};

const list = async (
  deps: WebhookServiceDeps,
  ctx: RequestContext,
  { filter, page }: { filter: WebhookFilter; page: PageRequest },
): Promise<Page<Webhook>> => {
  const principal = requirePermission(ctx, "invocation:read");
  checkFilter(filter);
  for (const id of filter.abilityIds ?? []) requireIdKind(id, "ability");
  const first = checkPageSize(page.first);
  const owner = can(principal, "webhook:manage") ? {} : { callsOf: principal.id };
  const cursors = listCursors(JSON.stringify(["webhooks", principal.tenant, owner, filter]));
  const beforeId = page.after ? { beforeId: cursors.keyOf(page.after) } : {};
  const rows = await deps.webhooks.list({ ...filter, ...owner, ...beforeId, tenant: principal.tenant, limit: first + 1 });
  return toPage(rows, first, ({ id }) => cursors.of(id));
};

const deliveryPages = async (
  deps: WebhookServiceDeps,
  ctx: RequestContext,
  requests: readonly DeliveryPageRequest[],
): Promise<Page<WebhookDelivery>[]> => {
  requirePermission(ctx, "invocation:read");
  const asked = requests.map(({ webhookId, states, first, after }) => {
    const filter = states ? { states } : {};
    checkFilter(filter);
    const cursors = listCursors(JSON.stringify(["deliveries", webhookId, filter]));
    return {
      first,
      cursors,
      range: { webhookId, ...filter, ...(after && { beforeId: cursors.keyOf(after) }), limit: checkPageSize(first) + 1 },
    };
  });
  const rows = await deps.deliveries.lists(asked.map(({ range }) => range));
  return asked.map(({ first, cursors }, index) => toPage(rows[index] ?? [], first, ({ id }) => cursors.of(id)));
};
