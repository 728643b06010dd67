/** Which files of the project a release of the gateway holds: what runs, and nothing that only builds or tests. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../contract/failure.js";
import { text } from "../contract/text.js";
import { exists } from "../system/files.js";

/** Folders → whether a file in them belongs to a release. Paths are relative to the project. */
const FOLDERS: readonly (readonly [folder: string, belongs: (path: string) => boolean])[] = [
  ["dist", (path) => !path.endsWith(".tsbuildinfo")],
  ["schema", () => true],
  ["scripts", (path) => !path.endsWith(".ts")],
];
const SINGLE_FILES = ["package.json", "README.md"];

interface LockedPackage {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

/** Sorted, with `/`. @throws Failure when a production package of the lock file is not installed. */
export const releaseFiles = async (project: string): Promise<readonly string[]> => {
  const own = await Promise.all(FOLDERS.map(async ([folder, belongs]) => (await filesBelow(project, folder)).filter(belongs)));
  const single: string[] = [];
  for (const path of SINGLE_FILES) if (await exists(join(project, path))) single.push(path);
  return [...single, ...own.flat(), ...(await packageFiles(project))].sort((a, b) => (a < b ? -1 : 1));
};

/** Nested packages have entries of their own in the lock file. */
const packageFiles = async (project: string): Promise<readonly string[]> => {
  const { packages } = JSON.parse(await readFile(join(project, "package-lock.json"), "utf8")) as {
    packages: Record<string, LockedPackage & { optional?: boolean }>;
  };
  const files: string[] = [];
  const missing: string[] = [];
  for (const [path, { dev, devOptional, optional }] of Object.entries(packages)) {
    if (path === "" || dev || devOptional) continue;
    if (await exists(join(project, path))) files.push(...(await filesBelow(project, path, isNested)));
    else if (!optional) missing.push(path);
  }
  if (missing.length === 0) return files;
  throw new Failure(
    text(
      `Packages of package-lock.json are not installed: ${missing.slice(0, 5).join(", ")}. Run npm ci in ${project}.`,
      `package-lock.json 中的包尚未安装：${missing.slice(0, 5).join("、")}。请在 ${project} 中运行 npm ci。`,
    ),
  );
};

const isNested = (name: string): boolean => name === "node_modules";

const filesBelow = async (project: string, folder: string, isLeftOut: (name: string) => boolean = () => false): Promise<string[]> => {
  if (!(await exists(join(project, folder)))) return [];
  const entries = await readdir(join(project, folder), { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry): Promise<string[]> => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return isLeftOut(entry.name) ? [] : filesBelow(project, path, isLeftOut);
      return entry.isFile() ? [path] : [];
    }),
  );
  return found.flat();
};
