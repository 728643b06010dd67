/** Upgrades over real files and running services: taken back when not healthy, gone on with after a kill at every stage. */
import { readFile, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { listBackups } from "../../scripts/deploy/recovery/backup-folder.js";
import { rollback } from "../../scripts/deploy/recovery/rollback.js";
import { unfinishedRecovery } from "../../scripts/deploy/recovery/unfinished.js";
import { upgrade } from "../../scripts/deploy/recovery/upgrade.js";
import { listUpgrades } from "../../scripts/deploy/recovery/upgrade-notes.js";
import { ownPath, readRows } from "../support/recovery-components.js";
import { RecoveryRoot, sentenceOf } from "../support/recovery-root.js";

const roots: RecoveryRoot[] = [];
const serving = async (): Promise<RecoveryRoot> => {
  const root = await RecoveryRoot.create();
  roots.push(root);
  await root.apply();
  return root;
};
// At the end: tests that run side by side have roots as well.
afterAll(async () => {
  for (const root of roots) await root.discard();
}, 120_000);

const current = (root: RecoveryRoot, name = "studio") => readlink(join(root.path, "opt/coze", name, "current"));
const conf = (root: RecoveryRoot) => readFile(join(root.path, "etc/coze/studio/studio.conf"), "utf8");
/** What an operator would look at. */
const found = async (root: RecoveryRoot) => ({
  ...{ link: await current(root), serves: await root.serving(), conf: await conf(root), data: await readRows(root.site()) },
  ...{ state: await root.state("coze-studio.service"), unfinished: await unfinishedRecovery(root.site()) },
});
const OLD = {
  link: "1.0",
  serves: "1.0",
  conf: "version=1.0\n",
  data: { schema: 1, rows: ["first"] },
  state: "active",
  unfinished: undefined,
};
const NEW = { ...OLD, link: "2.0", serves: "2.0", conf: "version=2.0\n", data: { schema: 2, rows: ["first, migrated"] } };
const V2 = { studio: "2.0" };
const DOES_NOT_START = { SCHEMA: "2", start: "echo cannot start >&2; exit 1\n" };

test("the new release serves with the new schema, and the way back needs the data", async () => {
  const root = await serving();
  await root.release("studio", "2.0", { SCHEMA: "2" });
  expect((await upgrade(root.scope(V2)))?.note).toMatchObject({
    stage: "done",
    migrated: ["studio"],
    switches: [{ from: "1.0", to: "2.0" }],
  });
  expect(await found(root)).toEqual(NEW);
  expect(await upgrade(root.scope(V2))).toBeUndefined();

  await writeFile(ownPath(root.site()), "written since");
  expect(await sentenceOf(rollback(root.scope(V2), { withData: false }))).toMatch(/migrated the data of studio.*--with-data/);
  expect(await found(root)).toEqual(NEW);
  await rollback(root.scope(V2), { withData: true });
  expect(await found(root)).toEqual(OLD);
  // Not Studio's: nobody migrated it.
  expect(await readFile(ownPath(root.site()), "utf8")).toBe("written since");
  expect(await sentenceOf(rollback(root.scope(V2), { withData: true }))).toMatch(/No upgrade is recorded/);
}, 60_000);

test("a release that does not start is taken back with its data; the command line says so and ends with 1", async () => {
  const root = await serving();
  await root.release("studio", "2.0", DOES_NOT_START);
  await root.configure({ STUDIO_VERSION: "2.0" });
  const { code, stderr } = await root.coze(["upgrade"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/not healthy, and the old one is in service again, with the data of the backup:\nstudio\/service/);
  expect(stderr).toMatch(/cannot start/);
  expect(await found(root)).toEqual(OLD);
}, 60_000);

test("what the schema change may not do is found while the old release serves: nothing stops, nothing is left over", async () => {
  const root = await serving();
  await root.release("studio", "2.0", { SCHEMA: "2 drop" });
  expect(await sentenceOf(upgrade(root.scope(V2)))).toMatch(/nothing was stopped or changed:\n {2}studio\/schema: it would drop/);
  expect(root.said).not.toContain("stopping coze-studio.service");
  expect(await found(root)).toEqual(OLD);
  await upgrade(root.scope({ ...V2, allowDrops: true }));
  expect(await found(root)).toEqual(NEW);
}, 60_000);

test("a version that is nowhere to be had, and a file that was tampered with, are refused before a backup is made", async () => {
  const root = await serving();
  expect(await sentenceOf(upgrade(root.scope(V2)))).toMatch(/lists no studio 2\.0/);
  await root.release("studio", "2.0", { SCHEMA: "2" });
  await writeFile(join(root.path, "artefacts/studio-2.0.tar"), "other");
  expect(await sentenceOf(upgrade(root.scope(V2)))).toMatch(/not the file of the manifest/);
  expect(await listUpgrades(root.site())).toEqual([]);
});

test("instances are restarted one after the other, each healthy before the next", async () => {
  const root = await RecoveryRoot.create();
  roots.push(root);
  const options = (gateway: string) => ({ gateway, selected: ["gateway"] as const });
  await root.apply(options("1.0"));
  await root.release("gateway", "1.1");
  expect((await upgrade(root.scope(options("1.1"))))?.note).toMatchObject({ stage: "done", migrated: [] });
  const log = async () => (await readFile(join(root.path, "var/lib/coze/gateway/log"), "utf8")).trim().split("\n");
  const ONE_BY_ONE = ["1.0 up 1", "1.0 up 2", "1.0 down 1", "1.1 up 1", "1.0 down 2", "1.1 up 2"];
  expect(await log()).toEqual(ONE_BY_ONE);
  await rollback(root.scope(options("1.1")), { withData: false });
  expect(await log()).toEqual([...ONE_BY_ONE, "1.1 down 1", "1.0 up 1", "1.1 down 2", "1.0 up 2"]);
  expect(await current(root, "gateway")).toBe("1.0");
}, 60_000);

describe("killed", () => {
  const noted = (stage: string) => new RegExp(`upgrade\\.json\\n.*"stage": "${stage}"`);
  const MIGRATED = /nsqd\/rows\.json\n.*"schema":2/;
  const upgradable = async (files: Readonly<Record<string, string>>): Promise<RecoveryRoot> => {
    const root = await serving();
    await root.release("studio", "2.0", files);
    await root.configure({ STUDIO_VERSION: "2.0" });
    return root;
  };
  const kill = async (root: RecoveryRoot, args: readonly string[], after: RegExp): Promise<void> => {
    const { code, stderr } = await root.coze(args, after);
    expect([after, code, stderr]).toEqual([after, undefined, ""]);
    expect((await unfinishedRecovery(root.site()))?.en).toMatch(/upgrade of studio .* was interrupted/);
  };

  test("at every stage, one after the other: the last run arrives at the new release", async () => {
    const root = await upgradable({ SCHEMA: "2" });
    for (const stage of ["backup", "staging", "stopping", "switching"]) await kill(root, ["upgrade"], noted(stage));
    // After the migration, and before it was seen to be done.
    await kill(root, ["upgrade"], MIGRATED);
    expect((await upgrade(root.scope(V2)))?.note.stage).toBe("done");
    expect(await found(root)).toEqual(NEW);
    expect(await listBackups(root.site())).toHaveLength(1);
  }, 120_000);

  test("after the migration, and again on the way back: the old release serves, with its data", async () => {
    const root = await upgradable(DOES_NOT_START);
    await kill(root, ["upgrade"], MIGRATED);
    expect(await sentenceOf(rollback(root.scope(V2), { withData: false }))).toMatch(/--with-data/);
    await kill(root, ["rollback", "--with-data"], noted("reverting"));
    expect((await upgrade(root.scope(V2)))?.note.stage).toBe("reverted");
    expect(await found(root)).toEqual(OLD);
  }, 120_000);
});
