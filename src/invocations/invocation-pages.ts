/** Lists of invocations and of their events: whose, how many, and where a page ends. */
import type { AbilityService } from "../abilities/ability.service.js";
import { can } from "../auth/principal.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import { eventCursor, listCursors, sequenceOfCursor } from "../kernel/cursor.js";
import { canonicalJson } from "../kernel/json.js";
import { checkFilter, checkPageSize, type Page, type PageRequest, toPage } from "../kernel/page.js";
import { ownership } from "./access.js";
import type { Invocation, InvocationEvent } from "./invocation.js";
import type { AbilityPageRequest, EventPageRequest, InvocationFilter, InvocationService } from "./invocation.service.js";
import type { InvocationStore } from "./invocation.store.js";
import { requireVisible } from "./visible.js";

export interface PagesDeps {
  readonly store: InvocationStore;
  readonly abilities: AbilityService;
}

export type InvocationPages = Pick<
  InvocationService,
  "list" | "pagesOfAbilities" | "pagesOfReplays" | "pagesOfRetries" | "events" | "eventPages"
>;

export const createInvocationPages = (deps: PagesDeps): InvocationPages => ({
  list: async (ctx, filter, page) => {
    checkFilter(filter);
    const abilityIds = await deps.abilities.idsOf(ctx, { ids: filter.abilityIds, keys: filter.abilityKeys });
    const [only] = await pages(deps, ctx, [{ filter: { ...filter, ...(abilityIds && { abilityIds }) }, page }]);
    return only ?? { items: [], hasNextPage: false };
  },
  pagesOfAbilities: async (ctx, requests) => pages(deps, ctx, requests.map(ofAbility)),
  pagesOfReplays: async (ctx, requests) => {
    const asked = requests.map(({ replayId, ...page }) => ({ filter: { replayId }, page }));
    return pages(deps, ctx, asked);
  },
  pagesOfRetries: async (ctx, requests) => {
    const asked = requests.map(({ retryOf, ...page }) => ({ filter: { retryOf }, page }));
    return pages(deps, ctx, asked);
  },
  async events(ctx, invocationId, page) {
    const invocation = await requireVisible(deps, ctx, invocationId);
    const [only] = await eventPages(deps, ctx, [{ invocation, ...page }]);
    return only ?? { items: [], hasNextPage: false };
  },
  eventPages: (ctx, requests) => eventPages(deps, ctx, requests),
});

interface ListRequest {
  readonly filter: InvocationFilter & { readonly replayId?: string; readonly retryOf?: string };
  readonly page: PageRequest;
}

const ofAbility = ({ ability, filter, ...page }: AbilityPageRequest): ListRequest => {
  checkFilter(filter);
  const { abilityIds, abilityKeys } = filter;
  const asked = (!abilityIds && !abilityKeys) || abilityIds?.includes(ability.id) || abilityKeys?.includes(ability.key);
  return { filter: { ...filter, abilityIds: asked ? [ability.id] : [] }, page };
};

const pages = async (deps: PagesDeps, ctx: RequestContext, requests: readonly ListRequest[]): Promise<Page<Invocation>[]> => {
  const principal = requirePermission(ctx, "invocation:read");
  const callerId = can(principal, "invocation:read-any") ? undefined : principal.id;
  const cursors = requests.map(({ filter }) => listCursors(canonicalJson(["invocations", principal.tenant, callerId ?? null, filter])));
  const rows = await deps.store.list(
    requests.map(({ filter: { abilityKeys: _, ...filter }, page }, index) => ({
      ...filter,
      tenant: principal.tenant,
      limit: checkPageSize(page.first) + 1,
      ...(callerId !== undefined && { callerId }),
      ...(page.after && { beforeId: cursors[index]?.keyOf(page.after) ?? "" }),
    })),
  );
  return requests.map(({ page }, index) => toPage(rows[index] ?? [], page.first, (row) => cursors[index]?.of(row.id) ?? ""));
};

const eventPages = async (
  deps: PagesDeps,
  ctx: RequestContext,
  requests: readonly EventPageRequest[],
): Promise<Page<InvocationEvent>[]> => {
  const rows = await deps.store.events(
    requests.map(({ invocation, first, after }) => {
      requirePermission(ctx, "invocation:read", ownership(invocation));
      return { invocationId: invocation.id, after: after ? sequenceOfCursor(after, invocation.id) : 0, limit: checkPageSize(first) + 1 };
    }),
  );
  return requests.map(({ first }, index) => toPage(rows[index] ?? [], first, (event) => eventCursor(event.invocationId, event.sequence)));
};
