/** Sets of repetitions as the other rooms see them: ask for one, watch it, abort it. For operators. */
import type { AbilityService } from "../abilities/ability.service.js";
import { can } from "../auth/principal.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import type { Progress, RetryVersion, Selection } from "../invocations/invocation.js";
import type { Repeatable } from "../invocations/invocation.service.js";
import type { Clock } from "../kernel/clock.js";
import { listCursors } from "../kernel/cursor.js";
import { AppError } from "../kernel/errors.js";
import { type IdFactory, isIdOf, requireIdKind } from "../kernel/ids.js";
import { canonicalJson, sha256 } from "../kernel/json.js";
import { checkFilter, checkPageSize, type Page, type PageRequest, toPage } from "../kernel/page.js";
import { isEmptyFilter, type Replay } from "./replay.js";
import type { ReplayStore } from "./replay.store.js";

/** Times are epoch milliseconds. Absent = any. */
export interface ReplayFilter extends Omit<Selection, "tenant" | "endedBy"> {
  readonly abilityKeys?: readonly string[];
}

export interface ReplayCommand {
  readonly filter: ReplayFilter;
  readonly version: RetryVersion;
  /** Also repeat what does something again by being repeated. */
  readonly includeSideEffecting: boolean;
  readonly idempotencyKey?: string | null;
}

export interface ReplayService {
  /**
   * Durable when it resolves; worked off in the background. The same key gives the same set, `replayed`.
   * @throws AppError REPLAY_FILTER_EMPTY, REPLAY_TOO_LARGE, REPLAY_SIDE_EFFECTS, IDEMPOTENCY_CONFLICT, BAD_USER_INPUT
   */
  start(ctx: RequestContext, command: ReplayCommand): Promise<{ readonly replay: Replay; readonly replayed: boolean }>;
  /** What has not begun is not begun. One that is over comes back as it is. @throws AppError NOT_FOUND */
  abort(ctx: RequestContext, id: string): Promise<Replay>;
  /** One entry per id, in order; `null` where it does not exist or may not be seen. */
  getMany(ctx: RequestContext, ids: readonly string[]): Promise<(Replay | null)[]>;
  list(ctx: RequestContext, page: PageRequest): Promise<Page<Replay>>;
  /** For sets the caller was given already, by id: counted from the log. */
  progress(ctx: RequestContext, ids: readonly string[]): Promise<Progress[]>;
}

export interface ReplayServiceDeps {
  readonly store: ReplayStore;
  readonly abilities: AbilityService;
  readonly repeatable: Repeatable;
  readonly clock: Clock;
  readonly newId: IdFactory;
  /** Invocations that one set may have at most. */
  readonly maxItems: number;
  /** Somebody may have work now. */
  readonly wake: () => void;
}

const NOTHING: Progress = { started: 0, active: 0, waiting: 0, succeeded: 0, failed: 0 };

export const createReplayService = (deps: ReplayServiceDeps): ReplayService => ({
  start: (ctx, command) => start(deps, ctx, command),
  async abort(ctx, id) {
    await requireReplay(deps, ctx, id);
    await deps.store.abort(id, deps.clock.now());
    deps.wake();
    return requireReplay(deps, ctx, id);
  },
  getMany: (ctx, ids) => getMany(deps, ctx, ids),
  async list(ctx, { first, after }) {
    const { tenant } = requirePermission(ctx, "invocation:replay");
    const cursors = listCursors(canonicalJson(["replays", tenant]));
    const limit = checkPageSize(first) + 1;
    const rows = await deps.store.list({ tenant, limit, ...(after && { beforeId: cursors.keyOf(after) }) });
    return toPage(rows, first, ({ id }) => cursors.of(id));
  },
  async progress(ctx, ids) {
    requirePermission(ctx, "invocation:replay");
    const found = await deps.repeatable.progress([...new Set(ids)]);
    return ids.map((id) => found.get(id) ?? NOTHING);
  },
});

const getMany = async ({ store }: ReplayServiceDeps, ctx: RequestContext, ids: readonly string[]): Promise<(Replay | null)[]> => {
  const { principal } = ctx;
  if (!can(principal, "invocation:replay")) return ids.map(() => null);
  const found = await store.byIds([...new Set(ids)].filter((id) => isIdOf(id, "replay")));
  return ids.map((id) => {
    const replay = found.get(id);
    return replay && replay.tenant === principal?.tenant ? replay : null;
  });
};

const requireReplay = async (deps: ReplayServiceDeps, ctx: RequestContext, id: string): Promise<Replay> => {
  requirePermission(ctx, "invocation:replay");
  const [replay] = await getMany(deps, ctx, [requireIdKind(id, "replay")]);
  if (!replay) throw new AppError("NOT_FOUND", { params: { id } });
  return replay;
};

const start = async (
  deps: ReplayServiceDeps,
  ctx: RequestContext,
  command: ReplayCommand,
): Promise<{ readonly replay: Replay; readonly replayed: boolean }> => {
  const { tenant, id: ownerId } = requirePermission(ctx, "invocation:replay");
  const { filter, version, includeSideEffecting, idempotencyKey } = command;
  if (isEmptyFilter(filter)) throw new AppError("REPLAY_FILTER_EMPTY");
  checkFilter(filter);
  const keyHash = idempotencyKey == null ? null : sha256(canonicalJson(["replay", tenant, ownerId, checkedKey(idempotencyKey)]));
  const inputHash = sha256(canonicalJson([filter, version, includeSideEffecting]));
  const earlier = keyHash && (await earlierOf(deps, keyHash, inputHash));
  if (earlier) return { replay: earlier, replayed: true };
  const createdAt = deps.clock.now();
  const selection = await selectionOf(deps, ctx, { filter, tenant, endedBy: createdAt });
  const replay: Replay = {
    ...{ id: deps.newId("replay"), tenant, ownerId, requestId: ctx.requestId.slice(0, MAX_REQUEST_ID) },
    ...{ selection, version, includeSideEffecting, createdAt },
    total: await checkedTotal(deps, selection, includeSideEffecting),
    ...{ state: "RUNNING", refusals: {}, cursorId: null, stepOpen: false, finishedAt: null },
  };
  if (await deps.store.insert({ replay, keyHash, inputHash })) {
    deps.wake();
    return { replay, replayed: false };
  }
  const winner = keyHash && (await earlierOf(deps, keyHash, inputHash));
  if (winner) return { replay: winner, replayed: true };
  throw new AppError("CONFLICT", { params: { what: { en: "The idempotency key", zh: "幂等键" } } });
};

const MAX_REQUEST_ID = 128;

/** @throws AppError BAD_USER_INPUT */
const checkedKey = (key: string): string => {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  const en = "idempotencyKey must be 1 to 255 printable ASCII characters without spaces.";
  throw new AppError("BAD_USER_INPUT", { params: { problem: { en, zh: "idempotencyKey 须为 1 至 255 个不含空格的可打印 ASCII 字符。" } } });
};

const earlierOf = async ({ store }: ReplayServiceDeps, keyHash: string, inputHash: string): Promise<Replay | undefined> => {
  const earlier = await store.byKey(keyHash);
  if (earlier && earlier.inputHash !== inputHash) throw new AppError("IDEMPOTENCY_CONFLICT");
  return earlier?.replay;
};

const selectionOf = async (
  { abilities }: ReplayServiceDeps,
  ctx: RequestContext,
  { filter, ...rest }: { filter: ReplayFilter; tenant: string; endedBy: number },
): Promise<Selection> => {
  const { abilityKeys, abilityIds: ids, ...selection } = filter;
  const abilityIds = await abilities.idsOf(ctx, { ids, keys: abilityKeys });
  return { ...selection, ...rest, ...(abilityIds && { abilityIds }) };
};

/** @throws AppError REPLAY_TOO_LARGE, REPLAY_SIDE_EFFECTS */
const checkedTotal = async (
  { repeatable, maxItems }: ReplayServiceDeps,
  selection: Selection,
  includeSideEffecting: boolean,
): Promise<number> => {
  const { total, sideEffecting } = await repeatable.count(selection, maxItems + 1);
  if (total > maxItems) throw new AppError("REPLAY_TOO_LARGE", { params: { limit: maxItems } });
  if (sideEffecting > 0 && !includeSideEffecting) throw new AppError("REPLAY_SIDE_EFFECTS", { params: { count: sideEffecting } });
  return total;
};
