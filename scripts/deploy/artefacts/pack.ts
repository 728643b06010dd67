/**
 * Makes the gateway's artefact from the project: the same bytes for the same commit, with the same packages installed (names
 * in order, one time for all files, nobody's owner, plain modes). Nothing is downloaded.
 */
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../contract/failure.js";
import type { Command, Machine } from "../contract/machine.js";
import { text } from "../contract/text.js";
import { exists, readIfThere, sha256OfFile, writeWhole } from "../system/files.js";
import { machineArch } from "./find-artefact.js";
import { type Artefact, MANIFEST_FILE, parseManifest } from "./manifest.js";
import { releaseFiles } from "./project-files.js";

export interface Packing {
  readonly machine: Machine;
  /** The folder with package.json. */
  readonly project: string;
  /** The artefact folder; made when it is not there. */
  readonly artefacts: string;
}

export interface Packed {
  readonly artefact: Artefact;
  readonly path: string;
  readonly files: number;
  /** Changes that no commit holds are in it, so nobody can make it again. */
  readonly isDirty: boolean;
}

const COLUMNS = "name\tversion\tarch\tfile\tsha256\tsource\tlicence";
const PACK_TIMEOUT_MS = 600_000;

/** Builds if there are sources, packs, and enters the artefact into manifest.tsv. @throws Failure */
export const packGateway = async ({ machine, project, artefacts }: Packing): Promise<Packed> => {
  const run = (command: Command) => succeed(machine, { cwd: project, timeoutMs: PACK_TIMEOUT_MS, ...command });
  if (await exists(join(project, "tsconfig.json"))) await run({ program: process.execPath, args: [join(project, "scripts/build.mjs")] });
  const source = await sourceOf(machine, project);
  const file = `ability-gateway-${source.version}.tar.gz`;
  const path = join(artefacts, file);
  await mkdir(artefacts, { recursive: true });
  const files = await releaseFiles(project);
  const list = `${path}.list`;
  try {
    await writeWhole(list, files.join("\0"), { mode: 0o600 });
    await run({ program: "tar", args: tarArguments({ path: `${path}.new`, list, ...source }), env: { GZIP: "" } });
    await run({ program: "mv", args: ["-f", `${path}.new`, path] });
  } finally {
    for (const remains of [list, `${path}.new`]) await rm(remains, { force: true });
  }
  const artefact = { name: "gateway", version: source.version, arch: machineArch(), file, sha256: await sha256OfFile(path), ...ORIGIN };
  await enter(artefacts, artefact);
  return { artefact, path, files: files.length, isDirty: source.isDirty };
};

const ORIGIN = { source: "coze pack gateway", licence: "own" };

interface Source {
  /** `0.1.0+22275b1c`; without a repository the plain version. */
  readonly version: string;
  /** Seconds: of the commit. */
  readonly time: string;
  readonly isDirty: boolean;
}

const sourceOf = async (machine: Machine, project: string): Promise<Source> => {
  const { version } = JSON.parse(await readFile(join(project, "package.json"), "utf8")) as { version: string };
  const git = async (...args: string[]): Promise<string | undefined> => {
    if (machine.find("git") === undefined || !(await exists(join(project, ".git")))) return undefined;
    const { code, stdout } = await machine.run({ program: "git", args: ["-c", `safe.directory=${project}`, "-C", project, ...args] });
    return code === 0 ? stdout.trim() : undefined;
  };
  const [commit, time] = (await git("log", "-1", "--format=%H %ct"))?.split(" ") ?? [];
  if (commit === undefined) return { version, time: "0", isDirty: false };
  const isDirty = (await git("status", "--porcelain", "--untracked-files=no")) !== "";
  return { version: `${version}+${commit.slice(0, 8)}${isDirty ? ".dirty" : ""}`, time: time ?? "0", isDirty };
};

const tarArguments = ({ path, list, version, time }: Source & { path: string; list: string }): readonly string[] => [
  ...["--create", `--file=${path}`, "--use-compress-program=gzip -n -6", "--format=gnu"],
  ...["--no-recursion", "--null", `--files-from=${list}`],
  ...["--owner=0", "--group=0", "--numeric-owner", "--mode=u=rwX,go=rX", `--mtime=@${time}`],
  `--transform=flags=r;s,^,ability-gateway-${version}/,`,
];

const succeed = async (machine: Machine, command: Command): Promise<void> => {
  const { code, stderr, stdout } = await machine.run(command);
  if (code === 0) return;
  const said = (stderr || stdout).trim().split("\n").slice(-10).join("\n");
  throw new Failure(text(`${command.program} ended with ${code}: ${said}`, `${command.program} 以 ${code} 结束：${said}`));
};

/** Its line takes the place of one for the same version; other lines and comments stay as they are. */
const enter = async (folder: string, artefact: Artefact): Promise<void> => {
  const path = join(folder, MANIFEST_FILE);
  const before = (await readIfThere(path)) ?? `${COLUMNS}\n`;
  const cells = [artefact.name, artefact.version, artefact.arch, artefact.file, artefact.sha256, artefact.source, artefact.licence];
  const kept = before.split("\n").filter((line) => line !== "" && line.split("\t").slice(0, 3).join() !== cells.slice(0, 3).join());
  const content = `${[...kept, cells.join("\t")].join("\n")}\n`;
  parseManifest(content, path);
  if (content !== before) await writeWhole(path, content, { mode: 0o644 });
};

/** The project that this program belongs to. @throws Failure in a copy without a package.json above it. */
export const projectAbove = async (start: string): Promise<string> => {
  for (let folder = start; dirname(folder) !== folder; folder = dirname(folder)) {
    const found = await readIfThere(join(folder, "package.json"));
    if (found !== undefined && (JSON.parse(found) as { name?: string }).name === "ability-gateway") return folder;
  }
  throw new Failure(text(`No project of the gateway lies above ${start}.`, `${start} 之上没有网关项目。`));
};
