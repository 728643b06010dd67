/** The built gateway as a process of its own, as an operator runs it. It is gone soon after the test run is. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { createTestClient, type TestClient } from "./client.js";
import { createGuardedFolder, PID_FILE } from "./guarded-folder.js";
import type { LogLine } from "./recording-log.js";
import { SERVICE_TOKEN, TENANT_CLAIM, TOKEN_SECRET } from "./tokens.js";
import { until } from "./until.js";

const ROOT = join(import.meta.dirname, "../..");
const MAIN = join(ROOT, "dist/src/main.js");

/** Compiles the sources when they changed; otherwise it takes milliseconds. */
export const ensureBuilt = async (): Promise<void> => {
  await promisify(execFile)(process.execPath, [join(ROOT, "scripts/build.mjs")], { cwd: ROOT });
};

export type Env = Readonly<Record<string, string>>;

/** Everything the gateway needs but its database, Redis and Coze. */
export const PROCESS_ENV: Env = {
  PORT: "0",
  COZE_API_TOKEN: "pat_simulator",
  COZE_FLAVOUR: "oss",
  SERVICE_API_TOKEN: SERVICE_TOKEN,
  // Asks the engine now and then; who tests that turns it on.
  MAPPING_CHECK_INTERVAL: "0s",
  AUTH_JWT_SECRET: TOKEN_SECRET,
  AUTH_JWT_TENANT_CLAIM: TENANT_CLAIM,
};

export interface Ended {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  /** What it tells the person at the terminal. */
  readonly stderr: string;
}

export interface RunningProcess {
  /** Log lines so far, parsed. */
  lines(): LogLine[];
  stderr(): string;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
  readonly ended: Promise<Ended>;
}

/** Starts a command of the built program with this environment and nothing else. */
export const startProcess = async (args: readonly string[], env: Env): Promise<RunningProcess> => {
  const folder = await createGuardedFolder("gateway");
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder.path, env: { PATH: process.env.PATH, ...env } });
  if (child.pid !== undefined) await writeFile(join(folder.path, PID_FILE), String(child.pid));
  const stdout = collect(child, "stdout");
  const stderr = collect(child, "stderr");
  const ended = once(child, "close").then(([code]): Ended => {
    folder.discard();
    return { code: code as number | null, stdout: stdout.join(""), stderr: stderr.join("") };
  });
  return {
    ended,
    lines: () =>
      stdout
        .join("")
        .split("\n")
        .slice(0, -1)
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as LogLine),
    stderr: () => stderr.join(""),
    async end(signal) {
      child.kill(signal);
      return ended;
    },
  };
};

/** Runs a command to its end. */
export const runProcess = async (args: readonly string[], env: Env): Promise<Ended> => (await startProcess(args, env)).ended;

const collect = (child: ChildProcess, stream: "stdout" | "stderr"): string[] => {
  const chunks: string[] = [];
  child[stream]?.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  return chunks;
};

export interface GatewayProcess extends RunningProcess {
  readonly url: string;
  /** Signed in with the service token. */
  readonly admin: TestClient;
}

/** Resolves when it serves. @throws Error with what it said when it does not. */
export const startGateway = async (env: Env): Promise<GatewayProcess> => {
  const running = await startProcess(["serve"], { ...PROCESS_ENV, ...env });
  let over: Ended | undefined;
  void running.ended.then((end) => {
    over = end;
  });
  const url = await until(
    () => {
      if (over) return "ended";
      return running.lines().find(({ msg }) => msg === "ready")?.url as string | undefined;
    },
    { timeoutMs: 90_000, what: "the gateway process to be ready" },
  );
  if (over) throw new Error(`the gateway ended with ${over.code}:\n${over.stderr}\n${over.stdout}`);
  return { ...running, url, admin: createTestClient(url, SERVICE_TOKEN) };
};
