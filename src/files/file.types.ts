/** Files in the GraphQL schema. */
import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { ErrorCodeEnum, OperationRefused, PermissionDenied, ValidationFailed } from "../graphql/error.types.js";
import { Node } from "../graphql/node.types.js";
import { typenameOf } from "../graphql/outcome.js";
import { DateTime } from "../graphql/scalars.js";
import type { ErrorCode } from "../kernel/error-codes.js";
import type { FileOrigin, FileState } from "./file.js";

export const FileOriginEnum = { UPLOAD: "UPLOAD", ADDRESS: "ADDRESS", OUTPUT: "OUTPUT" } as const satisfies Record<FileOrigin, FileOrigin>;
registerEnumType(FileOriginEnum, {
  name: "FileOrigin",
  description: "How a file came here. More values may join.",
  valuesConfig: {
    UPLOAD: { description: "Sent to `POST /files`; its content is at the engine." },
    ADDRESS: { description: "An address that was registered; engines fetch it themselves." },
    OUTPUT: { description: "Copied from an address in a result; its content is here, see `path`." },
  },
});

export const FileStateEnum = {
  PENDING: "PENDING",
  READY: "READY",
  FAILED: "FAILED",
  EXPIRED: "EXPIRED",
} as const satisfies Record<FileState, FileState>;
registerEnumType(FileStateEnum, {
  name: "FileState",
  description: "Where a file stands. More values may join.",
  valuesConfig: {
    PENDING: { description: "On its way." },
    READY: { description: "It can be used, or fetched." },
    FAILED: { description: "It cannot; `failure` says why." },
    EXPIRED: { description: "Its time is over." },
  },
});

@ObjectType("File", {
  implements: Node,
  description: "A file that forms may name by its id, or one that was kept of a result. Permission: invocation:read for one's own.",
})
export class FileType extends Node {
  @Field(() => FileOriginEnum, { description: "How it came here." })
  origin!: FileOrigin;

  @Field(() => FileStateEnum, { description: "Where it stands." })
  state!: FileState;

  @Field(() => String, { description: "Its name, for people." })
  name!: string;

  @Field(() => String, { description: "Its media type, e.g. `image/png`, as its content shows it." })
  kind!: string;

  @Field(() => Int, { nullable: true, description: "Its size in bytes; null while it is not known." })
  bytes!: number | null;

  @Field(() => String, {
    nullable: true,
    description: "SHA-256 of its content, hexadecimal; null where the gateway did not see all of it.",
  })
  sha256!: string | null;

  @Field(() => ErrorCodeEnum, { nullable: true, description: "Why it failed. OUTCOME_UNKNOWN: the engine may have it all the same." })
  failure!: ErrorCode | null;

  @Field(() => String, {
    nullable: true,
    description: "Where to GET its content on this server, with the same sign-in, e.g. `/files/file_01J…`; null when it is not kept here.",
  })
  path!: string | null;

  @Field(() => String, { nullable: true, description: "Of one kept of a result: JSON Pointer into the output, where its address stands." })
  pointer!: string | null;

  @Field(() => DateTime, { description: "When it was sent, registered, or found in a result." })
  createdAt!: Date;

  @Field(() => DateTime, { description: "Until when it can be used." })
  expiresAt!: Date;
}

@InputType({ description: "A file at a public address instead of an upload." })
export class RegisterFileInput {
  @Field(() => String, {
    description: "Where it is, e.g. `https://files.example.com/menu.png`: https, a public host, no user name or password.",
  })
  url!: string;

  @Field(() => String, { nullable: true, description: "Its name, for people. Absent = the last part of the address." })
  name?: string | null;

  @Field(() => ID, { nullable: true, description: "The ability whose form will name it; either this, `abilityKey` or neither." })
  abilityId?: string | null;

  @Field(() => String, { nullable: true, description: "The ability, by key." })
  abilityKey?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "JSON Pointer of the field that will hold it, e.g. `/document`: it is refused now if it does not fit there.",
  })
  field?: string | null;
}

@ObjectType({ description: "The file can be named in a form now." })
export class RegisterFilePayload {
  @Field(() => FileType, { description: "The file." })
  file!: FileType;
}

export const RegisterFileResult = createUnionType({
  name: "RegisterFileResult",
  description: "The registered file, or why it was refused. Always ask for `... on DomainError { code message }`.",
  types: () => [RegisterFilePayload, ValidationFailed, OperationRefused, PermissionDenied] as const,
  resolveType: typenameOf,
});
