/** Archives, told by their names and marks alone. Pure. */

const ZIP_MARK = [0x50, 0x4b, 0x03, 0x04];
const EMPTY_ZIP_MARK = [0x50, 0x4b, 0x05, 0x06];
const GZIP_MARK = [0x1f, 0x8b];
/** Of a local file header, up to its name (APPNOTE.TXT 4.3.7). */
const HEADER_BYTES = 30;

const begins = (bytes: Uint8Array, mark: readonly number[], at = 0): boolean => mark.every((byte, index) => bytes[at + index] === byte);

/** @returns nothing when it is no zip and no gzip; `application/zip` when the beginning does not show which zip it is. */
export const archiveKind = (head: Uint8Array): string | undefined => {
  if (begins(head, GZIP_MARK)) return "application/gzip";
  if (begins(head, EMPTY_ZIP_MARK)) return "application/zip";
  return begins(head, ZIP_MARK) ? zipKind(head) : undefined;
};

const zipKind = (head: Uint8Array): string => {
  for (const { name, content } of entriesIn(head)) {
    const known = name === "mimetype" ? new TextDecoder().decode(content).trim() : OFFICE.find(([folder]) => name.startsWith(folder))?.[1];
    if (known !== undefined && isArchiveBased(known)) return known;
  }
  return "application/zip";
};

const OFFICE_PREFIX = "application/vnd.openxmlformats-officedocument";
const OFFICE: readonly (readonly [folder: string, kind: string])[] = [
  ["word/", `${OFFICE_PREFIX}.wordprocessingml.document`],
  ["xl/", `${OFFICE_PREFIX}.spreadsheetml.sheet`],
  ["ppt/", `${OFFICE_PREFIX}.presentationml.presentation`],
  ["META-INF/MANIFEST.MF", "application/java-archive"],
  ["AndroidManifest.xml", "application/vnd.android.package-archive"],
];

/** Sizes in headers may be missing or lie: the marks themselves are looked for. Stored content only, as it stands there. */
function* entriesIn(head: Uint8Array): Generator<{ name: string; content: Uint8Array }, void> {
  for (let at = 0; at + HEADER_BYTES <= head.length; at++) {
    if (!begins(head, ZIP_MARK, at)) continue;
    const view = new DataView(head.buffer, head.byteOffset + at, HEADER_BYTES);
    const nameEnd = at + HEADER_BYTES + view.getUint16(26, true);
    const contentAt = nameEnd + view.getUint16(28, true);
    const stored = view.getUint16(8, true) === 0 ? view.getUint32(18, true) : 0;
    yield {
      name: new TextDecoder("latin1").decode(head.subarray(at + HEADER_BYTES, nameEnd)),
      content: head.subarray(contentAt, Math.min(contentAt + stored, contentAt + 200)),
    };
  }
}

/** Kinds whose files are zip archives. */
export const isArchiveBased = (kind: string): boolean =>
  kind === "application/zip" ||
  kind.endsWith("+zip") ||
  kind.startsWith(`${OFFICE_PREFIX}.`) ||
  kind.startsWith("application/vnd.oasis.opendocument.") ||
  /^application\/vnd\.ms-[a-z]+(\.[a-z-]+)?\.macroenabled(\.12)?$/.test(kind) ||
  ["application/java-archive", "application/vnd.android.package-archive", "application/x-xpinstall"].includes(kind);

/** Kinds that share a container, so that the first bytes tell them apart only in part. */
export const FAMILIES: readonly (readonly string[])[] = [
  [
    "application/x-cfb",
    ...[
      "application/msword",
      "application/vnd.ms-excel",
      "application/vnd.ms-powerpoint",
      "application/vnd.ms-outlook",
      "application/x-msi",
    ],
  ],
  ["video/mp4", "video/quicktime", "video/x-m4v", "audio/mp4", "video/3gpp", "video/3gpp2", "audio/aac"],
  ["video/webm", "video/x-matroska", "video/matroska", "audio/webm", "audio/x-matroska"],
  ["audio/ogg", "video/ogg", "application/ogg", "audio/opus"],
  ["audio/mpeg", "audio/aac", "video/mpeg"],
  ["image/heic", "image/heif", "image/avif"],
  ["image/tiff", "image/x-canon-cr2", "image/x-nikon-nef", "image/x-sony-arw", "image/x-adobe-dng"],
  ["application/postscript", "application/pdf", "application/illustrator"],
];
