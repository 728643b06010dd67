/**
 * One at a time: `records/lock` says who works. The process that is named there holds it as long as it lives, told by its
 * number, its start and the boot; a lock of one that is gone is taken over.
 */
import { link, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../contract/failure.js";
import type { Site } from "../contract/site.js";
import { text } from "../contract/text.js";
import { readIfThere, writeWhole } from "../system/files.js";

export interface Holder {
  readonly pid: number;
  /** In ticks since the boot (field 22 of proc_pid_stat(5)): numbers of processes are used again. */
  readonly startedAt: string;
  readonly boot: string;
  /** `apply`. */
  readonly verb: string;
  /** ISO 8601. */
  readonly since: string;
}

const lockPath = ({ paths }: Site): string => join(paths.records, "lock");

/** Who works at this site now, or undefined. Looks only. */
export const lockHolder = async (site: Site): Promise<Holder | undefined> => {
  const holder = parsed(await readIfThere(lockPath(site)));
  return holder && (await isAlive(holder)) ? holder : undefined;
};

/** Does the work while nobody else can. @throws Failure that says who holds the lock. */
export const withLock = async <T>(site: Site, verb: string, work: () => Promise<T>): Promise<T> => {
  // The mode counts for every folder that is made on the way: only for the last one.
  await mkdir(dirname(site.paths.records), { recursive: true });
  await mkdir(site.paths.records, { recursive: true, mode: 0o700 });
  const path = lockPath(site);
  await take(site, path, verb);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
};

const take = async (site: Site, path: string, verb: string): Promise<void> => {
  const ours = await ourselves(verb);
  const own = `${path}.${ours.pid}.${ours.startedAt}`;
  await writeWhole(own, `${JSON.stringify(ours)}\n`, { mode: 0o600 });
  try {
    while (!(await linked(own, path))) {
      const holder = await lockHolder(site);
      if (holder) throw held(holder);
      await removeStale(path, `${own}.stale`);
    }
    await sweep(site);
  } finally {
    await rm(own, { force: true });
  }
};

/** What processes that were killed while they asked for the lock have left. */
const sweep = async ({ paths }: Site): Promise<void> => {
  for (const name of await readdir(paths.records)) {
    const [, pid, startedAt] = /^\.?lock\.(\d+)\.(\d+)/.exec(name) ?? [];
    if (pid && startedAt !== (await startOf(Number(pid)))) await rm(join(paths.records, name), { force: true });
  }
};

/** `link` makes the whole file appear under its name, or fails when there is one. */
const linked = async (from: string, to: string): Promise<boolean> => {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
};

/** Moved aside and looked at again: between our look and the move another may have taken it over, who gets it back. */
const removeStale = async (path: string, aside: string): Promise<void> => {
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const holder = parsed(await readIfThere(aside));
  if (holder && (await isAlive(holder))) await linked(aside, path);
  await rm(aside, { force: true });
};

const parsed = (content: string | undefined): Holder | undefined => {
  try {
    return content === undefined ? undefined : (JSON.parse(content) as Holder);
  } catch {
    return undefined;
  }
};

const ourselves = async (verb: string): Promise<Holder> => ({
  pid: process.pid,
  startedAt: (await startOf(process.pid)) ?? "",
  boot: await bootId(),
  verb,
  since: new Date().toISOString(),
});

const isAlive = async ({ pid, startedAt, boot }: Holder): Promise<boolean> =>
  boot === (await bootId()) && startedAt === (await startOf(pid));

const bootId = async (): Promise<string> => (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();

/** Undefined for a process that is gone. The name of a program, in brackets, may hold blanks and brackets. */
const startOf = async (pid: number): Promise<string | undefined> => {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  return stat
    ?.slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .at(19);
};

const held = ({ verb, pid, since }: Holder): Failure =>
  new Failure(
    text(
      `"coze ${verb}" (process ${pid}) has been working on this site since ${since}. Wait until it is done; if it hangs, end that process and run the command again.`,
      `“coze ${verb}”（进程 ${pid}）自 ${since} 起正在处理本站点。请等它完成；若它卡住，请结束该进程后重试。`,
    ),
  );
