/** `scripts/deploy/coze` as an operator types it: the launcher, the build, the first run without a configuration. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import { treeOf } from "../support/folder-tree.js";
import { ensureBuilt } from "../support/gateway-process.js";
import { runFolder } from "../support/services.js";
import { shellcheckProgram } from "../support/unpacked-program.js";

const COZE = join(import.meta.dirname, "../../scripts/deploy/coze");

beforeAll(ensureBuilt, 240_000);
// Sources that change meanwhile are built by whoever comes next.
vi.setConfig({ testTimeout: 120_000 });

const coze = async (args: readonly string[], env: Record<string, string> = {}, program = COZE) => {
  const child = spawn(program, args, { env: { PATH: process.env.PATH, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr]: [string[], string[]] = [[], []];
  child.stdout.setEncoding("utf8").on("data", (piece: string) => stdout.push(piece));
  child.stderr.setEncoding("utf8").on("data", (piece: string) => stderr.push(piece));
  const [code] = await once(child, "close");
  return { code, stdout: stdout.join(""), stderr: stderr.join("") };
};

/** Programs that the launcher calls, and a node of our own choice: nothing else is on the PATH. */
const folderWithNode = async (node: string | undefined): Promise<string> => {
  const folder = await mkdtemp(join(runFolder(), "path-"));
  for (const program of ["sh", "readlink", "dirname", "cat"]) await symlink(`/usr/bin/${program}`, join(folder, program));
  if (node !== undefined) await writeFile(join(folder, "node"), node, { mode: 0o755 });
  return folder;
};

test("the usage is in the operator's language, also through a link from elsewhere", async () => {
  const link = join(await mkdtemp(join(runFolder(), "bin-")), "coze");
  await symlink(COZE, link);
  const english = await coze(["--help"], { LANG: "C.UTF-8" }, link);
  expect(english).toMatchObject({ code: 0, stderr: "" });
  expect(english.stdout).toMatch(/apply +install, configure and start/);
  const chinese = await coze(["purge", "--help"], { LANG: "zh_CN.UTF-8" });
  expect(chinese.stdout).toContain("卸载并删除全部数据");
  expect(chinese.stdout).toContain("--yes-delete-all-data");
});

const shellcheck = await shellcheckProgram();
test.skipIf(shellcheck === undefined)("the launcher has nothing that shellcheck finds", async () => {
  expect(await coze(["--shell=sh", COZE], {}, shellcheck)).toMatchObject({ code: 0, stdout: "" });
});

test("an unknown verb is refused with those that there are", async () => {
  const { code, stderr } = await coze(["aply", "--lang", "zh"]);
  expect(code).toBe(1);
  expect(stderr).toContain("没有“coze aply”");
  expect(stderr).toContain("init plan apply");
});

test.each([
  ["none", undefined, "Found: none"],
  ["an old one", "#!/bin/sh\necho 18.20.4\nexit 1\n", "node (18.20.4)"],
])("without a Node that is new enough (%s) it says in both languages what to do", async (_, node, found) => {
  const { code, stderr } = await coze(["plan"], { PATH: await folderWithNode(node) });
  expect(code).toBe(1);
  expect(stderr).toContain(found);
  expect(stderr).toContain("COZE_NODE=/path/to/node");
  expect(stderr).toContain("coze 需要 Node 20.19 或更高版本");
});

test("COZE_NODE is taken before the PATH", async () => {
  const { code, stdout } = await coze(["--help", "--lang=en"], { PATH: await folderWithNode(undefined), COZE_NODE: process.execPath });
  expect([code, stdout.slice(0, 9)]).toEqual([0, "coze VERB"]);
});

test("apply without a configuration writes it, says what to edit and stops; what is there stays", async () => {
  const root = await mkdtemp(join(runFolder(), "root-"));
  const first = await coze(["apply", "--root", root, "--lang", "zh"]);
  expect(first).toMatchObject({ code: 2, stderr: "" });
  expect(first.stdout).toContain(`请编辑 ${root}/etc/coze/site.env`);
  expect((await stat(join(root, "etc/coze/secrets.env"))).mode & 0o777).toBe(0o600);
  expect(Object.keys(await treeOf(root)).sort()).toEqual(["", "etc", "etc/coze", "etc/coze/secrets.env", "etc/coze/site.env"]);

  const written = await readFile(join(root, "etc/coze/secrets.env"), "utf8");
  const again = await coze(["init", "--root", root, "--json"]);
  expect(JSON.parse(again.stdout)).toMatchObject({ exitCode: 0, written: [], addedSecrets: [] });
  expect(await readFile(join(root, "etc/coze/secrets.env"), "utf8")).toBe(written);
});

test("a configuration with mistakes stops before anything is touched, with all of them", async () => {
  const root = await mkdtemp(join(runFolder(), "root-"));
  await mkdir(join(root, "etc/coze"), { recursive: true });
  await writeFile(join(root, "etc/coze/site.env"), "SITE_HOSTS=main=127.0.0.1\nNO_SUCH_KEY=1\nNOR_THIS=2\n");
  await writeFile(join(root, "etc/coze/secrets.env"), "", { mode: 0o600 });
  const before = await treeOf(root);
  const { code, stdout, stderr } = await coze(["apply", "--root", root, "--json", "--lang", "en"]);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ exitCode: 1 });
  expect(stderr).toContain("NO_SUCH_KEY");
  expect(stderr).toContain("NOR_THIS");
  expect(await treeOf(root)).toEqual(before);
});
