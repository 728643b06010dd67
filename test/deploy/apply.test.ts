/**
 * The command line over a real folder, with small components (support/small-components.ts) and plain background processes
 * in place of systemd: what it does twice, what it does after it was killed or failed, and what it leaves behind.
 * `KILL_SEED=n` repeats one chain of kills, `KILL_REACH=n` makes the pieces between two kills shorter or longer.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { treeOf } from "../support/folder-tree.js";
import { plainSystemctl } from "../support/plain-services.js";
import { SMALL_SECRET } from "../support/small-components.js";
import { type SmallRoot, smallRoot } from "../support/small-runs.js";
import { until } from "../support/until.js";

/** One on which `apply` has been once, and what was there then. */
let applied: SmallRoot;
let wanted: Record<string, string>;
beforeAll(async () => {
  applied = await smallRoot();
  expect(await applied.coze(["apply"])).toMatchObject({ code: 0, stderr: "" });
  wanted = await comparable(applied);
}, 120_000);
afterAll(() => applied.discard(), 60_000);

const roots: SmallRoot[] = [];
const newRoot = async (): Promise<SmallRoot> => {
  const root = await smallRoot();
  roots.push(root);
  return root;
};
afterEach(async () => {
  for (const root of roots.splice(0)) await root.discard();
}, 60_000);

const processOf = async (root: SmallRoot, unit: string): Promise<string | undefined> =>
  /MainPID=(\d+)/.exec(await plainSystemctl(root.path, "show", unit))?.[1];
const read = (root: SmallRoot, path: string): Promise<string> => readFile(join(root.path, path), "utf8");

describe("apply", () => {
  test("starts what was described; again it changes nothing; a changed file restarts its own service alone", async () => {
    const root = applied;
    expect(await read(root, "var/lib/coze/studio/read")).toBe("greeting=hello\n");
    expect(await read(root, "opt/coze/nsqd/current/bin/nsqd")).toBe("#!/bin/sh\n");
    expect(await plainSystemctl(root.path, "is-enabled", "coze-nsqd.service", "coze.target")).toBe("enabled\nenabled");

    const before = await treeOf(root.path);
    const second = await root.coze(["apply"]);
    expect(second.stdout).toMatch(/^0 changed, \d+ were in place, 0 left/);
    expect(await treeOf(root.path)).toEqual(before);
    expect(await root.coze(["plan"])).toMatchObject({ code: 0 });

    const processes = [await processOf(root, "coze-nsqd.service"), await processOf(root, "coze-studio.service")];
    await root.configure({ STUDIO_GREETING: "good-day" });
    const plan = await root.coze(["plan"]);
    expect(plan.code).toBe(2);
    expect(plan.stdout).toContain("-greeting=hello\n          +greeting=good-day");
    expect((await root.coze(["apply"])).stdout).toContain("3 changed");
    expect(await read(root, "var/lib/coze/studio/read")).toBe("greeting=good-day\n");
    expect(await processOf(root, "coze-nsqd.service")).toBe(processes[0]);
    expect(await processOf(root, "coze-studio.service")).not.toBe(processes[1]);
  }, 60_000);

  test("killed again and again, at whatever touch of the machine, it arrives where an undisturbed one does", async () => {
    const seed = Number(process.env.KILL_SEED ?? Date.now() % 100_000);
    const random = numbersFrom(seed);
    const reach = Number(process.env.KILL_REACH ?? 80);
    const root = await newRoot();
    const killedAt: number[] = [];
    for (let end = "killed"; end === "killed"; ) {
      const killAt = 1 + Math.floor(random() * reach) + Math.floor(killedAt.length / 3);
      const { code, stderr } = await root.coze(["apply"], { killAt });
      expect(code === undefined || code === 0, `seed ${seed}, killed at ${killedAt}, then: ${stderr}`).toBe(true);
      if (code === undefined) killedAt.push(killAt);
      else end = "arrived";
    }
    console.info(`seed ${seed}: killed at its touches ${killedAt.join(", ")}`);
    expect(killedAt.length).toBeGreaterThan(0);
    expect(await comparable(root), `seed ${seed}`).toEqual(wanted);
    const before = await treeOf(root.path);
    expect((await root.coze(["apply"])).stdout, `seed ${seed}`).toContain("0 changed");
    expect(await treeOf(root.path), `seed ${seed}`).toEqual(before);
  }, 120_000);

  test("a step that fails says which, why and what then; mended, the rest is done", async () => {
    const root = await newRoot();
    await root.configure({ NSQD_HINDRANCE: "fail" });
    const failed = await root.coze(["apply", "--json"]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("FAILED nsqd/init/topic");
    expect(failed.stderr).toContain("the disk is full; free some space");
    expect(failed.stderr).toContain('run "coze apply" again');
    expect(JSON.parse(failed.stdout)).toMatchObject({ exitCode: 1, failed: { id: "nsqd/init/topic" } });

    await root.configure({ NSQD_HINDRANCE: "nothing" });
    expect((await root.coze(["apply"])).stderr).toContain("it was carried out, and still: the topic is another one");

    await root.configure();
    const mended = await root.coze(["apply", "--json"]);
    expect(mended.code).toBe(0);
    expect(JSON.parse(mended.stdout).changed[0]).toBe("nsqd/init/topic");
  }, 60_000);

  test("one at a time: the second is told who works, and changes nothing", async () => {
    const root = await newRoot();
    await root.configure({ NSQD_HINDRANCE: "wait" });
    const working = root.coze(["apply", "nsqd"]);
    const lock = join(root.path, "var/lib/coze-deploy/lock");
    await until(() => readFile(join(root.path, "var/lib/coze/nsqd/read")), { timeoutMs: 60_000, what: "the first to be in its last step" });
    const { pid } = JSON.parse(await readFile(lock, "utf8"));
    const second = await root.coze(["apply"]);
    expect(second).toMatchObject({ code: 1, stdout: "" });
    expect(second.stderr).toMatch(new RegExp(`"coze apply" \\(process ${pid}\\) has been working on this site since 20`));
    await writeFile(join(root.path, "var/lib/coze/nsqd/go"), "");
    expect(await working).toMatchObject({ code: 0, stderr: "" });
  }, 60_000);
});

describe("without services, and the way back", () => {
  test("staged: everything is rendered, nothing is started, what is left is said", async () => {
    const root = await newRoot();
    const staged = await root.coze(["apply"], { staged: true });
    expect(staged).toMatchObject({ code: 0, stderr: "" });
    expect(staged.stdout).toContain("nsqd/service/coze-nsqd.service: nothing is started under another root");
    expect(await read(root, "etc/systemd/system/coze-nsqd.service")).toContain(`cp ${root.path}/etc/coze/nsqd/greeting.conf`);
    const before = await treeOf(root.path);
    expect(await root.coze(["apply"], { staged: true })).toMatchObject({ code: 0 });
    expect(await treeOf(root.path)).toEqual(before);
    expect(staged.stdout).not.toContain(SMALL_SECRET);
    for (const [path, entry] of Object.entries(before)) {
      if (entry.includes(SMALL_SECRET)) expect(entry, path).toMatch(/^600 /);
    }
  }, 60_000);

  test("uninstall keeps data and secrets, apply brings it back; purge asks, and keeps backups alone", async () => {
    const root = applied;
    await writeFile(join(root.path, "var/lib/coze/nsqd/treasure"), "gold");
    await mkdir(join(root.path, "var/backups/coze/first"));
    const shown = await root.coze(["uninstall", "--dry-run"]);
    expect(shown).toMatchObject({ code: 0 });
    expect(await plainSystemctl(root.path, "is-active", "coze-studio.service")).toBe("active");

    // What studio needs is not taken along.
    expect(await root.coze(["uninstall", "studio"])).toMatchObject({ code: 0, stderr: "" });
    expect(await plainSystemctl(root.path, "is-active", "coze-nsqd.service")).toBe("active");
    expect(await root.coze(["uninstall"])).toMatchObject({ code: 0, stderr: "" });
    const left = Object.keys(await treeOf(root.path, { without: ["run/plain-systemctl", "artefacts"] }));
    expect(left).toContain("var/lib/coze/nsqd/treasure");
    expect(left).toContain("etc/coze/secrets.env");
    expect(left.filter((path) => /\.service$|greeting\.conf$|^opt\/|^run\//.test(path))).toEqual([]);

    expect(await root.coze(["apply"])).toMatchObject({ code: 0, stderr: "" });
    expect(await read(root, "var/lib/coze/nsqd/treasure")).toBe("gold");

    const unconfirmed = await root.coze(["purge", "--yes"]);
    expect(unconfirmed).toMatchObject({ code: 1 });
    expect(unconfirmed.stderr).toContain("--yes-delete-all-data");
    expect(await read(root, "var/lib/coze/nsqd/treasure")).toBe("gold");
    expect(await root.coze(["purge", "--yes-delete-all-data"])).toMatchObject({ code: 0, stderr: "" });
    const remains = Object.keys(await treeOf(root.path, { without: ["run", "artefacts", "etc/systemd", "etc/tmpfiles.d"] }));
    expect(remains.filter((path) => path.includes("coze"))).toEqual(["var/backups/coze", "var/backups/coze/first"]);
  }, 60_000);
});

/** Apart from what a process id or the root's own name decides. */
const comparable = async (root: SmallRoot): Promise<Record<string, string>> => {
  const tree = await treeOf(root.path, { times: false, without: ["run/plain-systemctl", "var/lib/coze-deploy", "artefacts"] });
  return Object.fromEntries(Object.entries(tree).map(([path, entry]) => [path, entry.replaceAll(root.path, "")]));
};

/** mulberry32: the same numbers for the same seed, between 0 and 1. */
const numbersFrom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
