/** The audit log: what was changed, by whom, from what to what. */
import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { toConnection } from "../graphql/node.types.js";
import { presentDiff, ValueDiff } from "../graphql/value-diff.types.js";
import { diffJson } from "../kernel/json-diff.js";
import type { AuditService } from "./audit.service.js";
import { AuditEntryConnection, AuditEntryType, AuditLogArgs, presentAuditEntry, toAuditFilter } from "./audit.types.js";

const MAX_CHANGES = 100;

@Resolver(() => AuditEntryType)
export class AuditResolver {
  constructor(private readonly audit: AuditService) {}

  @Query(() => AuditEntryConnection, {
    description: "What was changed, newest first; of webhooks, those of the caller's tenant. Permission: audit:read.",
  })
  async auditLog(@Ctx() { ctx }: GraphqlContext<Loaders>, @Args(() => AuditLogArgs) { filter, first, after }: AuditLogArgs) {
    return toConnection(await this.audit.list(ctx, toAuditFilter(filter), { first, ...(after && { after }) }), after, presentAuditEntry);
  }

  @FieldResolver(() => ValueDiff, { description: "What differs between before and after." })
  changes(@Root() { source }: AuditEntryType): ValueDiff {
    return presentDiff(diffJson(source.before ?? undefined, source.after ?? undefined, MAX_CHANGES));
  }
}
