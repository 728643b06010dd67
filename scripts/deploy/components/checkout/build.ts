/**
 * A release made from the operator's own checkout by the product's own build, as a user without rights. The checkout is copied
 * first: a build writes into its tree, and the operator's must stay as it is.
 */
import { createHash } from "node:crypto";
import { mkdir, readlink, rename, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../../contract/failure.js";
import type { Command } from "../../contract/machine.js";
import type { ComponentName } from "../../contract/names.js";
import type { Context, Step, StepState } from "../../contract/step.js";
import { type Text, text } from "../../contract/text.js";
import { blocked, done, pending, step } from "../../steps/step.js";
import { exists, writeWhole } from "../../system/files.js";
import { requireUser, userNamed } from "../../system/users.js";
import { toolProblems, wantedBy } from "./toolchain.js";

/** Owns the build's tree and nothing else. */
export const BUILD_USER = "coze-build";
/** A front end of this size takes long on two cores. */
const BUILD_TIMEOUT_MS = 2 * 3_600_000;
/** Written last into a release: without it a release is half of one. */
const RELEASE_FILE = "RELEASE";

export interface Build {
  readonly component: ComponentName;
  /** Folder under `paths.opt`: `studio`. */
  readonly release: string;
  /** Key of the variable with the checkout's path. */
  readonly checkoutKey: string;
  readonly versionKey: string;
  /** In order; `source` is the copied tree, `out` the folder that becomes the release. */
  commands(source: string, out: string): readonly BuildCommand[];
  /** Files and folders of the checkout that the release takes as they are: `[from, to]`. What is missing fails the build. */
  readonly copies: readonly (readonly [from: string, to: string])[];
}

export interface BuildCommand extends Pick<Command, "program" | "args" | "env" | "cwd"> {
  readonly title: Text;
}

/** `<version>+<commit>`; of a tree with changes also a fingerprint of them, so that it is a release of its own. */
const releaseName = async (context: Context, build: Build): Promise<string> => {
  const checkout = context.site.get(build.checkoutKey);
  const git = (...args: string[]) =>
    context.machine.run({ program: "git", args: ["-c", `safe.directory=${checkout}`, "-C", checkout, ...args] });
  const commit = await git("rev-parse", "--short=12", "HEAD");
  if (commit.code !== 0)
    throw new Failure(
      text(
        `${build.checkoutKey}=${checkout} is no git checkout: ${commit.stderr.trim()}. A release is named after its commit.`,
        `${build.checkoutKey}=${checkout} 不是 git 仓库：${commit.stderr.trim()}。发布版本以提交命名。`,
      ),
    );
  const changes = (await git("diff", "HEAD")).stdout;
  const suffix = changes === "" ? "" : `.${createHash("sha256").update(changes).digest("hex").slice(0, 12)}`;
  return `${context.site.get(build.versionKey)}+${commit.stdout.trim()}${suffix}`;
};

/** Two steps: the tools, which a plan reports before anything is changed, and the build. */
export const buildSteps = (build: Build): readonly Step[] => [
  step({
    id: `${build.component}/build-user`,
    component: build.component,
    title: text(`user ${BUILD_USER} for builds`, `构建用户 ${BUILD_USER}`),
    isDone: async ({ machine }) =>
      !machine.isRoot || (await userNamed(BUILD_USER)) ? done : pending(text("there is no such user", "尚无该用户")),
    run: async ({ machine, site }) => {
      const home = join(site.paths.data, "build", "home");
      const args = ["--system", "--user-group", "--shell", "/usr/sbin/nologin", "--home-dir", home, BUILD_USER];
      const { code, stderr } = await machine.run({ program: "useradd", args });
      if (code !== 0) throw new Failure(text(`useradd failed: ${stderr.trim()}`, `useradd 失败：${stderr.trim()}`));
    },
  }),
  step({
    id: `${build.component}/build`,
    makesRelease: build.release,
    component: build.component,
    title: text(`build from ${build.checkoutKey}`, `从 ${build.checkoutKey} 构建`),
    isDone: (context) => isBuilt(context, build),
    run: (context) => runBuild(context, build),
  }),
];

const isBuilt = async (context: Context, build: Build): Promise<StepState> => {
  const checkout = context.site.get(build.checkoutKey);
  if (!(await exists(checkout)))
    return blocked(text(`${build.checkoutKey}=${checkout} does not exist`, `${build.checkoutKey}=${checkout} 不存在`));
  const name = await releaseName(context, build);
  const folder = join(context.site.paths.opt, build.release);
  const current = await readlink(join(folder, "current")).catch(() => undefined);
  // Changes of the checkout give another name, so what is named and complete is what the checkout holds.
  if (current === name && (await exists(join(folder, name, RELEASE_FILE)))) return done;
  const problems = await toolProblems(context.machine, await wantedBy(checkout));
  if (problems.length > 0) return blocked(text(problems.map(({ en }) => en).join("; "), problems.map(({ zh }) => zh).join("；")));
  return pending(text(`${name} is not built`, `尚未构建 ${name}`));
};

const runBuild = async (context: Context, build: Build): Promise<void> => {
  const { site } = context;
  const name = await releaseName(context, build);
  const folder = join(site.paths.opt, build.release);
  const work = join(site.paths.data, "build", build.component);
  const source = join(work, "source");
  const out = join(work, "out");
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true, mode: 0o755 });
  await must(context, { program: "cp", args: ["-a", "--reflink=auto", `${site.get(build.checkoutKey)}/.`, source] });
  await mkdir(out, { mode: 0o755 });
  if (context.machine.isRoot) await giveToBuilder(context, work);
  for (const command of build.commands(source, out)) {
    context.say(command.title);
    const { title: _, ...launch } = command;
    await must(context, { ...launch, user: BUILD_USER, timeoutMs: BUILD_TIMEOUT_MS, env: { ...buildEnvironment(context), ...launch.env } });
  }
  for (const [from, to] of build.copies) {
    await mkdir(dirname(join(out, to)), { recursive: true });
    await must(context, { program: "cp", args: ["-a", "--no-preserve=ownership", join(source, from), join(out, to)] });
  }
  await publish(context, { folder, name, out });
  await rm(work, { recursive: true, force: true });
};

/** The home holds caches of modules and packages from one build to the next. */
const giveToBuilder = async (context: Context, work: string): Promise<void> => {
  const { uid, gid, home } = await requireUser(BUILD_USER);
  await mkdir(home, { recursive: true, mode: 0o750 });
  await must(context, { program: "chown", args: ["-R", "--no-dereference", `${uid}:${gid}`, work, home] });
};

/** Without `--online` Go fetches nothing; `BUILD_ENV` names mirrors, or wins over this. */
const buildEnvironment = ({ site, options }: Context): Record<string, string> => ({
  CGO_ENABLED: "0",
  ...(options.online ? {} : { GOPROXY: "off" }),
  ...Object.fromEntries(site.list("BUILD_ENV").map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)])),
});

/** Root's from here on, in place whole, and only then the current one. */
const publish = async (context: Context, { folder, name, out }: { folder: string; name: string; out: string }): Promise<void> => {
  await writeWhole(join(out, RELEASE_FILE), `${name}\n`, { mode: 0o644 });
  if (context.machine.isRoot) await must(context, { program: "chown", args: ["-R", "--no-dereference", "0:0", out] });
  await must(context, { program: "chmod", args: ["-R", "go-w,a+rX", out] });
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await rm(join(folder, name), { recursive: true, force: true });
  await rename(out, join(folder, name));
  const link = join(folder, ".current.new");
  await rm(link, { force: true });
  await symlink(name, link);
  await rename(link, join(folder, "current"));
};

const LAST_LINES = 30;

const must = async (context: Context, command: Command): Promise<void> => {
  const { code, stdout, stderr } = await context.machine.run(command);
  if (code === 0) return;
  const said = `${stdout}\n${stderr}`.trim().split("\n").slice(-LAST_LINES).join("\n");
  const line = [command.program, ...command.args].join(" ");
  throw new Failure(text(`${line} ended with ${code}:\n${said}`, `${line} 以 ${code} 结束：\n${said}`));
};
