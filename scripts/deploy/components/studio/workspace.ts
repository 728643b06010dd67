/**
 * The server's working directory: the release's `conf/` with the operator's files over it, and the scripts that the server
 * looks for beside itself. Files here belong to root: the server reads them and changes none.
 */
import { chmod, lchown, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { Failure } from "../../contract/failure.js";
import type { Context, Step, StepState } from "../../contract/step.js";
import { type Text, text } from "../../contract/text.js";
import { ownershipOf } from "../../steps/ownership.js";
import { blocked, done, later, pending, step } from "../../steps/step.js";
import { exists, readIfThere, writeWhole } from "../../system/files.js";
import { accountOf } from "../layout.js";
import { modelsOf } from "../models/models.js";
import { MODEL_FILE_PREFIX, modelFile } from "./model-files.js";
import { appFolder, confFolder, inRelease, overlayFolder, RELEASE } from "./release.js";
import { lintYaml, type YamlProblem } from "./yaml-lint.js";

export const workspaceStep: Step = step({
  id: "studio/workspace",
  component: "studio",
  title: text("Studio's working directory: conf and scripts of the release", "Studio 的工作目录：发布版本的 conf 与脚本"),
  isDone: (context) => state(context),
  run: (context) => bringUpToDate(context),
});

export const yamlText = (problems: readonly YamlProblem[]): Text => {
  const list = problems.map(({ where, what }) => `${where}: ${what}`).join("; ");
  return text(`YAML that the server would stop at: ${list}`, `服务端会因以下 YAML 停止：${list}`);
};

const state = async (context: Context): Promise<StepState> => {
  const { site } = context;
  if (!(await exists(inRelease(site, RELEASE.program)))) return later(text("the release is not unpacked yet", "尚未解包发布版本"));
  if (!(await exists(inRelease(site, join(RELEASE.conf, "workflow", "config.yaml")))))
    // A conf folder of another release than the binary's: panic at the start (#2017).
    return blocked(
      text(
        `the release has no ${RELEASE.conf}/workflow/config.yaml: its conf folder does not fit its binary; take both from one commit`,
        `发布版本缺少 ${RELEASE.conf}/workflow/config.yaml：conf 与二进制不匹配，请取自同一提交`,
      ),
    );
  const problems = [...(await lintYaml(inRelease(site, RELEASE.conf))), ...(await lintYaml(overlayFolder(site)))];
  if (problems.length > 0) return blocked(yamlText(problems));
  const stale = await staleFiles(context);
  if (stale.length === 0) return done;
  const some = stale
    .slice(0, 5)
    .map((path) => relative(appFolder(site), path))
    .join(", ");
  return pending(text(`${stale.length} files differ: ${some}`, `${stale.length} 个文件不同：${some}`));
};

/** Target → source. */
const wantedFiles = async ({ site }: Context): Promise<ReadonlyMap<string, string>> => {
  const wanted = new Map<string, string>();
  for (const folder of [inRelease(site, RELEASE.conf), overlayFolder(site)])
    for (const path of await filesIn(folder)) wanted.set(join(confFolder(site), relative(folder, path)), path);
  for (const script of RELEASE.scripts)
    if (await exists(inRelease(site, script))) wanted.set(join(appFolder(site), script), inRelease(site, script));
  return wanted;
};

const filesIn = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

/** What is to be written, and what is to go: files of an earlier release, and models that site.env no longer names. */
const staleFiles = async (context: Context): Promise<readonly string[]> => {
  const wanted = await wantedFiles(context);
  const stale: string[] = [];
  for (const [target, source] of wanted) if ((await readIfThere(target)) !== (await readFile(source, "utf8"))) stale.push(target);
  return [...stale, ...(await leftovers(context, wanted))];
};

const leftovers = async ({ site }: Context, wanted: ReadonlyMap<string, string>): Promise<readonly string[]> => {
  const rendered = new Set(modelsOf(site).map((model) => modelFile(model).name));
  const models = join(confFolder(site), "model");
  return (await filesIn(confFolder(site))).filter((path) => {
    if (wanted.has(path)) return false;
    if (dirname(path) !== models) return true;
    // Beside ours, an operator's file that was put here instead of into the overlay.
    return basename(path).startsWith(MODEL_FILE_PREFIX) && !rendered.has(basename(path));
  });
};

const bringUpToDate = async (context: Context): Promise<void> => {
  const { site } = context;
  const wanted = await wantedFiles(context);
  if (wanted.size === 0) throw new Failure(text("the release of Studio is empty", "Studio 的发布版本为空"));
  const owner = await ownershipOf(context, { owner: "root", group: accountOf("studio") });
  for (const path of await leftovers(context, wanted)) await rm(path);
  for (const [target, source] of wanted) {
    await makeFolders(appFolder(site), dirname(target), owner);
    const content = await readFile(source);
    if ((await readFile(target).catch(() => undefined))?.equals(content)) continue;
    await writeWhole(target, content, { mode: 0o640, ...owner });
  }
};

/** Folders between the working directory and a file; those that are described have their owner from there. */
const makeFolders = async (top: string, folder: string, owner: { uid: number; gid: number } | undefined): Promise<void> => {
  if (folder === top || (await exists(folder))) return;
  await makeFolders(top, dirname(folder), owner);
  await mkdir(folder, { mode: 0o750 });
  await chmod(folder, 0o750);
  if (owner) await lchown(folder, owner.uid, owner.gid);
};
