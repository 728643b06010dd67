/** The caller in the GraphQL schema. */
import { Field, ID, ObjectType } from "type-graphql";
import { DateTime } from "../graphql/scalars.js";
import type { Permission, Principal } from "./principal.js";

@ObjectType({ description: "Who is asking, and what they may do." })
export class Viewer {
  @Field(() => ID, { description: "The caller's id within the tenant, as the sign-in gave it." })
  id!: string;

  @Field(() => String, { description: "The tenant; empty for platforms without tenants." })
  tenant!: string;

  @Field(() => [String], { description: "Roles: user, operator, admin." })
  roles!: string[];

  @Field(() => [String], { description: "Permissions that follow from the roles." })
  permissions!: Permission[];

  @Field(() => String, { description: "How the caller signed in: service-token, jwt or development." })
  signedInBy!: Principal["via"];

  @Field(() => DateTime, { nullable: true, description: "When the sign-in ends; open sockets are closed then." })
  expiresAt!: Date | null;
}
