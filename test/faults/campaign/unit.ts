/** A program of the stage that is brought back whenever it is gone, as a service manager does. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type PrivateServer, type ServerRecipe, startServer } from "../../support/server-process.js";
import type { UnitName } from "./plan.js";

export interface Unit {
  readonly name: UnitName;
  readonly port: number;
  readonly url: string;
  /** Of its process, while there is one. */
  readonly pid: number | undefined;
  /** False while it is down or frozen by a fault. */
  readonly up: boolean;
  /** Milliseconds for which it has been up without a break; 0 while it is not. */
  readonly upForMs: number;
  kill(): Promise<void>;
  pause(): void;
  resume(): void;
  /** An orderly end, then a start. */
  deploy(): Promise<void>;
  /** Tries until it runs. @throws Error when it cannot be started for two minutes. */
  bringBack(): Promise<void>;
  /** Everything it wrote, over all its lives. */
  log(): string;
  close(): Promise<void>;
}

const BRING_BACK_WITHIN_MS = 120_000;
/** More than any grace that a gateway is given here. */
const STOPS_WITHIN_MS = 60_000;

export interface UnitSource {
  readonly name: UnitName;
  readonly server: PrivateServer;
  readonly logFile?: string;
}

export const unitOf = ({ name, server, logFile }: UnitSource): Unit => {
  let upSince: number | undefined = performance.now();
  const goesDown = () => {
    upSince = undefined;
  };
  const bringBack = async (): Promise<void> => {
    const giveUpAt = performance.now() + BRING_BACK_WITHIN_MS;
    for (;;) {
      try {
        await server.restart();
        upSince = performance.now();
        return;
      } catch (error) {
        if (performance.now() > giveUpAt) throw new Error(`${name} cannot be started any more`, { cause: error });
        // What it needs may be away as well.
        await sleep(250);
      }
    }
  };
  return {
    name,
    port: server.port,
    url: server.url,
    get pid() {
      return server.pid;
    },
    get up() {
      return upSince !== undefined;
    },
    get upForMs() {
      return upSince === undefined ? 0 : performance.now() - upSince;
    },
    async kill() {
      goesDown();
      await server.kill();
    },
    pause() {
      goesDown();
      server.pause();
    },
    resume() {
      server.resume();
      upSince = performance.now();
    },
    async deploy() {
      goesDown();
      const hurry = setTimeout(() => {
        if (logFile) appendFileSync(logFile, `${name} DID NOT STOP within ${STOPS_WITHIN_MS} ms and was killed\n`);
        void server.kill();
      }, STOPS_WITHIN_MS);
      await bringBack().finally(() => clearTimeout(hurry));
    },
    bringBack,
    log: () => (logFile && existsSync(logFile) ? readFileSync(logFile, "utf8") : ""),
    close: () => server.stop(),
  };
};

export interface NodeProgram {
  readonly name: UnitName;
  /** The port in them is written as `PORT`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 when it serves. */
  readonly readyPath: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where its output is kept. */
  readonly folder: string;
}

/** Starts one of the built program's commands with this environment and nothing else. */
export const startNodeUnit = async ({ name, args, env, readyPath, headers = {}, folder }: NodeProgram): Promise<Unit> => {
  const logFile = join(folder, `${name}.log`);
  const recipe: ServerRecipe = {
    name,
    url: (port) => `http://127.0.0.1:${port}`,
    command: ({ port, folder: cwd }) => ({
      program: "/bin/sh",
      args: [
        ...["-c", 'log=$1; cwd=$2; shift 2; cd "$cwd"; exec env -i "$@" >>"$log" 2>&1', "sh", logFile, cwd],
        ...Object.entries({ PATH: process.env.PATH ?? "", PORT: String(port), ...env }).map(([key, value]) => `${key}=${value}`),
        process.execPath,
        ...args.map((arg) => (arg === "PORT" ? String(port) : arg)),
      ],
    }),
    probe: async (port) => {
      const answer = await fetch(`http://127.0.0.1:${port}${readyPath}`, { headers, signal: AbortSignal.timeout(2_000) });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${readyPath} answered ${answer.status}`);
    },
  };
  const server = await startServer(recipe).catch((error: Error) => {
    const said = existsSync(logFile) ? readFileSync(logFile, "utf8").slice(-2_000) : "";
    throw new Error(`${name} cannot be started:\n${said}`, { cause: error });
  });
  return unitOf({ name, server, logFile });
};
