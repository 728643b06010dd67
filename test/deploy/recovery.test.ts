/** Backup and restore over real files and running services: whole or not at all, proven, and known when interrupted. */
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeBackup } from "../../scripts/deploy/recovery/backup.js";
import { type Backup, backupName, listBackups, readBackup } from "../../scripts/deploy/recovery/backup-folder.js";
import { pausedNote, restoringNote } from "../../scripts/deploy/recovery/notes.js";
import { doubtsAbout, restoreBackup } from "../../scripts/deploy/recovery/restore.js";
import { unfinishedRecovery } from "../../scripts/deploy/recovery/unfinished.js";
import { verifyBackup } from "../../scripts/deploy/recovery/verify-backup.js";
import { ownPath, readRows, tokenPath, writeRows } from "../support/recovery-components.js";
import { AES_KEY, RecoveryRoot, sentenceOf } from "../support/recovery-root.js";

let root: RecoveryRoot;
beforeAll(async () => {
  root = await RecoveryRoot.create();
  await root.apply();
});
afterAll(() => root.discard());

const site = () => root.site();
const latest = async (): Promise<Backup> => (await listBackups(site())).at(-1) ?? makeBackup(root.scope());
const copyOf = async ({ folder }: Backup): Promise<Backup> => {
  const copy = `${folder}-copy`;
  await mkdir(copy);
  for (const name of await readdir(folder)) await copyFile(join(folder, name), join(copy, name));
  return readBackup(copy);
};

describe("backup", () => {
  test("holds data, configuration and secrets, for root alone, with what each is", async () => {
    const backup = await makeBackup(root.scope());
    expect((await readdir(backup.folder)).sort()).toEqual([
      "manifest.json",
      "own.txt",
      "rows.json",
      "secrets.env",
      "site.env",
      "state.tar.gz",
    ]);
    expect((await stat(backup.folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(backup.folder)) expect((await stat(join(backup.folder, name))).mode & 0o077).toBe(0);
    expect(await readFile(join(backup.folder, "secrets.env"), "utf8")).toContain(AES_KEY);
    expect(backup.manifest).toMatchObject({ format: 1, host: "main", releases: { studio: "1.0" }, components: ["nsqd", "studio"] });
    expect(backup.manifest.parts.find(({ file }) => file === "rows.json")).toMatchObject({
      component: "nsqd",
      bytes: 29,
      sha256: /^[0-9a-f]{64}$/ as never,
    });
    expect(JSON.stringify(backup.manifest)).not.toContain(AES_KEY);
    expect(await listBackups(site())).toEqual([backup]);
    // What rested for it runs again, and nothing is left over.
    expect(root.said).toContain("stopping coze-nsqd.service");
    expect(await root.state("coze-nsqd.service")).toBe("active");
    expect(await unfinishedRecovery(site())).toBeUndefined();
    expect((await readdir(site().paths.backups)).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("old ones go, as many as are kept stay", async () => {
    await makeBackup(root.scope());
    const scope = root.scope();
    const few = {
      ...scope,
      context: {
        ...scope.context,
        site: { ...scope.context.site, get: (key: string) => (key === "BACKUP_KEEP" ? "2" : scope.context.site.get(key)) },
      },
    };
    const last = await makeBackup(few);
    const left = await listBackups(site());
    expect([left.length, left.at(-1)?.folder]).toEqual([2, last.folder]);
  });

  test("is proven by a restore into a scratch place; what is not as it was is named", async () => {
    const backup = await makeBackup(root.scope());
    expect(await verifyBackup(root.scope(), backup)).toMatchObject({
      "rows.json": "29 characters compared",
      "state.tar.gz": expect.stringMatching(/^\d+ files unpacked$/),
    });
    expect((await readBackup(backup.folder)).verifiedAt).toBeDefined();
    await writeFile(ownPath(site()), "spoilt");
    const spoilt = await makeBackup(root.scope());
    expect(await sentenceOf(verifyBackup(root.scope(), spoilt))).toMatch(/own\.txt: own\.txt is not what it was/);
    await writeFile(ownPath(site()), "its own");
  });

  test("names sort by time", () => {
    expect(backupName(new Date("2026-01-31T10:15:00.123Z"), "app")).toBe("20260131T101500Z-app");
  });
});

describe("restore", () => {
  test("brings back rows and tokens, leaves rendered files to apply, and has the services running again", async () => {
    await writeRows(site(), { schema: 1, rows: ["kept"] });
    const token = await readFile(tokenPath(site()), "utf8");
    const backup = await makeBackup(root.scope());
    await writeRows(site(), { schema: 1, rows: ["lost"] });
    await writeFile(tokenPath(site()), "another");
    const rendered = join(site().paths.etc, "studio/studio.conf");
    await writeFile(rendered, "changed since\n");
    const parts = await restoreBackup(root.scope(), backup);
    expect(parts.map(({ file }) => file)).toEqual(["site.env", "secrets.env", "own.txt", "rows.json", "state.tar.gz"]);
    expect(await readRows(site())).toEqual({ schema: 1, rows: ["kept"] });
    expect(await readFile(tokenPath(site()), "utf8")).toBe(token);
    expect(await readFile(rendered, "utf8")).toBe("changed since\n");
    expect([await root.state("coze-nsqd.service"), await root.state("coze-studio.service")]).toEqual(["active", "active"]);
    await root.apply();
    expect(await readFile(rendered, "utf8")).toBe("version=1.0\n");
  });

  test("a damaged or missing part stops it before the first change", async () => {
    const backup = await copyOf(await latest());
    await writeFile(join(backup.folder, "own.txt"), "tampered with");
    await rm(join(backup.folder, "rows.json"));
    await writeRows(site(), { schema: 1, rows: ["untouched"] });
    root.said.length = 0;
    expect(await sentenceOf(restoreBackup(root.scope(), backup))).toMatch(
      /own\.txt \(another SHA-256\), rows\.json \(missing\)|rows\.json \(missing\), own\.txt/,
    );
    expect([(await readRows(site())).rows, root.said]).toEqual([["untouched"], []]);
    await rm(backup.folder, { recursive: true });
  });

  test("says what would be lost or would not fit, and what is no backup", async () => {
    const backup = await copyOf(await latest());
    expect((await doubtsAbout(root.scope(), backup)).map(({ en }) => en)).toEqual([
      expect.stringMatching(/data that lies there now will be replaced.*nsqd/),
    ]);
    await writeFile(join(backup.folder, "secrets.env"), "STUDIO_AES=fedcba9876543210fedcba9876543210\n");
    const { manifest } = backup;
    const older = { ...backup, manifest: { ...manifest, releases: { studio: "0.9" } } };
    const doubts = (await doubtsAbout(root.scope(), older)).map(({ en }) => en).join("\n");
    expect(doubts).toMatch(/studio 0\.9 → 1\.0/);
    expect(doubts).toMatch(/STUDIO_AES/);
    expect(doubts).not.toMatch(/fedcba|012345/);
    await writeFile(join(backup.folder, "manifest.json"), JSON.stringify({ ...manifest, format: 2, tool: "9.9" }));
    expect(await sentenceOf(readBackup(backup.folder))).toMatch(/newer version \(9\.9\)/);
    expect(await sentenceOf(readBackup(root.path))).toMatch(/no backup/);
    await rm(backup.folder, { recursive: true });
  });

  test("a part that no component here knows is named, before anything stops", async () => {
    const { folder, manifest } = await copyOf(await latest());
    const [part] = manifest.parts;
    if (part === undefined) throw new Error("no part");
    await copyFile(join(folder, part.file), join(folder, "vectors.tar"));
    const strange = {
      folder,
      manifest: { ...manifest, parts: [...manifest.parts, { ...part, component: "nsqd" as const, file: "vectors.tar" }] },
    };
    root.said.length = 0;
    expect(await sentenceOf(restoreBackup(root.scope(), strange))).toMatch(/no component of this machine knows: vectors\.tar/);
    expect([root.said, await restoringNote(site()).read()]).toEqual([[], undefined]);
    await rm(folder, { recursive: true });
  });
});

describe("killed", () => {
  test("in a backup while services rest: the next one starts them and leaves no half backup", async () => {
    const { code } = await root.coze(["backup"], /paused\.json/);
    expect(code).toBeUndefined();
    expect((await unfinishedRecovery(site()))?.en).toMatch(/coze-nsqd\.service rested/);
    await makeBackup(root.scope());
    expect([await root.state("coze-nsqd.service"), await pausedNote(site()).read()]).toEqual(["active", undefined]);
    expect((await readdir(site().paths.backups)).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("in a restore: every verb of recovery refuses until it is run to its end, which says so", async () => {
    await writeRows(site(), { schema: 1, rows: ["whole"] });
    const backup = await makeBackup(root.scope());
    await writeRows(site(), { schema: 1, rows: ["half"] });
    expect((await root.coze(["restore", backup.folder, "--yes"], /nsqd\/rows\.json/)).code).toBeUndefined();
    expect((await restoringNote(site()).read())?.folder).toBe(backup.folder);
    expect(await sentenceOf(makeBackup(root.scope()))).toMatch(/restore .* interrupted.*run "coze restore/);
    root.said.length = 0;
    await restoreBackup(root.scope(), backup);
    expect(root.said[0]).toMatch(/was interrupted; it begins again/);
    expect([(await readRows(site())).rows, await unfinishedRecovery(site())]).toEqual([["whole"], undefined]);
    expect(await root.state("coze-studio.service")).toBe("active");
  });
});

test("on the command line: a backup with its proof, and a machine that knows nothing is told how to go on", async () => {
  const made = await root.coze(["backup", "--verify", "--json"]);
  expect(made).toMatchObject({ code: 0 });
  const { folder, evidence } = JSON.parse(made.stdout);
  expect(evidence["rows.json"]).toMatch(/characters compared/);
  expect(made.stdout + made.stderr).not.toContain(AES_KEY);
  for (const name of ["site.env", "secrets.env"]) await rm(join(site().paths.etc, name));
  const restored = await root.coze(["restore", folder]);
  expect(restored).toMatchObject({ code: 2, stdout: expect.stringContaining(`coze restore ${folder}`) });
  expect((await stat(join(site().paths.etc, "secrets.env"))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(site().paths.etc, "secrets.env"), "utf8")).toContain(AES_KEY);
}, 60_000);
