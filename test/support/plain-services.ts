/** The stand-in for systemctl (plain-systemctl) and the end of what it has started below a root. */
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** The program for `--systemctl`. */
export const PLAIN_SYSTEMCTL = join(import.meta.dirname, "plain-systemctl");

/** Asks it for itself: `plainSystemctl(root, "is-active", unit)` → what it printed. @throws Error when its code is not 0. */
export const plainSystemctl = async (root: string, ...args: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(PLAIN_SYSTEMCTL, args, { env: { PATH: process.env.PATH, COZE_ROOT: root } });
  return stdout.trim();
};

/** Stops every service below the root. To be called before the root is removed. */
export const stopPlainServices = async (root: string): Promise<void> => {
  const known = await readdir(join(root, "run/plain-systemctl")).catch(() => []);
  const units = known.filter((name) => name.endsWith(".service.state")).map((name) => name.slice(0, -".state".length));
  if (units.length > 0) await plainSystemctl(root, "stop", ...units);
};
