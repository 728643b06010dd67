/** What is asked about payloads, in the GraphQL schema. */
import { Field, ID, InputType, Int } from "type-graphql";
import { JsonObjectScalar } from "../graphql/scalars.js";
import type { JsonObject } from "../kernel/json.js";

@InputType({ description: "A call that is not made: an ability by `abilityId` or `abilityKey`, and a form." })
export class PreviewInvocationInput {
  @Field(() => ID, { nullable: true, description: "The ability." })
  abilityId?: string;

  @Field(() => String, { nullable: true, description: "Or its key." })
  abilityKey?: string;

  @Field(() => JsonObjectScalar, { description: "Form values, as `invokeAbility` takes them." })
  form!: JsonObject;

  @Field(() => Int, {
    nullable: true,
    description: "The revision the form was rendered from; refused when the current one may misread its values.",
  })
  formRevision?: number | null;

  @Field(() => ID, { nullable: true, description: "A version of its mapping, the open draft for example; absent = the published one." })
  mappingId?: string | null;
}
