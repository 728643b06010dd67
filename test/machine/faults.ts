/** What is done to a machine while the tool works on it, and releases of the gateway that differ from the packed one. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type DeployedSite, PROJECT } from "./deployed-site.js";
import type { Ran } from "./throw-away-machine.js";

const run = promisify(execFile);
const COZE = join(PROJECT, "scripts", "deploy", "coze");

export const GATEWAY_ALONE = {
  variables: {
    MYSQL_FROM: "system",
    MYSQL_PROGRAM: "/usr/sbin/mariadbd",
    MYSQL_BUFFER_POOL: "256M",
    REDIS_FROM: "system",
    NODE_FROM: "system",
    GATEWAY_URL: "http://abilities.test",
    GATEWAY_COZE_BASE_URL: "http://127.0.0.1:8892",
    STUDIO_PLACE: "none",
    LOOP_PLACE: "none",
  },
  secrets: { GATEWAY_COZE_API_TOKEN: "pat_simulator" },
};

/** Coze is somebody else's: the simulator, outside the site. */
export const startCoze = ({ machine }: DeployedSite): Promise<string> =>
  machine.must("systemd-run", [
    ...["--unit=somebody-elses-coze", "-p", `WorkingDirectory=${PROJECT}`],
    ...[process.execPath, "dist/src/main.js", "simulator", "--port", "8892"],
  ]);

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export const numbersOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** `coze`: its process group alone, so that what it has started goes on as an orphan. `all`: these programs as well. */
export type Killed = "coze" | "all";

/** $1: what; $2: number of the step that it waits for; $3: seconds to wait then. */
const KILL = `until [ -s /run/coze.pid ]; do sleep 0.02; done
pid=$(cat /run/coze.pid)
while [ -d /proc/$pid ] && ! grep -oE '^\\[[0-9]+' /run/coze.out | tr -d '[' | awk -v n=$2 '$1 >= n { found = 1 } END { exit n > 0 && !found }'; do sleep 0.02; done
sleep $3
below() { for child in $(cat /proc/$1/task/*/children 2>/dev/null); do below $child; echo $child; done; }
tree=$(below $pid)
kill -KILL -- -$pid 2>/dev/null || true
[ "$1" = coze ] || kill -KILL $tree 2>/dev/null || true`;

export interface Kill {
  readonly what: Killed;
  /** Of `[7/71]`: it is waited for, or a later one. 0 = from the beginning. */
  readonly step: number;
  /** Milliseconds that it may go on then. */
  readonly afterMs: number;
}

/** Runs the tool and kills it. Resolves to what it had said, and code 0 when it was done before. */
export const cozeKilled = async ({ machine }: DeployedSite, words: string, { what, step, afterMs }: Kill): Promise<Ran> => {
  await machine.must("bash", ["-c", "rm -f /run/coze.pid; : >/run/coze.out"]);
  const begun = 'echo $$ >/run/coze.pid; exec "$@" >/run/coze.out 2>&1';
  const running = machine.run("setsid", ["-w", "bash", "-c", begun, "-", COZE, ...words.split(" "), "--lang", "en"], {
    timeoutMs: 600_000,
  });
  await machine.must("bash", ["-c", KILL, "-", what, String(step), String(afterMs / 1000)], { timeoutMs: 600_000 });
  const { code, stderr } = await running;
  return { code, stdout: await machine.must("cat", ["/run/coze.out"]), stderr };
};

export interface Call {
  readonly at: string;
  readonly status?: string;
  readonly answer?: string;
}

/** Callers every 100 ms, until `stop`, which waits for the end of what they began. */
export const callers = async (site: DeployedSite): Promise<{ stop: () => Promise<Call[]> }> => {
  const end = "/run/callers-may-end";
  await site.machine.must("rm", ["-f", end]);
  const env = { TOKEN: await site.secret("GATEWAY_SERVICE_API_TOKEN") };
  const said = site.machine.must(process.execPath, [join(import.meta.dirname, "callers.mjs"), end], { env, timeoutMs: 600_000 });
  said.catch(() => undefined);
  return {
    stop: async () => {
      await site.machine.must("touch", [end]);
      return (await said)
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Call);
    },
  };
};

/** Another release from the one in the folder, entered into its manifest; `change` works on the unpacked files. */
export const addRelease = async (artefacts: string, version: string, change?: (folder: string) => Promise<void>): Promise<void> => {
  const manifest = join(artefacts, "manifest.tsv");
  const first = (await readFile(manifest, "utf8")).split("\n").find((line) => line.startsWith("gateway\t"));
  const [, , arch = "", file = ""] = first?.split("\t") ?? [];
  const aside = await mkdtemp(join(artefacts, "unpacked-"));
  try {
    const name = `ability-gateway-${version}`;
    await mkdir(join(aside, name));
    await run("tar", ["-xzf", join(artefacts, file), "-C", join(aside, name), "--strip-components=1"]);
    const about = join(aside, name, "package.json");
    await writeFile(about, JSON.stringify({ ...(JSON.parse(await readFile(about, "utf8")) as object), version }));
    await change?.(join(aside, name));
    const made = join(artefacts, `${name}.tar.gz`);
    await run("tar", ["-I", "gzip -1", "-cf", made, "-C", aside, name]);
    const sha256 = createHash("sha256")
      .update(await readFile(made))
      .digest("hex");
    await appendFile(manifest, `gateway\t${version}\t${arch}\t${name}.tar.gz\t${sha256}\ttest\town\n`);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
};

/** Migrates like any release, and ends as soon as it is to serve. */
export const endsAtOnce = async (folder: string): Promise<void> => {
  const main = join(folder, "dist", "src", "main.js");
  await rename(main, join(folder, "dist", "src", "real-main.js"));
  const content = `if (process.argv[2] === "serve") {
  console.error("this release cannot serve");
  process.exit(3);
}
await import("./real-main.js");
`;
  await writeFile(main, content);
};
