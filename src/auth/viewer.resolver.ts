/** Who the caller is to this gateway. */
import { Ctx, Query, Resolver } from "type-graphql";
import type { GraphqlContext } from "../graphql/context.js";
import { can, PERMISSIONS } from "./principal.js";
import { requirePrincipal } from "./request-context.js";
import { Viewer } from "./viewer.types.js";

@Resolver(() => Viewer)
export class ViewerResolver {
  @Query(() => Viewer, { description: "The caller. Permission: none beyond being signed in." })
  viewer(@Ctx() { ctx }: GraphqlContext): Viewer {
    const principal = requirePrincipal(ctx);
    return {
      id: principal.id,
      tenant: principal.tenant,
      roles: [...principal.roles],
      permissions: PERMISSIONS.filter((permission) => can(principal, permission)),
      signedInBy: principal.via,
      expiresAt: principal.expiresAt === undefined ? null : new Date(principal.expiresAt),
    };
  }
}
