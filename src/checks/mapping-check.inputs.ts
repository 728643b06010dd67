/** What admins send about checks, in the GraphQL schema. */
import { Field, ID, InputType } from "type-graphql";
import { ProviderKindEnum } from "../mappings/mapping.types.js";
import type { ProviderKind } from "../providers/provider.js";

@InputType({ description: "Check a mapping against what its workflow declares, now." })
export class CheckWorkflowMappingInput {
  @Field(() => ID, { description: "The mapping, in whatever state." })
  id!: string;
}

@InputType({ description: "A workflow's canvas, for engines that do not show what their workflows declare." })
export class ImportWorkflowCanvasInput {
  @Field(() => ProviderKindEnum, { defaultValue: "COZE_WORKFLOW", description: "What does the work." })
  provider!: ProviderKind;

  @Field(() => String, { defaultValue: "default", description: "Named connection that reaches the workflow." })
  connection!: string;

  @Field(() => ID, { description: "The engine's id of the workflow: digits." })
  workflowId!: string;

  @Field(() => String, { description: "The canvas as JSON text: what Studio exports, or the `schema_json` of its API." })
  canvas!: string;
}
