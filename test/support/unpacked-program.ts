/**
 * Programs that a few tests want and many machines lack (nginx, shellcheck): found on PATH, else Debian's package unpacked
 * into .cache/ (neither installed nor started, and no root needed), else none: then those tests are skipped, visibly.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { findProgram } from "./server-binaries.js";

const run = promisify(execFile);
const CACHE = join(import.meta.dirname, "..", "..", ".cache", "programs");

interface Wanted {
  /** Of the program on PATH and of Debian's package. */
  readonly name: string;
  /** In the package: `usr/sbin/nginx`. */
  readonly path: string;
  /** Environment variable that names another. */
  readonly variable: string;
}

const found = new Map<string, Promise<string | undefined>>();

const wanted = (program: Wanted): Promise<string | undefined> => {
  const known = found.get(program.name) ?? look(program);
  found.set(program.name, known);
  return known;
};

/** An nginx with its usual modules. */
export const nginxProgram = () => wanted({ name: "nginx", path: "usr/sbin/nginx", variable: "TEST_NGINX" });
export const shellcheckProgram = () => wanted({ name: "shellcheck", path: "usr/bin/shellcheck", variable: "TEST_SHELLCHECK" });

const look = async (program: Wanted): Promise<string | undefined> => {
  const unpacked = join(CACHE, program.name, program.path);
  const there = process.env[program.variable] ?? findProgram(program.name) ?? (existsSync(unpacked) ? unpacked : undefined);
  if (there) return there;
  try {
    if (findProgram("apt-get") && findProgram("dpkg-deb")) await unpack(program.name);
  } catch (error) {
    console.warn(`${program.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (existsSync(unpacked)) return unpacked;
  console.warn(`No ${program.name} here, so its tests are skipped. Install it, or set ${program.variable} to its path.`);
  return undefined;
};

/** Moved into place whole, so that two workers at it at once do no harm. */
const unpack = async (name: string): Promise<void> => {
  await mkdir(CACHE, { recursive: true });
  const aside = await mkdtemp(join(CACHE, "unpacking-"));
  try {
    await download(name, aside).catch(async () => {
      await run("apt-get", ["-qq", "update"]);
      await download(name, aside);
    });
    const deb = (await readdir(aside)).find((file) => file.endsWith(".deb"));
    if (!deb) return;
    await run("dpkg-deb", ["-x", join(aside, deb), aside]);
    await rename(aside, join(CACHE, name)).catch(() => undefined);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
};

/** As ourselves: apt's own user may not enter the folder. */
const download = (name: string, folder: string) =>
  run("apt-get", ["-qq", "-o", "APT::Sandbox::User=root", "download", name], { cwd: folder });
