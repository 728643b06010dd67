/** Files at Coze, by the name of a connection: storing one, and how workflows there are given it (`reference/coze-api.md` §9). */
import type { CozeFile, CozeUploadRequest } from "../coze/file-calls.js";
import type { FileInputMode } from "../coze/settings.js";
import { type CozeProviderDeps, clientFor } from "./coze-connections.js";

export interface CozeFiles {
  /** @throws AppError CONNECTION_UNKNOWN, and what the upload throws. */
  upload(connection: string, upload: CozeUploadRequest): Promise<CozeFile>;
  /** As configured, else as the flavour wants it, once that is known. Asks nobody. */
  inputMode(connection: string): FileInputMode | undefined;
}

export const createCozeFiles = (deps: CozeProviderDeps): CozeFiles => ({
  upload: async (connection, upload) => clientFor(deps, connection).uploadFile(upload),
  inputMode(connection) {
    const client = deps.connections.get(connection);
    const flavour = client?.status().flavour;
    return client?.settings.fileInput ?? (flavour === undefined ? undefined : flavour === "hosted" ? "file_id" : "url");
  },
});
