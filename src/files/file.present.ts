/** From a file to what the schema and the upload route show of it: never the engine's names or addresses. */
import { isErrorCode } from "../kernel/error-codes.js";
import type { StoredFile } from "./file.js";
import type { FileType } from "./file.types.js";

export const presentFile = (file: StoredFile): FileType & { __typename: "File" } => ({
  __typename: "File",
  ...{ id: file.id, origin: file.origin, state: file.state, name: file.name, kind: file.kind, bytes: file.bytes, sha256: file.sha256 },
  failure: file.failure === null ? null : isErrorCode(file.failure) ? file.failure : "INTERNAL",
  path: file.origin === "OUTPUT" && file.state === "READY" ? `/files/${file.id}` : null,
  pointer: file.pointer,
  createdAt: new Date(file.createdAt),
  expiresAt: new Date(file.expiresAt),
});
