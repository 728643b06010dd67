/** One ability by its id or key: as it stands, or for calls as it stood a moment ago. */
import { can } from "../auth/principal.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import { createGroupRead } from "../db/group-read.js";
import { createWarmRead } from "../db/warm-read.js";
import type { Clock } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import { requireIdKind } from "../kernel/ids.js";
import type { Ability } from "./ability.js";
import type { AbilityStore } from "./ability.store.js";
import { CATALOGUE_AGE_MS, CATALOGUE_SIZE, type CatalogueNews } from "./catalogue-news.js";

/** Exactly one of the two. */
export interface AbilityReference {
  readonly id?: string | null;
  readonly key?: string | null;
}

interface Deps {
  readonly store: AbilityStore;
  readonly clock: Clock;
  readonly news: CatalogueNews;
}

type Finder<Found> = (ctx: RequestContext, reference: AbilityReference) => Promise<Found>;

/** As in `AbilityService`. */
export const createAbilityReads = (deps: Deps): { find: Finder<Ability | null>; get: Finder<Ability>; getToInvoke: Finder<Ability> } => {
  const [reads, warmReads] = [readsOf(deps.store), warmReadsOf(deps)];
  return {
    find: (ctx, reference) => findIn(reads, ctx, reference),
    get: (ctx, reference) => getFrom(reads, ctx, reference),
    getToInvoke: (ctx, reference) => getFrom(warmReads, ctx, reference),
  };
};

interface Reads {
  readonly byId: (id: string) => Promise<Ability | undefined>;
  readonly byKey: (key: string) => Promise<Ability | undefined>;
}

/** Of many at once. */
const READS = { maxBatch: 100, lanes: 2 } as const;

const readsOf = ({ byIds, byKeys }: AbilityStore): Reads => ({
  byId: createGroupRead({ ...READS, read: byIds }),
  byKey: createGroupRead({ ...READS, read: byKeys }),
});

const warmReadsOf = ({ store: { byIds, byKeys }, clock, news }: Deps): Reads => {
  const bounds = { clock, maxAgeMs: CATALOGUE_AGE_MS, maxEntries: CATALOGUE_SIZE };
  const [ids, keys] = [createWarmRead({ ...bounds, read: byIds }), createWarmRead({ ...bounds, read: byKeys })];
  news.hear((change) => {
    if (!change) return [ids, keys].forEach((warm) => void warm.forgetAll());
    ids.forget(change.abilityId);
    keys.forget(change.key);
  });
  return { byId: ids.get, byKey: keys.get };
};

const findIn = async (reads: Reads, ctx: RequestContext, reference: AbilityReference): Promise<Ability | null> => {
  requirePermission(ctx, "ability:read");
  const ability = await lookUp(reads, reference);
  return ability && maySee(ctx, ability) ? ability : null;
};

const getFrom = async (reads: Reads, ctx: RequestContext, reference: AbilityReference): Promise<Ability> => {
  const ability = await findIn(reads, ctx, reference);
  if (ability) return ability;
  throw new AppError("NOT_FOUND", { params: { id: reference.id ?? reference.key ?? "" } });
};

/** Drafts are seen by those who may see mappings. */
export const maySee = (ctx: RequestContext, ability: Ability): boolean => ability.status !== "DRAFT" || can(ctx.principal, "mapping:read");

const lookUp = async (reads: Reads, { id, key }: AbilityReference): Promise<Ability | undefined> => {
  if ((id == null) === (key == null)) {
    throw new AppError("BAD_USER_INPUT", {
      params: {
        problem: {
          en: "Name the ability by its id or by its key: exactly one of the two.",
          zh: "请用 id 或 key 指定能力，且只能用其中之一。",
        },
      },
    });
  }
  return id != null ? reads.byId(requireIdKind(id, "ability")) : reads.byKey(key ?? "");
};
