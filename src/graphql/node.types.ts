/** What every list and every addressable object shares: Node, PageInfo, connections. */
import { type ClassType, Field, ID, InterfaceType, ObjectType } from "type-graphql";
import type { Page } from "../kernel/page.js";
import { Cursor } from "./scalars.js";

@InterfaceType({
  description: "An object with a global id. Ids are opaque; their prefix names the kind.",
  resolveType: (value: { __typename: string }) => value.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: "Global id, usable with `node(id:)`." })
  id!: string;
}

@ObjectType({ description: "Where a page stands in its list." })
export class PageInfo {
  @Field(() => Boolean, { description: "True when another page follows; ask with `after: endCursor`." })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: "True when `after` was given: something stands before this page." })
  hasPreviousPage!: boolean;

  @Field(() => Cursor, { nullable: true, description: "Cursor of the first entry; null on an empty page." })
  startCursor!: string | null;

  @Field(() => Cursor, { nullable: true, description: "Cursor of the last entry; null on an empty page." })
  endCursor!: string | null;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfo;
}

/** The Relay connection of a node type, with the `nodes` shortcut (rule 11). `name` is the GraphQL type name of the node. */
export const connectionOf = <T extends object>(name: string, nodeType: () => ClassType<T>): ClassType<Connection<T>> => {
  @ObjectType(`${name}Edge`, { description: `One ${name} in a list.` })
  class EdgeClass implements Edge<T> {
    @Field(() => Cursor, { description: "Position of this entry." })
    cursor!: string;

    @Field(() => nodeType(), { description: "The entry." })
    node!: T;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name} entries.` })
  class ConnectionClass implements Connection<T> {
    @Field(() => [EdgeClass], { description: "Entries with their cursors." })
    edges!: EdgeClass[];

    @Field(() => [nodeType()], { description: "The entries alone." })
    nodes!: T[];

    @Field(() => PageInfo, { description: "Where this page stands." })
    pageInfo!: PageInfo;
  }
  return ConnectionClass;
};

export const toConnection = <Row, T>(page: Page<Row>, after: string | null | undefined, toNode: (row: Row) => T): Connection<T> => {
  const edges = page.items.map(({ cursor, node }) => ({ cursor, node: toNode(node) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: Boolean(after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
};
