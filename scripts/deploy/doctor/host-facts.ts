/** What this machine is, read once: from /proc, /sys and small programs. Judged in `host-checks.ts`. */
import { readFile } from "node:fs/promises";
import { arch, release } from "node:os";
import { join } from "node:path";
import type { Machine } from "../contract/machine.js";
import { readIfThere } from "../system/files.js";

export interface HostFacts {
  readonly os: string;
  readonly kernel: string;
  readonly arch: string;
  /** Bytes; undefined where nothing tells. */
  readonly pageSize: number | undefined;
  readonly cpuFlags: readonly string[];
  readonly totalMb: number;
  readonly availableMb: number;
  readonly swapMb: number;
  readonly maxMapCount: number | undefined;
  /** `fs.nr_open`: what `LimitNOFILE` may be at most. */
  readonly maxFiles: number | undefined;
  /** `3.11`. */
  readonly python: string | undefined;
}

export const readHostFacts = async (machine: Machine, { proc = "/proc", python = "python3" } = {}): Promise<HostFacts> => {
  const memory = memoryIn((await readIfThere(join(proc, "meminfo"))) ?? "");
  return {
    os: /^PRETTY_NAME="?([^"\n]*)/m.exec((await readIfThere("/etc/os-release")) ?? "")?.[1] ?? "unknown",
    kernel: release(),
    arch: arch(),
    pageSize: await pageSize(machine),
    cpuFlags: /^(?:flags|Features)\s*:\s*(.*)$/m.exec((await readIfThere(join(proc, "cpuinfo"))) ?? "")?.[1]?.split(/\s+/) ?? [],
    totalMb: memory("MemTotal"),
    availableMb: memory("MemAvailable"),
    swapMb: memory("SwapTotal"),
    maxMapCount: await numberIn(join(proc, "sys/vm/max_map_count")),
    maxFiles: await numberIn(join(proc, "sys/fs/nr_open")),
    python: await pythonVersion(machine, python),
  };
};

const memoryIn =
  (meminfo: string) =>
  (key: string): number =>
    Math.floor(Number(new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(meminfo)?.[1] ?? 0) / 1024);

const numberIn = async (path: string): Promise<number | undefined> => {
  const content = await readFile(path, "utf8").catch(() => "");
  return /^\d+/.test(content) ? Number.parseInt(content, 10) : undefined;
};

const pageSize = async (machine: Machine): Promise<number | undefined> => {
  if (machine.find("getconf") === undefined) return undefined;
  const { code, stdout } = await machine.run({ program: "getconf", args: ["PAGESIZE"] });
  return code === 0 ? Number(stdout.trim()) : undefined;
};

const pythonVersion = async (machine: Machine, program: string): Promise<string | undefined> => {
  if (machine.find(program) === undefined) return undefined;
  const { stdout, stderr } = await machine.run({ program, args: ["--version"] });
  return /Python (\d+\.\d+)/.exec(stdout + stderr)?.[1];
};
