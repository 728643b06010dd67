/**
 * Temporary folders that outlive nobody: a watchdog process removes the folder, and kills the server that noted its
 * process id in it, as soon as the process that asked for the folder is gone, SIGKILL included.
 */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** In this file of the folder a server notes its process id. */
export const PID_FILE = "pid";

export interface GuardedFolder {
  readonly path: string;
  /** Removes the folder and ends the watchdog. */
  discard(): void;
}

/** Waits for its standard input to close. The pause lets a server that was just forked note its process id. */
const WATCHDOG_SCRIPT = `
cat >/dev/null
[ -d "$0" ] || exit 0
sleep 0.2
[ -f "$0/${PID_FILE}" ] && kill -9 "$(cat "$0/${PID_FILE}")"
rm -rf "$0"
sleep 0.2
rm -rf "$0"
`;

/** A new folder `gateway-test-<name>-…` under the system's folder for temporary files. */
export const createGuardedFolder = async (name: string): Promise<GuardedFolder> => {
  const path = await mkdtemp(join(tmpdir(), `gateway-test-${name}-`));
  // Detached: it leads its own session, so Ctrl-C in the terminal does not reach it.
  const watchdog = spawn("/bin/sh", ["-c", WATCHDOG_SCRIPT, path], { detached: true, stdio: ["pipe", "ignore", "ignore"], cwd: "/" });
  watchdog.stdin.on("error", () => undefined);
  watchdog.unref();
  // A child's pipe is a socket, which the type does not say; referenced, it would keep the test run alive.
  if ("unref" in watchdog.stdin && typeof watchdog.stdin.unref === "function") watchdog.stdin.unref();
  return {
    path,
    discard: () => {
      rmSync(path, { recursive: true, force: true });
      watchdog.stdin.end();
    },
  };
};
