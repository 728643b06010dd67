/** No byte of an artefact is used before its SHA-256 has been compared with the manifest's. */
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../contract/failure.js";
import type { Paths } from "../contract/site.js";
import { text } from "../contract/text.js";
import { readIfThere, sha256OfFile, writeWhole } from "../system/files.js";
import type { Artefact, Manifest } from "./manifest.js";

/** What a file looked like when it was read: the same look means the same digest, without reading gigabytes again. */
interface Seen {
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: number;
  readonly sha256: string;
}

export const artefactPath = (manifest: Manifest, artefact: Artefact): string => join(manifest.folder, artefact.file);

const recordPath = (paths: Paths): string => join(paths.records, "artefacts.json");

export type Verdict = "fine" | "absent" | "different";

/** Looks only. */
export const verdictOn = async (paths: Paths, manifest: Manifest, artefact: Artefact): Promise<Verdict> => {
  const path = artefactPath(manifest, artefact);
  const look = await lookOf(path);
  if (look === undefined) return "absent";
  const seen = (await readRecord(paths))[path];
  const digest = seen !== undefined && isSameLook(seen, look) ? seen.sha256 : await sha256OfFile(path);
  return digest === artefact.sha256 ? "fine" : "different";
};

/** Compares, and remembers the digest. @throws Failure for a file that is missing or is another. */
export const requireVerified = async (paths: Paths, manifest: Manifest, artefact: Artefact): Promise<string> => {
  const path = artefactPath(manifest, artefact);
  const verdict = await verdictOn(paths, manifest, artefact);
  if (verdict !== "fine") throw new Failure(verdictText(verdict, path, artefact));
  await remember(paths, path, artefact.sha256);
  return path;
};

export const verdictText = (verdict: Exclude<Verdict, "fine">, path: string, artefact: Artefact) =>
  verdict === "absent"
    ? text(`${path} is not there (source: ${artefact.source}).`, `缺少 ${path}（来源：${artefact.source}）。`)
    : text(
        `${path} is not the file of the manifest: its SHA-256 is not ${artefact.sha256}. It is truncated or was changed; copy it again from ${artefact.source}.`,
        `${path} 与清单不符：SHA-256 不是 ${artefact.sha256}。文件不完整或被改动，请从 ${artefact.source} 重新复制。`,
      );

const lookOf = async (path: string): Promise<Omit<Seen, "sha256"> | undefined> => {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? { size: found.size, mtimeMs: found.mtimeMs, inode: found.ino } : undefined;
};

const isSameLook = (a: Omit<Seen, "sha256">, b: Omit<Seen, "sha256">): boolean =>
  a.size === b.size && a.mtimeMs === b.mtimeMs && a.inode === b.inode;

const readRecord = async (paths: Paths): Promise<Record<string, Seen>> => {
  const content = await readIfThere(recordPath(paths));
  try {
    return content === undefined ? {} : JSON.parse(content);
  } catch {
    // A cache: what cannot be read is computed again.
    return {};
  }
};

const remember = async (paths: Paths, path: string, sha256: string): Promise<void> => {
  const look = await lookOf(path);
  if (look === undefined) return;
  await mkdir(paths.records, { recursive: true, mode: 0o700 });
  const record = { ...(await readRecord(paths)), [path]: { ...look, sha256 } };
  await writeWhole(recordPath(paths), `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
};
