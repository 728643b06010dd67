/** Files: looked at, and registered by address. Uploads come over `POST /files`. */
import { Arg, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { outcomeOf } from "../graphql/outcome.js";
import { requireIdKind } from "../kernel/ids.js";
import { presentFile } from "./file.present.js";
import type { FileService } from "./file.service.js";
import { FileType, RegisterFileInput, RegisterFileResult } from "./file.types.js";
import { abilityNamed } from "./file-destination.js";

type Context = GraphqlContext<Loaders>;

@Resolver(() => FileType)
export class FileResolver {
  constructor(private readonly files: FileService) {}

  @Query(() => FileType, { nullable: true, description: "A file by id. Permission: invocation:read for one's own." })
  async file(@Ctx() { loaders }: Context, @Arg("id", () => ID, { description: "The file." }) id: string) {
    const file = await loaders.load(this.files.getMany, requireIdKind(id, "file"));
    return file && presentFile(file);
  }

  @Mutation(() => RegisterFileResult, {
    description: "Let a form name a file at a public address; it is looked at first. Permission: ability:invoke.",
  })
  registerFile(
    @Ctx() { ctx }: Context,
    @Arg("input", () => RegisterFileInput, { description: "Where the file is, and what it is for." }) input: RegisterFileInput,
  ) {
    return outcomeOf(ctx, "RegisterFilePayload", async () => {
      const { url, name, field } = input;
      const purpose = { ability: abilityNamed(input), field: field ?? undefined };
      return { file: presentFile(await this.files.register(ctx, { url, name, ...purpose })) };
    });
  }
}
