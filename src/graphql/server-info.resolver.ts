/** What this server is: for a person who wonders, and for clients that adapt. */
import { Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import { MAX_PAGE } from "../kernel/page.js";

@ObjectType({ description: "Facts about this server that are no secret." })
export class ServerInfo {
  @Field(() => String, { description: "Name of the product." })
  name!: string;

  @Field(() => String, { description: "Its version." })
  version!: string;

  @Field(() => String, { description: "Kind of database: mysql or sqlite." })
  database!: string;

  @Field(() => String, { description: "How instances talk to each other: redis or in-process (one instance)." })
  messaging!: string;

  @Field(() => Boolean, { description: "True when a simulator stands in for Coze." })
  simulatedEngine!: boolean;

  @Field(() => Int, { description: "Largest page of any list." })
  maxPageSize!: number;
}

@Resolver(() => ServerInfo)
export class ServerInfoResolver {
  constructor(private readonly facts: Omit<ServerInfo, "maxPageSize">) {}

  @Query(() => ServerInfo, { description: "This server. Permission: none." })
  serverInfo(): ServerInfo {
    return { ...this.facts, maxPageSize: MAX_PAGE };
  }
}
