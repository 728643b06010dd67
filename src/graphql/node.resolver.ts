/** Any object by its global id. */
import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import type { RequestContext } from "../auth/request-context.js";
import { AppError } from "../kernel/errors.js";
import { type IdKind, kindOfId, requireIdKind } from "../kernel/ids.js";
import { checkPageSize } from "../kernel/page.js";
import type { GraphqlContext } from "./context.js";
import type { BatchRead, Loaders } from "./loaders.js";
import { Node } from "./node.types.js";

/** How the objects of one kind are read, and shown. */
export interface NodeKind<Value = unknown> {
  readonly read: BatchRead<string, Value | null>;
  readonly present: (ctx: RequestContext, value: Value) => Node;
}

type Context = GraphqlContext<Loaders>;

@Resolver(() => Node)
export class NodeResolver {
  constructor(private readonly kinds: Readonly<Record<IdKind, NodeKind>>) {}

  @Query(() => Node, {
    nullable: true,
    description: "Any object by id; null when it does not exist or may not be seen. Permission: that of its type.",
  })
  node(@Ctx() context: Context, @Arg("id", () => ID, { description: "A global id." }) id: string): Promise<Node | null> {
    return this.load(context, id);
  }

  @Query(() => [Node], {
    nullable: "items",
    description: "Up to 100 objects by id, in order; null in the place of one that cannot be shown. Permission: that of each type.",
  })
  nodes(@Ctx() context: Context, @Arg("ids", () => [ID], { description: "Global ids." }) ids: string[]): Promise<Node | null>[] {
    if (ids.length > 0) checkPageSize(ids.length);
    // Each on its own: one that is refused leaves the others.
    return ids.map((id) => this.load(context, id));
  }

  private async load({ ctx, loaders }: Context, id: string): Promise<Node | null> {
    const kind = kindOfId(id);
    if (!kind) {
      const shown = id.slice(0, 80);
      const problem = { en: `“${shown}” is not the id of anything here.`, zh: `“${shown}” 不是有效的 ID。` };
      throw new AppError("BAD_USER_INPUT", { params: { problem } });
    }
    const { read, present } = this.kinds[kind];
    const value = await loaders.load(read, requireIdKind(id, kind));
    return value === null ? null : present(ctx, value);
  }
}
