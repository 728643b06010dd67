/** The servers under measurement, each a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { freePort } from "../support/server-process.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  /** Milliseconds from spawn until the ready address answered 200. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

export interface Launch {
  /** Arguments of Node; `PORT` in them is replaced by the port. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly readyPath: string;
  readonly readyHeaders?: Readonly<Record<string, string>>;
}

export const launch = async ({ args, env = {}, readyPath, readyHeaders = {} }: Launch): Promise<Running> => {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    args.map((argument) => (argument === "PORT" ? String(port) : argument)),
    // Only what is named here: a variable of the person who measures must not change the figures.
    { cwd: ROOT, env: { PATH: process.env.PATH, PORT: String(port), ...env }, stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  while ((await statusOf(url + readyPath, readyHeaders)) !== 200) {
    if (child.exitCode !== null) throw new Error(`${args.join(" ")} ended with ${child.exitCode}:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    url,
    child,
    readyMs: performance.now() - startedAt,
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
};

export const gateway = (env: Readonly<Record<string, string>>): Promise<Running> =>
  launch({ args: ["dist/src/main.js", "serve"], env: { LOG_LEVEL: "warn", ...env }, readyPath: "/health/ready" });

export const simulator = (): Promise<Running> =>
  launch({
    args: ["dist/src/main.js", "simulator", "--port", "PORT"],
    readyPath: "/_history",
    readyHeaders: { authorization: "Bearer pat_simulator" },
  });

/** Resident memory in megabytes (Linux only; elsewhere NaN). */
export const memoryOf = ({ child }: Running): number => {
  try {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"));
    return Number(line?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
};

const statusOf = async (url: string, headers: Readonly<Record<string, string>>): Promise<number> => {
  try {
    const answer = await fetch(url, { headers });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
};
