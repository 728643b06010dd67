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

export interface SocketOwner {
  readonly pid: string;
  readonly name: string;
  /** Of systemd, by the cgroup; "" for a process of none, such as one started by hand before there was a session. */
  readonly unit: string;
}

/** Inode of a socket → a process that holds it. Without root only one's own processes can be looked into. */
export const socketOwners = async (proc = "/proc"): Promise<ReadonlyMap<string, SocketOwner>> => {
  const owners = new Map<string, SocketOwner>();
  const pids = (await readdir(proc)).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    pids.map(async (pid) => {
      const inodes = await socketsOf(join(proc, pid, "fd"));
      if (inodes.length === 0) return;
      const [comm, cgroup] = await Promise.all(["comm", "cgroup"].map((file) => readFile(join(proc, pid, file), "utf8").catch(() => "")));
      for (const inode of inodes) owners.set(inode, { pid, name: comm?.trim() ?? "", unit: unitOf(cgroup ?? "") });
    }),
  );
  return owners;
};

/** Of the text of /proc/PID/cgroup: the innermost service or scope. Pure. */
export const unitOf = (cgroup: string): string => [...cgroup.matchAll(/\/([^/\n]+\.(?:service|scope))(?=\/|$)/gm)].at(-1)?.[1] ?? "";

/** Processes come and go while they are looked at. */
const socketsOf = async (folder: string): Promise<readonly string[]> => {
  const files = await readdir(folder).catch(() => []);
  const targets = await Promise.all(files.map((file) => readlink(join(folder, file)).catch(() => "")));
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
};
