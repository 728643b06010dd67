/**
 * A machine for one test: a real systemd in namespaces of its own (processes, mounts, network, users of this kernel), over
 * a writable layer on this machine's file system. Programs, packages and the project's folder are as here; what it writes
 * is gone when it is thrown away, and survives `reboot`. Needs root, systemd and overlayfs; `machineProblem` says what lacks.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { findProgram } from "../support/server-binaries.js";
import { until } from "../support/until.js";

const run = promisify(execFile);
const BOOT = join(import.meta.dirname, "boot.sh");
/** Not below /tmp: a tmpfs there would hide it, and layers of overlays do not lie on every file system. */
const HOME = "/var/tmp";

/** Why this machine cannot hold throw-away machines, or undefined. */
export const machineProblem = (): string | undefined => {
  if (process.platform !== "linux") return "Throw-away machines need Linux.";
  if (process.getuid?.() !== 0) return "Throw-away machines need root.";
  const missing = ["unshare", "nsenter", "pivot_root", "ip", "systemctl"].filter((program) => !findProgram(program));
  if (missing.length > 0) return `Throw-away machines need ${missing.join(", ")}.`;
  return existsSync("/lib/systemd/systemd") ? undefined : "Throw-away machines need systemd.";
};

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Record<string, string>;
  readonly input?: string;
  /** Milliseconds, 60 000 when left out. */
  readonly timeoutMs?: number;
  /** Kills the program inside, for tests of what was half done. */
  readonly signal?: AbortSignal;
}

export class ThrowAwayMachine {
  private outer: ChildProcess | undefined;
  private pid = 0;

  private constructor(
    private readonly folder: string,
    readonly name: string,
  ) {}

  static async boot(name = "main"): Promise<ThrowAwayMachine> {
    const folder = await mkdtemp(join(HOME, "gateway-machine-"));
    await Promise.all(["layer", "work"].map((part) => mkdir(join(folder, part))));
    const machine = new ThrowAwayMachine(folder, name);
    await machine.start();
    return machine;
  }

  /** As a power cut and a start: every process is killed where it stands. */
  async reboot(): Promise<void> {
    await this.cutPower();
    await this.start();
  }

  async throwAway(): Promise<void> {
    await this.cutPower();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Runs a program inside. Its code is an answer, also 124 for out of time. */
  run(program: string, args: readonly string[] = [], options: RunOptions = {}): Promise<Ran> {
    const { env = {}, input = "", timeoutMs = 60_000, signal } = options;
    const inside = ["-t", String(this.pid), "-a", "-r", "-w", "--", program, ...args];
    const child = spawn("nsenter", inside, { env: { ...BARE, ...env }, timeout: timeoutMs, killSignal: "SIGKILL", signal });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.stdin.on("error", () => undefined).end(input);
    return new Promise((resolve, reject) => {
      child.on("error", (error) => (error.name === "AbortError" ? undefined : reject(error)));
      child.on("close", (code) =>
        resolve({ code: code ?? 124, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
      );
    });
  }

  /** As `run`, and an error with everything it said when its code is not 0. */
  async must(program: string, args: readonly string[] = [], options: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(program, args, options);
    if (code === 0) return stdout;
    throw new Error(`${program} ${args.join(" ")} ended with ${code}.\n${stdout}\n${stderr}`);
  }

  private async start(): Promise<void> {
    const namespaces = ["--pid", "--mount", "--uts", "--ipc", "--cgroup", "--net", "--fork", "--kill-child", "--propagation", "private"];
    const outer = spawn("unshare", [...namespaces, "bash", BOOT, this.folder, this.name], { stdio: ["ignore", "pipe", "pipe"] });
    const said: string[] = [];
    for (const stream of [outer.stdout, outer.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    this.outer = outer;
    await until(
      async () => {
        if (outer.exitCode !== null) throw new Error(`The machine did not boot:\n${said.join("")}`);
        this.pid = await firstChild(outer.pid);
        if (this.pid === 0) return false;
        const { stdout } = await this.run("systemctl", ["is-system-running"], { timeoutMs: 5_000 });
        return /running|degraded/.test(stdout);
      },
      { timeoutMs: 60_000, what: "systemd of the throw-away machine to be up" },
    );
  }

  private async cutPower(): Promise<void> {
    const { outer } = this;
    if (!outer || outer.exitCode !== null || outer.signalCode !== null) return;
    const ended = new Promise((resolve) => outer.once("close", resolve));
    if (this.pid > 0) await run("kill", ["-KILL", String(this.pid)]).catch(() => undefined);
    await ended;
  }
}

const BARE = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", LANG: "C.UTF-8" };

const firstChild = async (pid: number | undefined): Promise<number> => {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return Number(children.trim().split(" ")[0] ?? 0);
};
