/**
 * Uploaded files, in memory, oldest forgotten first.
 */
import { randomUUID } from "node:crypto";
import type { IdSequence } from "./id-sequence.js";

const KEPT_FILES = 1000;
const KEPT_BYTES = 512 * 1024 * 1024;

export interface StoredFile {
  readonly id: string;
  /** Part of the download address; not guessable. */
  readonly key: string;
  readonly name: string;
  readonly content: Buffer;
  readonly mimeType: string;
  /** Unix seconds. */
  readonly createdAt: number;
}

export interface FileStore {
  save(file: Pick<StoredFile, "name" | "content" | "mimeType">): StoredFile;
  byId(id: string): StoredFile | undefined;
  byKey(key: string): StoredFile | undefined;
  /** Oldest first. */
  all(): StoredFile[];
  /** As an engine whose addresses have expired. */
  clear(): void;
}

export const FILE_PATH = "/_files";

/** The address a stored file can be downloaded from, without a token. */
export function fileUrl(baseUrl: string, file: StoredFile): string {
  return `${baseUrl}${FILE_PATH}/${file.key}/${encodeURIComponent(file.name)}`;
}

export function createFileStore(newId: IdSequence): FileStore {
  const files = new Map<string, StoredFile>();
  let bytes = 0;

  function trim(): void {
    for (const [key, file] of files) {
      if (files.size <= KEPT_FILES && (bytes <= KEPT_BYTES || files.size === 1)) return;
      files.delete(key);
      bytes -= file.content.length;
    }
  }

  return {
    save: (file) => {
      const stored: StoredFile = { ...file, id: newId(), key: randomUUID(), createdAt: Math.trunc(Date.now() / 1000) };
      files.set(stored.key, stored);
      bytes += stored.content.length;
      trim();
      return stored;
    },
    byId: (id) => [...files.values()].find((file) => file.id === id),
    byKey: (key) => files.get(key),
    all: () => [...files.values()],
    clear: () => {
      files.clear();
      bytes = 0;
    },
  };
}
