/**
 * Invocations as the other rooms see them: start one, read them, follow one. Asks for the permission in every method,
 * so that no door can skip it; what a caller may not see is not found.
 */
import type { AbilityReference, AbilityService } from "../abilities/ability.service.js";
import { can } from "../auth/principal.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import { visibilityScope } from "../auth/visibility.js";
import type { Database } from "../db/database.js";
import type { Activity } from "../feed/activity.js";
import type { ActivityItem } from "../feed/activity-follower.js";
import type { Feed } from "../feed/feed.js";
import { type FeedSource, feedSource } from "../feed/feed-items.js";
import { sequenceOfCursor } from "../kernel/cursor.js";
import { AppError } from "../kernel/errors.js";
import type { Page, PageRequest } from "../kernel/page.js";
import type { MappingService } from "../mappings/mapping.service.js";
import type { Cancellation, Provider, ProviderKind, ProviderLinks } from "../providers/provider.js";
import { ownership } from "./access.js";
import { type Comparison, type ComparisonRequest, compare } from "./comparison.js";
import type { Control } from "./control.js";
import type { Interrupt } from "./interrupt.js";
import type { Invocation, InvocationEvent, InvocationPayload } from "./invocation.js";
import type { InvocationStore } from "./invocation.store.js";
import { createInvocationPages } from "./invocation-pages.js";
import { type InvocationStatus, isFinal } from "./lifecycle.js";
import { createRepeatable, type Repeatable } from "./repeatable.js";
import type { Starter, StartOutcome } from "./start.js";
import type { StartCommand } from "./start-command.js";
import { cancel, openInterrupts, type Resumed, type ResumeRequest, type RetryRequest, resume, retry } from "./steering.js";
import { requireVisible, visible } from "./visible.js";

export type { Repeatable } from "./repeatable.js";

/** Times are epoch milliseconds, `createdTo` excluded. */
export interface InvocationFilter {
  readonly abilityIds?: readonly string[];
  readonly abilityKeys?: readonly string[];
  readonly statuses?: readonly InvocationStatus[];
  readonly createdFrom?: number;
  readonly createdTo?: number;
}

export interface AbilityPageRequest extends PageRequest {
  readonly ability: { readonly id: string; readonly key: string };
  /** One that names other abilities only matches nothing. */
  readonly filter: InvocationFilter;
}

export interface ReplayPageRequest extends PageRequest {
  readonly replayId: string;
}

export interface RetryPageRequest extends PageRequest {
  /** The invocation that was repeated. */
  readonly retryOf: string;
}

export interface EventPageRequest extends PageRequest {
  readonly invocation: Invocation;
}

export interface KeptCall {
  readonly invocation: Invocation;
  /** `undefined` = no longer kept. */
  readonly payload: InvocationPayload | undefined;
}

export interface InvocationService {
  /**
   * Durable when it resolves. Waits up to `waitMs` (0–25,000) for the end or a question, then shows how it stands.
   * @throws AppError BAD_USER_INPUT for arguments outside their bounds; what a caller must react to is returned.
   */
  start(ctx: RequestContext, command: StartCommand & { waitMs: number }): Promise<StartOutcome>;
  /** A new invocation like an earlier one. Waits as `start` does, and returns what a caller must react to. */
  retry(ctx: RequestContext, request: RetryRequest & { waitMs: number }): Promise<StartOutcome>;
  /**
   * The invocation as it stands when that was written down: final, or with a `cancel` that says REQUESTED. One that has
   * ended already comes back as it is. @throws AppError NOT_FOUND, FORBIDDEN
   */
  cancel(ctx: RequestContext, invocationId: string): Promise<Invocation>;
  /** The first answer counts; later ones are `replayed`. @throws AppError NOT_FOUND, FORBIDDEN, INTERRUPT_NOT_OPEN, FORM_INVALID */
  resume(ctx: RequestContext, request: ResumeRequest): Promise<Resumed>;
  /** For invocations the caller was given already; one entry each, in order: what it asks now, if anything. */
  openInterrupts(ctx: RequestContext, invocations: readonly Invocation[]): Promise<(Interrupt | null)[]>;
  /** What cancelling it can mean while it runs. */
  cancellationOf(invocation: Invocation): Cancellation;
  /** One entry per id, in order; `null` where it does not exist or may not be seen. */
  getMany(ctx: RequestContext, ids: readonly string[]): Promise<(Invocation | null)[]>;
  /** For invocations the caller was given already; one entry each, in order. What came too late is for operators. */
  payloads(ctx: RequestContext, invocations: readonly Invocation[]): Promise<(InvocationPayload | null)[]>;
  /** One entry each, in order; `null` where there is nothing to compare with, or it may not be seen. */
  compare(ctx: RequestContext, requests: readonly ComparisonRequest[]): Promise<(Comparison | null)[]>;
  list(ctx: RequestContext, filter: InvocationFilter, page: PageRequest): Promise<Page<Invocation>>;
  /** One page per request, in order; one round trip for all. */
  pagesOfAbilities(ctx: RequestContext, requests: readonly AbilityPageRequest[]): Promise<Page<Invocation>[]>;
  /** The repetitions of each set, newest first; one page per request, in order. */
  pagesOfReplays(ctx: RequestContext, requests: readonly ReplayPageRequest[]): Promise<Page<Invocation>[]>;
  /** What each invocation was repeated by, newest first; one page per request, in order. */
  pagesOfRetries(ctx: RequestContext, requests: readonly RetryPageRequest[]): Promise<Page<Invocation>[]>;
  events(ctx: RequestContext, invocationId: string, page: PageRequest): Promise<Page<InvocationEvent>>;
  eventPages(ctx: RequestContext, requests: readonly EventPageRequest[]): Promise<Page<InvocationEvent>[]>;
  follow(ctx: RequestContext, invocationId: string, options: { after?: string | null; snapshot: boolean }): Promise<FeedSource>;
  /** State changes, questions and ends of the tenant's invocations, live. @throws AppError FORBIDDEN, NOT_FOUND */
  followActivity(ctx: RequestContext, ability: AbilityReference): Promise<AsyncIterable<ActivityItem>>;
  /** All that was kept of a call, secrets included, to build its payload again: nothing of it is to be shown. @throws AppError FORBIDDEN, NOT_FOUND */
  kept(ctx: RequestContext, invocationId: string): Promise<KeptCall>;
  /** Links for operators; empty for everybody else. */
  links(ctx: RequestContext, invocation: Invocation): ProviderLinks;
  /** For sets of repetitions, which ask for the permission themselves. */
  readonly repeatable: Repeatable;
}

export interface InvocationServiceDeps {
  readonly store: InvocationStore;
  readonly feed: Feed;
  readonly activity: Activity;
  readonly database: Database;
  readonly starter: Starter;
  readonly control: Control;
  readonly abilities: AbilityService;
  readonly mappings: MappingService;
  readonly providers: ReadonlyMap<ProviderKind, Provider>;
  readonly now: () => number;
  /** Aborts when the process is about to stop: nobody waits for an end any longer. */
  readonly leaving: AbortSignal;
}

export const createInvocationService = (deps: InvocationServiceDeps): InvocationService => ({
  repeatable: createRepeatable(deps.database),
  start: (ctx, { waitMs, ...command }) => waitedFor(deps, ctx, { waitMs, begin: () => deps.starter.start(ctx, command) }),
  retry: (ctx, { waitMs, ...request }) => waitedFor(deps, ctx, { waitMs, begin: () => retry(deps, ctx, request) }),
  cancel: (ctx, invocationId) => cancel(deps, ctx, invocationId),
  resume: (ctx, request) => resume(deps, ctx, request),
  openInterrupts: (ctx, invocations) => openInterrupts(deps, ctx, invocations),
  cancellationOf: ({ provider }) => deps.providers.get(provider)?.cancellation ?? "DETACH_ONLY",
  getMany: (ctx, ids) => visible(deps, ctx, ids),
  async payloads(ctx, invocations) {
    const seen = invocations.map((invocation) => can(ctx.principal, "invocation:read", ownership(invocation)));
    const found = await deps.store.payloads(invocations.filter((_, index) => seen[index]).map(({ id }) => id));
    const inspects = can(ctx.principal, "invocation:inspect");
    return invocations.map(({ id }, index) => (seen[index] ? shownPayload(found.get(id), inspects) : null));
  },
  compare: (ctx, requests) => compare(deps, ctx, requests),
  async kept(ctx, invocationId) {
    requirePermission(ctx, "mapping:read");
    const invocation = await requireVisible(deps, ctx, invocationId);
    return { invocation, payload: (await deps.store.payloads([invocation.id])).get(invocation.id) };
  },
  ...createInvocationPages(deps),
  follow: (ctx, invocationId, options) => follow(deps, ctx, { invocationId, ...options }),
  async followActivity(ctx, { id, key }) {
    const { tenant } = requirePermission(ctx, "invocation:read-any");
    const ability = id || key ? await deps.abilities.get(ctx, { id, key }) : undefined;
    return deps.activity.follow({ tenant, abilityId: ability?.id });
  },
  links(ctx, invocation) {
    if (!can(ctx.principal, "invocation:inspect", ownership(invocation))) return {};
    const { provider, connection, workflowId, executeId, spaceId } = invocation;
    const run = { connection, workflowId, ...(executeId && { executeId }), ...(spaceId && { spaceId }) };
    return deps.providers.get(provider)?.links(run) ?? {};
  },
});

const shownPayload = (payload: InvocationPayload | undefined, inspects: boolean): InvocationPayload | null => {
  if (!payload) return null;
  const { lateOutput, rawOutput, secrets, ...shown } = { ...payload, parameters: payload.secrets?.shown ?? payload.parameters };
  return { ...shown, ...(inspects && { ...(lateOutput !== undefined && { lateOutput }), ...(rawOutput !== undefined && { rawOutput }) }) };
};

const MAX_WAIT_MS = 25_000;
/** A run on another instance is noticed by looking; one that runs here wakes the waiter itself. */
const WAIT_LOOK_MS = 1_000;

const waitedFor = async (
  deps: InvocationServiceDeps,
  ctx: RequestContext,
  { waitMs, begin }: { waitMs: number; begin: () => Promise<StartOutcome> },
): Promise<StartOutcome> => {
  if (waitMs < 0 || waitMs > MAX_WAIT_MS) {
    const problem = { en: `waitMs must be between 0 and ${MAX_WAIT_MS}.`, zh: `waitMs 必须在 0 与 ${MAX_WAIT_MS} 之间。` };
    throw new AppError("BAD_USER_INPUT", { params: { problem } });
  }
  const until = deps.now() + waitMs;
  const outcome = await begin();
  if (outcome.kind === "refused" || waitMs === 0) return outcome;
  let { invocation } = outcome;
  while (isUnderWay(invocation) && deps.now() < until && !ctx.signal.aborted && !deps.leaving.aborted) {
    await deps.feed.untilFinished(invocation.id, Math.min(WAIT_LOOK_MS, until - deps.now()));
    invocation = await asItStands(deps, ctx, invocation);
  }
  return { ...outcome, invocation };
};

/** One that waits for a person may wait for the very caller who waits here. */
const isUnderWay = ({ status }: Invocation): boolean => !isFinal(status) && status !== "WAITING";

/** The call is accepted, and the answer has to say so even when the database is away by now. */
const asItStands = async (deps: InvocationServiceDeps, { log }: RequestContext, invocation: Invocation): Promise<Invocation> => {
  try {
    return (await deps.store.byIds([invocation.id])).get(invocation.id) ?? invocation;
  } catch (error) {
    log.warn({ err: error, invocationId: invocation.id }, "an accepted invocation cannot be read while its caller waits");
    return invocation;
  }
};

/** @throws AppError INVALID_CURSOR, NOT_FOUND */
const follow = async (
  deps: InvocationServiceDeps,
  ctx: RequestContext,
  request: { invocationId: string; after?: string | null; snapshot: boolean },
): Promise<FeedSource> => {
  const { invocationId } = request;
  const after = request.after ? sequenceOfCursor(request.after, invocationId) : undefined;
  const invocation = await requireVisible(deps, ctx, invocationId);
  const scope = visibilityScope(ctx, ownership(invocation));
  return feedSource({ feed: deps.feed, invocation, after, snapshot: request.snapshot, scope, at: deps.now() });
};
