/**
 * What a file is: its first bytes decide, and what it was said to be must agree with them. Nothing is unpacked, not even
 * to look inside: of archives only the names at the beginning are read.
 */
import { fileTypeFromBuffer, supportedMimeTypes } from "file-type";
import { AppError } from "../kernel/errors.js";
import { archiveKind, FAMILIES, isArchiveBased } from "./archive-kinds.js";

/** As many bytes as file-type looks at. */
export const HEAD_BYTES = 4_100;

const ANYTHING = "application/octet-stream";

/**
 * @param head the first `HEAD_BYTES` of the file, or all of it. @param declared the sender's media type; parameters and case do not matter.
 * @returns the media type, without parameters. @throws AppError FILE_KIND_MISMATCH
 */
export const kindOf = async (head: Uint8Array, declared: string | undefined): Promise<string> => {
  const said = plainKind(declared);
  const found = await contentKind(head);
  if (said === undefined || said === ANYTHING) return found ?? ANYTHING;
  if (found === undefined) {
    if (!hasMark(said)) return said;
    throw mismatch(said, ANYTHING);
  }
  if (agree(said, found)) return moreExact(said, found);
  throw mismatch(said, found);
};

const mismatch = (declared: string, found: string): AppError => new AppError("FILE_KIND_MISMATCH", { params: { declared, found } });

const plainKind = (kind: string | undefined): string | undefined => {
  const plain = kind?.split(";", 1)[0]?.trim().toLowerCase();
  return plain === undefined || !/^[a-z0-9.+-]{1,40}\/[a-z0-9.+-]{1,120}$/.test(plain) ? undefined : (ALIASES.get(plain) ?? plain);
};

/** @returns `text/plain` for any text; nothing for bytes that nobody knows. */
const contentKind = async (head: Uint8Array): Promise<string | undefined> => {
  const archive = archiveKind(head);
  if (archive !== undefined) return archive;
  if (isUtf16(head)) return TEXT;
  return plainKind(await markedKind(head)) ?? (isText(head) ? TEXT : undefined);
};

const TEXT = "text/plain";

/** A head that is cut where a format goes on, or made to confuse, has no mark. */
const markedKind = async (head: Uint8Array): Promise<string | undefined> => {
  try {
    return (await fileTypeFromBuffer(head))?.mime;
  } catch {
    return undefined;
  }
};

/** Without control characters that no text has: old encodings of one byte per character are text too. */
const isText = (head: Uint8Array): boolean => head.every((byte) => byte >= 0x20 || [0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte));

/** The mark could also begin a frame of MPEG audio, of a layer that nobody uses. */
const isUtf16 = ([first, second]: Uint8Array): boolean => (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

/** Kinds written as text, beside `text/…` itself. */
const isTextual = (kind: string): boolean =>
  kind.startsWith("text/") ||
  /\+(xml|json|yaml)$/.test(kind) ||
  /^application\/(json|xml|yaml|x-yaml|toml|javascript|x-javascript|ecmascript|sql|x-sh|x-ndjson|jsonl|x-jsonlines|graphql|x-tex|x-subrip)$/.test(
    kind,
  );

const agree = (said: string, found: string): boolean => {
  if (said === found) return true;
  if (isTextual(found)) return isTextual(said);
  if (found === "application/zip") return isArchiveBased(said);
  return FAMILIES.some((family) => family.includes(said) && family.includes(found));
};

/** Of two that agree, the one that says more: the container's name says least. */
const moreExact = (said: string, found: string): string =>
  found === TEXT || found === "application/xml" || found === "application/zip" || found === "application/x-cfb" ? said : found;

/** Kinds whose files begin with something that shows: without it they are something else. */
const hasMark = (kind: string): boolean => isArchiveBased(kind) || isTextual(kind) || (supportedMimeTypes as ReadonlySet<string>).has(kind);

/** Other names for the same. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["binary/octet-stream", ANYTHING],
  ["image/jpg", "image/jpeg"],
  ["image/pjpeg", "image/jpeg"],
  ["image/x-png", "image/png"],
  ["image/x-ms-bmp", "image/bmp"],
  ["image/vnd.microsoft.icon", "image/x-icon"],
  ["audio/mp3", "audio/mpeg"],
  ["audio/x-wav", "audio/wav"],
  ["audio/wave", "audio/wav"],
  ["audio/vnd.wave", "audio/wav"],
  ["audio/x-m4a", "audio/mp4"],
  ["audio/m4a", "audio/mp4"],
  ["audio/x-flac", "audio/flac"],
  ["application/x-zip-compressed", "application/zip"],
  ["application/x-zip", "application/zip"],
  ["application/x-gzip", "application/gzip"],
  ["application/x-rar-compressed", "application/vnd.rar"],
  ["application/x-pdf", "application/pdf"],
  ["text/xml", "application/xml"],
  ["text/rtf", "application/rtf"],
  ["text/json", "application/json"],
]);
