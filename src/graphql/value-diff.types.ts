/** How two JSON values differ, in the GraphQL schema: of invocations, mappings, and whatever else has versions. */
import { Field, ObjectType, registerEnumType } from "type-graphql";
import type { JsonValue } from "../kernel/json.js";
import type { JsonChange, JsonDiff } from "../kernel/json-diff.js";
import { Json } from "./scalars.js";

export const ChangeKindEnum = { ADDED: "ADDED", REMOVED: "REMOVED", CHANGED: "CHANGED" } as const;
registerEnumType(ChangeKindEnum, {
  name: "ChangeKind",
  description: "What happened at a place.",
  valuesConfig: {
    ADDED: { description: "Only the newer value has it." },
    REMOVED: { description: "Only the older value has it." },
    CHANGED: { description: "Both have it, with different values." },
  },
});

@ObjectType({ description: "A place at which two JSON values differ." })
export class ValueChange {
  @Field(() => String, { description: "JSON Pointer, e.g. `/address/city`; empty = the whole value." })
  pointer!: string;

  @Field(() => ChangeKindEnum, { description: "What happened." })
  kind!: JsonChange["kind"];

  @Field(() => Json, { nullable: true, description: "The older value there." })
  before!: JsonValue;

  @Field(() => Json, { nullable: true, description: "The newer value there." })
  after!: JsonValue;

  @Field(() => Boolean, {
    description: "True when a value of more than 4000 characters of JSON was left out.",
  })
  clipped!: boolean;
}

@ObjectType({ description: "How two JSON values differ." })
export class ValueDiff {
  @Field(() => [ValueChange], { description: "Place by place; at most 100." })
  changes!: ValueChange[];

  @Field(() => Boolean, { description: "True when there are more." })
  truncated!: boolean;
}

export const presentDiff = ({ changes, truncated }: JsonDiff): ValueDiff => ({ changes: changes.map(presentChange), truncated });

/** Characters of JSON: a hundred places may hold a hundred whole results. */
const MAX_SHOWN = 4_000;

const presentChange = (change: JsonChange): ValueChange => {
  const { before, after } = { before: null, after: null, ...change };
  const shown = (value: JsonValue) => (JSON.stringify(value).length <= MAX_SHOWN ? value : null);
  const [older, newer] = [shown(before), shown(after)];
  const clipped = older !== before || newer !== after;
  return { pointer: change.pointer, kind: change.kind, before: older, after: newer, clipped };
};
