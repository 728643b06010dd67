/** A snapshot over the connection; restored as the first part of a new append-only file, from which the server then starts. */
import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BackupPart } from "../../contract/backup.js";
import { Failure } from "../../contract/failure.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { ownerOf, writeWhole } from "../../system/files.js";
import { giveTo } from "../given.js";
import { dataOf, unitOf } from "../layout.js";
import { companion, redisCommand } from "./client.js";
import { appendFolder, type Instance } from "./settings.js";

const BASE = "appendonly.aof.1.base.rdb";
const MANIFEST = "appendonly.aof.manifest";

export const backupPart = (instance: Instance): BackupPart => ({
  file: `${instance.name}.rdb`,
  component: instance.name,
  title: text(`Redis of ${instance.whose}`, `${instance.whose} 的 Redis`),
  order: 50,
  holdsDataOf: [instance.name.slice("redis-".length) as "studio" | "loop" | "gateway"],
  stopForSave: [],
  stopForRestore: [unitOf(instance.name)],
  save: async (context, path) => {
    // The server forks and sends what a BGSAVE would write.
    await redisCommand(context, instance, ["--rdb", path]);
    await verify(context, path);
  },
  restore: (context, path) => restore(context, instance, path),
  verify,
});

const restore = async (context: Context, instance: Instance, path: string): Promise<void> => {
  await verify(context, path);
  const folder = appendFolder(context.site, instance);
  const aside = `${folder}.restoring`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { mode: 0o700 });
  await copyFile(path, join(aside, BASE));
  await writeWhole(join(aside, MANIFEST), `file ${BASE} seq 1 type b\n`, { mode: 0o600 });
  await giveTo(aside, context.machine.isRoot ? await ownerOf(dataOf(context.site, instance.name)) : undefined);
  await rm(folder, { recursive: true, force: true });
  await rm(join(dataOf(context.site, instance.name), "dump.rdb"), { force: true });
  await rename(aside, folder);
};

const verify = async (context: Context, path: string): Promise<string> => {
  const { code, stdout, stderr } = await context.machine.run({
    program: companion(context, "check-rdb"),
    args: [path],
    timeoutMs: 3_600_000,
  });
  const keys = /(\d+) keys read/.exec(stdout)?.[1];
  if (code === 0 && keys !== undefined) return `redis-check-rdb: ${keys} keys read, checksum good`;
  const said = (stderr || stdout).trim().split("\n").slice(-2).join(" | ");
  throw new Failure(text(`${path} is no whole snapshot: ${said}`, `${path} 不是完整的快照：${said}`));
};
