/**
 * What is installed and what is built, told by stamps. A stamp is written last, so a half-done install or build has none.
 *   node_modules/.ability-gateway.json   hash of the package-lock.json that was installed
 *   dist/.build.json                     hash of the sources that were compiled
 * Hashes are over contents, not times: a fresh checkout of the same commit is the same build.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "./process.mjs";

const LOCK_FILE = inRoot("package-lock.json");
const INSTALL_STAMP = inRoot("node_modules", ".ability-gateway.json");
const BUILD_STAMP = inRoot("dist", ".build.json");
const SOURCE_FOLDERS = ["src", "migrations", "scripts/deploy", "schema/client", "schema/generated"];

/** Is what package-lock.json asks for in node_modules? `tool` = a development package that is needed as well. */
export function isInstalled(tool) {
  if (!existsSync(inRoot("node_modules"))) return false;
  if (tool !== undefined && !existsSync(inRoot("node_modules", tool, "package.json"))) return false;
  if (!existsSync(LOCK_FILE)) return true; // a release without lock file: its packages came with it
  const lock = readFileSync(LOCK_FILE);
  if (readJson(INSTALL_STAMP)?.lock === hash(lock)) return true;
  if (!holdsAll(JSON.parse(lock), readJson(inRoot("node_modules", ".package-lock.json")))) return false;
  stampInstall();
  return true;
}

/** Someone may have run npm by hand: npm's own record, which it writes last, then says the same as the lock file. */
function holdsAll(wanted, installed) {
  if (installed?.packages === undefined) return false;
  return Object.entries(wanted.packages).every(([path, entry]) => {
    const found = installed.packages[path];
    if (path === "" || (found === undefined && (entry.optional || entry.dev || entry.devOptional))) return true;
    return found?.version === entry.version && found?.integrity === entry.integrity;
  });
}

export const stampInstall = () => writeStamp(INSTALL_STAMP, { lock: hash(readFileSync(LOCK_FILE)) });

/** Does dist/ hold the result of the sources as they are now? Without sources, dist/ is a release and taken as it is. */
export const isBuilt = () =>
  existsSync(inRoot("dist", "src", "main.js")) && (!hasSources() || readJson(BUILD_STAMP)?.sources === sourceHash());

export const hasSources = () => existsSync(inRoot("tsconfig.json")) && existsSync(inRoot("src"));
export const hasBuildStamp = () => existsSync(BUILD_STAMP);
export const stampBuild = (sources) => writeStamp(BUILD_STAMP, { sources });

export function sourceHash() {
  const digest = createHash("sha256").update(readJson(inRoot("package.json"))?.devDependencies?.typescript ?? "");
  for (const file of ["tsconfig.json", ...SOURCE_FOLDERS.flatMap(filesOf)]) {
    digest.update(`\n${file}\n`).update(readFileSync(inRoot(file)));
  }
  return digest.digest("hex");
}

/** Removes outputs whose source is gone, so that a deleted migration does not live on in dist/. */
export function sweepBuild() {
  for (const folder of SOURCE_FOLDERS) {
    const sources = new Set(filesOf(folder).map((file) => file.replace(/\.ts$/, "")));
    for (const output of filesOf(join("dist", folder))) {
      const source = output.slice("dist/".length).replace(/(\.js(\.map)?|\.d\.ts)$/, "");
      if (!sources.has(source)) rmSync(inRoot(output), { force: true });
    }
  }
}

/** Paths below a folder, relative to the project, with forward slashes and in one order everywhere. */
export function filesOf(folder) {
  if (!existsSync(inRoot(folder))) return [];
  return readdirSync(inRoot(folder), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(folder, entry.name)) : [join(folder, entry.name).replaceAll("\\", "/")]))
    .sort();
}

const hash = (content) => createHash("sha256").update(content).digest("hex");

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** A read-only installation needs no stamp: it is then compared in full at each start. */
function writeStamp(path, content) {
  try {
    writeFileSync(path, `${JSON.stringify(content)}\n`);
  } catch (error) {
    if (error.code !== "EROFS" && error.code !== "EACCES") throw error;
  }
}
