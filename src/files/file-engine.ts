/** What this room needs of the engines behind it; the composition root brings it. */
import type { EngineFile } from "./file.js";

/** The address of the file · the text `{"file_id":"…"}` (`reference/coze-api.md` §9.2). */
export type FileInputMode = "url" | "file_id";

export interface EngineUpload {
  readonly name: string;
  readonly kind: string;
  /** Whoever lets it fail aborts the signal first: an engine that gets half of it keeps nothing. */
  readonly content: AsyncIterable<Uint8Array>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface FileEngine {
  /** @throws AppError CONNECTION_UNKNOWN, and what the engine refuses. */
  upload(connection: string, upload: EngineUpload): Promise<EngineFile>;
  /** How workflows of the connection are given files; `undefined` = as the file has it. Asks nobody. */
  inputMode(connection: string): FileInputMode | undefined;
}

/**
 * What a workflow is given for the file. An address that a user gave is good for every flavour; an uploaded file is
 * known only where it was uploaded. @returns nothing when the engine gave it no name of this kind.
 */
export const engineText = (file: { engine: EngineFile; sourceUrl: string | null }, mode: FileInputMode | undefined): string | undefined => {
  if (file.sourceUrl !== null) return file.sourceUrl;
  const { url, fileId } = file.engine;
  const asId = fileId === undefined ? undefined : JSON.stringify({ file_id: fileId });
  return mode === undefined ? (url ?? asId) : mode === "url" ? url : asId;
};
