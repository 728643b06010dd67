/** manifest.tsv: what lies in the artefact folder, and what each file must hold (`reference/deploy.md §4`). */
import { join } from "node:path";
import { Failure } from "../contract/failure.js";
import { text } from "../contract/text.js";
import { readIfThere } from "../system/files.js";

export const MANIFEST_FILE = "manifest.tsv";

export type Arch = "x86_64" | "arm64";

export interface Artefact {
  readonly name: string;
  /** Upstream's; what is built from a checkout carries its commit: `0.5.1+22275b1c`. */
  readonly version: string;
  readonly arch: Arch | "any";
  /** Its file in the folder, perhaps below a sub-folder. */
  readonly file: string;
  /** 64 hexadecimal digits in lower case. */
  readonly sha256: string;
  /** Where it comes from: an address that `--online` may fetch, or words. */
  readonly source: string;
  readonly licence: string;
}

export interface Manifest {
  readonly folder: string;
  /** False when the folder holds no manifest.tsv. */
  readonly isThere: boolean;
  readonly artefacts: readonly Artefact[];
}

const COLUMNS = ["name", "version", "arch", "file", "sha256", "source", "licence"] as const;
const ARCHS: Readonly<Record<string, Artefact["arch"]>> = {
  x86_64: "x86_64",
  amd64: "x86_64",
  arm64: "arm64",
  aarch64: "arm64",
  any: "any",
  noarch: "any",
};
const SHA256 = /^[0-9a-f]{64}$/;

/** @throws Failure that names every line that is wrong. A folder without a manifest has no artefacts. */
export const readManifest = async (folder: string): Promise<Manifest> => {
  const content = await readIfThere(join(folder, MANIFEST_FILE));
  if (content === undefined) return { folder, isThere: false, artefacts: [] };
  return { folder, isThere: true, artefacts: parseManifest(content, join(folder, MANIFEST_FILE)) };
};

/** Lines of seven columns with tabs between; `#` begins a comment; a first line with the names of the columns may stand. */
export const parseManifest = (content: string, path: string): readonly Artefact[] => {
  const problems: string[] = [];
  const artefacts: Artefact[] = [];
  for (const [index, line] of content.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#") || line.split("\t").join() === COLUMNS.join()) continue;
    const artefact = artefactOf(line, (problem) => problems.push(`${path}:${index + 1}: ${problem}`));
    if (artefact === undefined) continue;
    if (artefacts.some((other) => isSameEntry(other, artefact)))
      problems.push(`${path}:${index + 1}: ${artefact.name} ${artefact.version} ${artefact.arch} stands twice`);
    else artefacts.push(artefact);
  }
  if (problems.length > 0) throw badManifest(problems);
  return artefacts;
};

const isSameEntry = (a: Artefact, b: Artefact): boolean => a.name === b.name && a.version === b.version && a.arch === b.arch;

const artefactOf = (line: string, complain: (problem: string) => void): Artefact | undefined => {
  const cells = line.split("\t").map((cell) => cell.trim());
  const [name = "", version = "", archName = "", file = "", sha256 = "", source = "", licence = ""] = cells;
  const arch = ARCHS[archName];
  if (cells.length > COLUMNS.length || name === "" || version === "" || file === "")
    complain(`${COLUMNS.length} columns with tabs between are needed: ${COLUMNS.join(", ")}`);
  else if (arch === undefined) complain(`"${archName}" is no architecture: x86_64, arm64 or any`);
  else if (!SHA256.test(sha256)) complain("sha256 must be 64 hexadecimal digits in lower case");
  else if (isOutside(file)) complain(`"${file}" leads out of the folder`);
  else if (![name, version].every(isPlainName)) complain("name and version may hold letters, digits and . _ + - only");
  else return { name, version, arch, file, sha256, source, licence };
  return undefined;
};

const isOutside = (file: string): boolean => file.startsWith("/") || file.split("/").includes("..");

/** Both become folders below `opt`. */
const isPlainName = (word: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(word);

const badManifest = (problems: readonly string[]): Failure =>
  new Failure(
    text(
      `The manifest of the artefacts is wrong:\n  ${problems.join("\n  ")}`,
      `制品清单有误（列须为 ${COLUMNS.join(", ")}，以制表符分隔）：\n  ${problems.join("\n  ")}`,
    ),
  );
