/**
 * One server program of a test run as a process: start, freeze, kill, end. It runs in a guarded folder, so it is gone
 * soon after the process that started it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createGuardedFolder, type GuardedFolder, PID_FILE } from "./guarded-folder.js";

export interface PrivateServer {
  readonly url: string;
  readonly port: number;
  /** Of its process, while there is one. */
  readonly pid: number | undefined;
  /** Ends it as a power cut would. Data and port stay: `restart()` brings it back. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, after an orderly end if it is running. Resolves when it answers. */
  restart(): Promise<void>;
  /** Freezes it: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  /** Ends it for good and removes its folder. */
  stop(): Promise<void>;
}

export interface ServerRecipe {
  readonly name: string;
  readonly url: (port: number) => string;
  /** Fills the empty folder; runs once. */
  readonly prepare?: (folder: string) => Promise<void>;
  readonly command: (at: { folder: string; port: number }) => { program: string; args: string[] };
  /** Throws until the server answers. */
  readonly probe: (port: number) => Promise<void>;
}

const READY_WITHIN_MS = 30_000;
/** A free port may be taken by somebody else before the server binds it. */
const PORT_ATTEMPTS = 3;
/** No server of ours has its standard port in here. */
const LOWEST_PORT = 16_400;
const HIGHEST_PORT = 32_000;

/** Readies a server in its own temporary folder on a free port of the loopback interface. */
export const startServer = async (recipe: ServerRecipe): Promise<PrivateServer> => {
  const folder = await createGuardedFolder(recipe.name);
  try {
    await recipe.prepare?.(folder.path);
    return await firstStart(recipe, folder);
  } catch (error) {
    folder.discard();
    throw error;
  }
};

const firstStart = async (recipe: ServerRecipe, folder: GuardedFolder): Promise<PrivateServer> => {
  for (let attempt = 1; ; attempt++) {
    const server = new ServerProcess(recipe, folder, await freePort());
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.kill();
      if (attempt === PORT_ATTEMPTS) throw error;
    }
  }
};

/**
 * A port below the range that the system gives to outgoing connections (32768 and up on Linux, 49152 elsewhere): a server
 * that is killed and restarted later finds its port free, however many connections other tests opened in the meantime.
 */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (await isFree(port)) return port;
  }
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });

class ServerProcess implements PrivateServer {
  readonly url: string;
  private child: ChildProcess | undefined;
  private exited: Promise<void> = Promise.resolve();

  constructor(
    private readonly recipe: ServerRecipe,
    private readonly folder: GuardedFolder,
    readonly port: number,
  ) {
    this.url = recipe.url(port);
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async start(): Promise<void> {
    const { program, args } = this.recipe.command({ folder: this.folder.path, port: this.port });
    const pidFile = join(this.folder.path, PID_FILE);
    const logFile = openSync(join(this.folder.path, "log"), "a");
    // The shell notes its own id and becomes the server, so there is no moment in which the watchdog does not know it.
    const child = spawn("/bin/sh", ["-c", 'echo $$ >"$0"; exec "$@"', pidFile, program, ...args], {
      detached: true,
      stdio: ["ignore", logFile, logFile],
      cwd: "/",
    });
    closeSync(logFile);
    child.unref();
    this.child = child;
    this.exited = new Promise((resolve) => {
      child.once("error", () => resolve());
      child.once("exit", () => {
        // A stale id could be somebody else's process by the time the watchdog reads it.
        rmSync(pidFile, { force: true });
        if (this.child === child) this.child = undefined;
        resolve();
      });
    });
    await this.answering();
  }

  private async answering(): Promise<void> {
    const giveUpAt = performance.now() + READY_WITHIN_MS;
    for (;;) {
      if (!this.child) throw new Error(`${this.recipe.name} ended while starting:\n${this.lastLogLines()}`);
      try {
        return await this.recipe.probe(this.port);
      } catch (error) {
        if (performance.now() > giveUpAt) {
          throw new Error(`${this.recipe.name} did not answer within ${READY_WITHIN_MS} ms:\n${this.lastLogLines()}`, { cause: error });
        }
        await sleep(20);
      }
    }
  }

  private lastLogLines(): string {
    const file = join(this.folder.path, "log");
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(-15).join("\n") : "(no log)";
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    // A running server must not keep the test run alive, but its end is waited for.
    this.child?.ref();
    this.resume();
    this.child?.kill(signal);
    await this.exited;
  }

  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  async restart(): Promise<void> {
    await this.end("SIGTERM");
    await this.start();
  }

  pause(): void {
    this.child?.kill("SIGSTOP");
  }

  resume(): void {
    this.child?.kill("SIGCONT");
  }

  async stop(): Promise<void> {
    await this.end("SIGKILL");
    this.folder.discard();
  }
}
