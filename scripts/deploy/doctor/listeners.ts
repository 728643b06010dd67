/** Who listens where on this machine, from /proc alone: `ss` and `netstat` may be missing. */
import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";

export interface Listener {
  /** `127.0.0.1`, `::`, `10.0.0.10`. IPv4 inside IPv6 is written as IPv4. */
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

/** State LISTEN in /proc/net/tcp (include/net/tcp_states.h). */
const LISTENING = "0A";

/** Of the text of /proc/net/tcp or /proc/net/tcp6. Pure. */
export const parseListeners = (table: string): readonly Listener[] =>
  table
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      const [hex = "", port = ""] = local.split(":");
      return state === LISTENING ? [{ address: addressOf(hex), port: Number.parseInt(port, 16), inode }] : [];
    });

/** The kernel prints each 32-bit word in the byte order of the machine: little-endian on all that the stack runs on. */
const addressOf = (hex: string): string => {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)));
  if (bytes.length === 4) return bytes.join(".");
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return isMapped ? bytes.slice(12).join(".") : ipv6(bytes);
};

const ipv6 = (bytes: readonly number[]): string => {
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[2 * index] ?? 0) * 256 + (bytes[2 * index + 1] ?? 0)).toString(16));
  // `URL` knows how IPv6 is shortened.
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
};

/** A machine without IPv6 has no second table. */
export const readListeners = async (proc = "/proc"): Promise<readonly Listener[]> => {
  const tables = await Promise.all(["net/tcp", "net/tcp6"].map((name) => readFile(join(proc, name), "utf8").catch(() => "")));
  return tables.flatMap(parseListeners);
};

export const isLoopback = (address: string): boolean => address.startsWith("127.") || address === "::1";
export const isWildcard = (address: string): boolean => address === "0.0.0.0" || address === "::";

/** Inode of a socket → `pid name` of a process that holds it. Without root only one's own processes can be looked into. */
export const socketOwners = async (proc = "/proc"): Promise<ReadonlyMap<string, string>> => {
  const owners = new Map<string, string>();
  const pids = (await readdir(proc)).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    pids.map(async (pid) => {
      const name = (await readFile(join(proc, pid, "comm"), "utf8").catch(() => "")).trim();
      for (const inode of await socketsOf(join(proc, pid, "fd"))) owners.set(inode, `${pid} ${name}`);
    }),
  );
  return owners;
};

/** Processes come and go while they are looked at. */
const socketsOf = async (folder: string): Promise<readonly string[]> => {
  const files = await readdir(folder).catch(() => []);
  const targets = await Promise.all(files.map((file) => readlink(join(folder, file)).catch(() => "")));
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
};
