/** The files of an invocation's result that are kept here. */
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { presentFile } from "../files/file.present.js";
import type { FileService } from "../files/file.service.js";
import { FileType } from "../files/file.types.js";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { InvocationType } from "./invocation.types.js";

type Context = GraphqlContext<Loaders>;

@Resolver(() => InvocationType)
export class InvocationFilesResolver {
  constructor(private readonly files: FileService) {}

  @FieldResolver(() => [FileType], {
    name: "outputFiles",
    description: "Files of the result that are kept here, as the mapping's `keepFiles` names them; PENDING while they are copied.",
  })
  async outputFiles(@Root() { id }: InvocationType, @Ctx() { loaders }: Context) {
    return (await loaders.load(this.files.ofInvocations, id)).map(presentFile);
  }
}
