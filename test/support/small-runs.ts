/** Runs of `coze` with the small components, each on a root of its own, with a configuration and the artefact they install. */
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { PLAIN_SYSTEMCTL, stopPlainServices } from "./plain-services.js";
import { runFolder } from "./services.js";
import { SMALL_SECRET } from "./small-components.js";

const PROGRAM = join(import.meta.dirname, "small-deployment.ts");
const KILLED_AT = join(import.meta.dirname, "killed-at.mjs");

export interface RunEnd {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** See killed-at.mjs. */
  readonly killAt?: number;
  /** Without the stand-in for systemctl. */
  readonly staged?: boolean;
}

export interface SmallRoot {
  readonly path: string;
  /** Writes site.env anew with these variables. */
  configure(variables?: Readonly<Record<string, string>>): Promise<void>;
  /** `coze` with these words and options, in English. */
  coze(args: readonly string[], options?: RunOptions): Promise<RunEnd>;
  /** Stops its services and removes it. */
  discard(): Promise<void>;
}

export const smallRoot = async (): Promise<SmallRoot> => {
  const path = await mkdtemp(join(runFolder(), "coze-"));
  await makeArtefact(path);
  const root: SmallRoot = {
    path,
    configure: async (variables = {}) => {
      const lines = Object.entries({ ARTIFACTS_DIR: join(path, "artefacts"), ...variables }).map(([key, value]) => `${key}=${value}\n`);
      await mkdir(join(path, "etc/coze"), { recursive: true });
      await writeFile(join(path, "etc/coze/site.env"), lines.join(""), { mode: 0o644 });
      await writeFile(join(path, "etc/coze/secrets.env"), `NSQD_PASSWORD=${SMALL_SECRET}\n`, { mode: 0o600 });
    },
    coze: (args, options = {}) => runOn(path, args, options),
    discard: async () => {
      await stopPlainServices(path);
      await rm(path, { recursive: true, force: true });
    },
  };
  await root.configure();
  return root;
};

const makeArtefact = async (root: string): Promise<void> => {
  const [source, folder] = [join(root, "source"), join(root, "artefacts")];
  await mkdir(join(source, "nsqd-1.2.1/bin"), { recursive: true });
  await writeFile(join(source, "nsqd-1.2.1/bin/nsqd"), "#!/bin/sh\n", { mode: 0o755 });
  await mkdir(folder);
  await promisify(execFile)("tar", ["-cf", join(folder, "nsqd.tar"), "--mtime=@0", "--sort=name", "-C", source, "nsqd-1.2.1"]);
  await rm(source, { recursive: true });
  const sha256 = createHash("sha256")
    .update(await readFile(join(folder, "nsqd.tar")))
    .digest("hex");
  const head = ["name", "version", "arch", "file", "sha256", "source", "licence"].join("\t");
  await writeFile(join(folder, "manifest.tsv"), `${head}\n${["nsqd", "1.2.1", "any", "nsqd.tar", sha256, "test", "MIT"].join("\t")}\n`);
};

const runOn = async (root: string, args: readonly string[], { killAt, staged }: RunOptions): Promise<RunEnd> => {
  const imports = ["--import", "@oxc-node/core/register", ...(killAt === undefined ? [] : ["--import", KILLED_AT])];
  const common = ["--root", root, "--lang", "en", ...(staged ? [] : ["--systemctl", PLAIN_SYSTEMCTL])];
  const child = spawn(process.execPath, [...imports, PROGRAM, ...args, ...common], {
    env: { PATH: process.env.PATH, ...(killAt === undefined ? {} : { KILL_AT: String(killAt) }) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    stdout += piece;
  });
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    stderr += piece;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? undefined, stdout, stderr };
};
