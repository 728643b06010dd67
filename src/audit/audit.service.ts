/** The audit log: written by the services that change something, read by admins. */
import { type RequestContext, requirePermission, requirePrincipal } from "../auth/request-context.js";
import type { Transaction } from "../db/database.js";
import type { Clock } from "../kernel/clock.js";
import { listCursors } from "../kernel/cursor.js";
import { type IdFactory, isIdOf } from "../kernel/ids.js";
import { canonicalJson } from "../kernel/json.js";
import { checkFilter, checkPageSize, type Page, type PageRequest, toPage } from "../kernel/page.js";
import type { AuditChange, AuditEntry } from "./audit.js";
import type { AuditFilter, AuditStore } from "./audit.store.js";

export type { AuditFilter } from "./audit.store.js";

export interface AuditService {
  /**
   * In the transaction of the change, so that neither stands without the other. Who changed it is `ctx`'s principal;
   * whether they may was asked before.
   */
  record(tx: Transaction, ctx: RequestContext, change: AuditChange): Promise<void>;
  /** One entry per id, in order; `null` where it does not exist. @throws AppError FORBIDDEN */
  getMany(ctx: RequestContext, ids: readonly string[]): Promise<(AuditEntry | null)[]>;
  /** Newest first. @throws AppError FORBIDDEN, BAD_USER_INPUT, INVALID_CURSOR */
  list(ctx: RequestContext, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>>;
}

export interface AuditServiceDeps {
  readonly store: AuditStore;
  readonly clock: Clock;
  readonly newId: IdFactory;
}

export const createAuditService = ({ store, clock, newId }: AuditServiceDeps): AuditService => ({
  record(tx, ctx, change) {
    const { id: actorId, tenant, via } = requirePrincipal(ctx);
    const { requestId } = ctx;
    return store.insert(tx, { ...change, id: newId("audit"), at: clock.now(), ...{ actorId, tenant, via, requestId } });
  },
  async getMany(ctx, ids) {
    const { tenant } = requirePermission(ctx, "audit:read");
    const found = await store.byIds(
      [...new Set(ids)].filter((id) => isIdOf(id, "audit")),
      tenant,
    );
    return ids.map((id) => found.get(id) ?? null);
  },
  async list(ctx, filter, page) {
    const { tenant } = requirePermission(ctx, "audit:read");
    checkFilter(filter);
    const first = checkPageSize(page.first);
    const cursors = listCursors(canonicalJson(["audit", tenant, { ...filter }]));
    const beforeId = page.after ? cursors.keyOf(page.after) : undefined;
    const rows = await store.list(filter, { tenant, limit: first + 1, ...(beforeId !== undefined && { beforeId }) });
    return toPage(rows, first, ({ id }) => cursors.of(id));
  },
});
