/** Files as the gateway knows them: who owns one, where its content is, what became of it. Pure. Times are epoch milliseconds. */
import type { FieldProblem } from "../kernel/errors.js";

/** Sent through the gateway to the engine · an address that a user gave · copied from an address in a result. */
export const FILE_ORIGINS = ["UPLOAD", "ADDRESS", "OUTPUT"] as const;
export type FileOrigin = (typeof FILE_ORIGINS)[number];

/**
 * PENDING: on its way; written before anything is sent, so that a process that dies leaves a trace. READY: can be used.
 * FAILED: it cannot, and `failure` says why. EXPIRED: its time is over, and its content is being removed.
 */
export const FILE_STATES = ["PENDING", "READY", "FAILED", "EXPIRED"] as const;
export type FileState = (typeof FILE_STATES)[number];

/** What the engine calls a file; which of them it gives depends on its flavour (`reference/coze-api.md` §9.1). */
export interface EngineFile {
  readonly fileId?: string;
  readonly uri?: string;
  readonly url?: string;
}

export interface StoredFile {
  readonly id: string;
  readonly tenant: string;
  readonly callerId: string;
  readonly origin: FileOrigin;
  readonly state: FileState;
  /** Where it was uploaded; null = it has an address of its own. */
  readonly connection: string | null;
  readonly engine: EngineFile;
  /** The address it was given by. */
  readonly sourceUrl: string | null;
  /** Of an OUTPUT: whose result names it, and where. */
  readonly invocationId: string | null;
  readonly pointer: string | null;
  readonly name: string;
  /** Media type, as its content shows it. */
  readonly kind: string;
  readonly bytes: number | null;
  /** Hexadecimal; null where the gateway did not see all of the content. */
  readonly sha256: string | null;
  /** An error code; OUTCOME_UNKNOWN = the engine may have it. */
  readonly failure: string | null;
  readonly requestId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What a form says of the files that a field takes. */
export interface FileRule {
  /** `image/png`, `image/*`. Absent = all that the gateway takes. */
  readonly kinds?: readonly string[];
  readonly maxBytes?: number;
}

/** A field of a form that holds a file. */
export interface FileReference extends FileRule {
  /** JSON Pointer into the form value. */
  readonly path: string;
  readonly id: string;
}

/** On whose behalf files are used, and where. */
export interface FileScope {
  readonly tenant: string;
  /** Files of these callers; `null` = of anybody in the tenant, for calls that were judged when they were accepted. */
  readonly callerIds: readonly string[] | null;
  readonly connection: string;
}

export interface FileReferences {
  /**
   * At most one problem per reference, in order: files a form may name are those of the scope that are ready and fit the
   * field. `texts`: what the workflow is given, by id, for those without a problem. Reads the table once.
   */
  look(
    scope: FileScope,
    references: readonly FileReference[],
  ): Promise<{ readonly problems: readonly FieldProblem[]; readonly texts: ReadonlyMap<string, string> }>;
}

/** @param kinds `image/png`, `image/*`, `*`; in any case. */
export const kindFits = (kind: string, kinds: readonly string[]): boolean => {
  const [group = ""] = kind.split("/");
  return kinds.some(
    (allowed) => allowed === "*" || allowed === "*/*" || allowed.toLowerCase() === kind || allowed.toLowerCase() === `${group}/*`,
  );
};

/** `20 MB`, `512 KB`, `900 B`, for people. */
export const sizeWords = (bytes: number): string => {
  const [unit, name] = bytes >= 1024 ** 2 ? [1024 ** 2, "MB"] : bytes >= 1024 ? [1024, "KB"] : [1, "B"];
  return `${Math.round((bytes / unit) * 10) / 10} ${name}`;
};

const LONGEST_NAME = 200;

/** The last part of a path, without control characters; `file` when nothing is left. Never used as a path. */
export const cleanName = (name: string | undefined): string => {
  const last = (name ?? "").split(/[/\\]/).at(-1) ?? "";
  // Formatting characters can turn the reading direction round, so that “gpj.exe” reads “exe.jpg”.
  const visible = last.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "").trim();
  const clipped = [...visible].slice(0, LONGEST_NAME).join("");
  return clipped === "" || /^\.+$/.test(clipped) ? "file" : clipped;
};

/** For `Content-Disposition`: as attachment, under its name (RFC 6266, RFC 8187). */
export const attachment = (name: string): string => {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
};
