/** A release of Studio built from a checkout, with shell scripts in place of Go and rush: what is asked of them, and what comes out. */
import { existsSync, mkdtempSync } from "node:fs";
import { cp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { studioBuildSteps } from "../../scripts/deploy/components/studio/build.js";
import type { Context, Step } from "../../scripts/deploy/contract/step.js";
import { runProgram } from "../../scripts/deploy/system/processes.js";
import { callsOf, fakeProgram } from "../support/fake-program.js";
import { newRoot, type ProductContext, productContext, STUDIO_CHECKOUT } from "../support/staged-release.js";

const tools = mkdtempSync(join(tmpdir(), "coze-tools-"));

let root: string;
let checkout: string;
const tool = (name: string): string => join(tools, name);
const git = (...args: string[]) =>
  runProgram({
    program: "git",
    args: ["-C", checkout, "-c", "user.name=t", "-c", "user.email=t@t.test", ...args],
    env: { PATH: process.env.PATH ?? "" },
  });

beforeEach(async () => {
  root = await newRoot();
  checkout = mkdtempSync(join(tmpdir(), "coze-checkout-"));
  await cp(STUDIO_CHECKOUT, checkout, { recursive: true });
  // Empty folders are not kept in a repository: what upstream ships is a picture each.
  await git("init", "-q");
  await git("add", "-A", "-f");
  await git("commit", "-q", "-m", "first");
  await fakeProgram(
    tool("go"),
    `[ "$1" = version ] && { echo "go version go1.24.3 linux/amd64"; exit; }\nout=$(printf '%s\\n' "$@" | grep -A1 -x -e -o | tail -1); printf 'CGO=%s\\n' "$CGO_ENABLED" > "$out"; chmod +x "$out"`,
  );
  await fakeProgram(tool("node"), "echo v20.19.0");
  await fakeProgram(tool("pnpm"), "echo 8.15.8");
  await fakeProgram(
    tool("rush"),
    `case "$1" in --version) echo 5.147.1;; build) mkdir -p frontend/apps/coze-studio/dist && echo "$BUILD_BRANCH" > frontend/apps/coze-studio/dist/index.html;; esac`,
  );
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
  await rm(checkout, { recursive: true, force: true });
});
afterAll(() => rm(tools, { recursive: true, force: true }));

const build = studioBuildSteps.find(({ id }) => id === "studio/build") as Step;
/** A machine on whose PATH the stand-ins come first. */
const contextWith = (more: Partial<ProductContext> = {}): Context => {
  const context = productContext({
    root,
    variables: { STUDIO_CHECKOUT: checkout, BUILD_ENV: `PATH=${tools}:${process.env.PATH}` },
    ...more,
  });
  const first = (program: string): string => (existsSync(tool(program)) ? tool(program) : program);
  const { machine } = context;
  return {
    ...context,
    machine: {
      ...machine,
      find: (program) => machine.find(first(program)),
      run: (command) => machine.run({ ...command, program: first(command.program) }),
    },
  };
};

test("the commit's release is built in a copy, complete and in place at once; the checkout stays as it was", async () => {
  const context = contextWith();
  expect(await build.check(context)).toMatchObject({ state: "pending" });
  await build.run(context);
  expect(await build.check(context)).toEqual({ state: "done" });
  const release = join(root, "opt/coze/studio");
  expect(await readlink(join(release, "current"))).toMatch(/^0\.5\.1\+[0-9a-f]{12}$/);
  expect((await readdir(join(release, "current"))).sort()).toEqual(
    ["RELEASE", "conf", "docker", "opencoze", "parse_docx.py", "parse_pdf.py", "sandbox.py", "web"].sort(),
  );
  expect(await readFile(join(release, "current/opencoze"), "utf8")).toBe("CGO=0\n");
  expect(await readFile(join(release, "current/web/index.html"), "utf8")).toBe("opencoze-local\n");
  expect((await callsOf(tool("rush"))).slice(-2)).toEqual(["install", "build --to @coze-studio/app"]);
  expect((await git("status", "--porcelain")).stdout).toBe("");
});

test("a change that is not committed makes a release of its own", async () => {
  const context = contextWith();
  await build.run(context);
  await writeFile(join(checkout, "backend/main.go"), "package main\n\nfunc main() { println(1) }\n");
  expect(await build.check(context)).toMatchObject({ state: "pending" });
  await build.run(context);
  expect(await build.check(context)).toEqual({ state: "done" });
  expect((await readdir(join(root, "opt/coze/studio"))).filter((name) => name.startsWith("0.5.1+"))).toHaveLength(2);
});

test("tools of the wrong version are all named before anything is built", async () => {
  await fakeProgram(tool("go"), "echo go version go1.22.1 linux/amd64");
  await fakeProgram(tool("node"), "echo v19.1.0");
  await fakeProgram(tool("rush"), "echo 5.140.0");
  const state = await build.check(contextWith());
  expect(state).toMatchObject({ state: "blocked" });
  const why = "why" in state ? state.why.en : "";
  expect(why).toMatch(
    /go is 1\.22\.1; the checkout wants >= 1\.24\.0; node is 19\.1\.0.*; rush is 5\.140\.0; the checkout wants 5\.147\.1/,
  );
  expect(await readdir(root)).not.toContain("opt");
});

test("a build that fails leaves the current release alone and says its last words", async () => {
  const context = contextWith();
  await build.run(context);
  const before = await readlink(join(root, "opt/coze/studio/current"));
  await writeFile(join(checkout, "backend/main.go"), "broken\n");
  await fakeProgram(tool("go"), "echo 'main.go:1: expected package' >&2; exit 2");
  await expect(build.run(context)).rejects.toThrow("main.go:1: expected package");
  expect(await readlink(join(root, "opt/coze/studio/current"))).toBe(before);
});
