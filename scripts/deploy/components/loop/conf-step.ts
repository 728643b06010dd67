/** Loop's working directory: the release's `conf/` with the operator's files over it; models are a rendered file of ours. */
import { chmod, mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Site } from "../../contract/site.js";
import type { Context, Step, StepState } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { ownershipOf } from "../../steps/ownership.js";
import { blocked, done, later, pending, step } from "../../steps/step.js";
import { exists, readIfThere, writeWhole } from "../../system/files.js";
import { accountOf, etcOf } from "../layout.js";
import { lintYaml } from "../studio/yaml-lint.js";
import { appFolder } from "./environment.js";
import { inRelease, RELEASE } from "./release.js";

export const MODEL_CONFIG = "model_config.yaml";
export const confFolder = (site: Site): string => join(appFolder(site), "conf");
/** Kept by upgrades, and in the backup of `etc/coze`. */
export const overlayFolder = (site: Site): string => join(etcOf(site, "loop"), "conf");

/** Target → source. A model file of the operator's own wins over ours by leaving `MODEL_*` empty. */
const wantedFiles = async ({ site }: Context): Promise<ReadonlyMap<string, string>> => {
  const wanted = new Map<string, string>();
  for (const folder of [inRelease(site, RELEASE.conf), overlayFolder(site)]) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((found) => found.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path);
      if (name !== MODEL_CONFIG) wanted.set(join(confFolder(site), name), path);
    }
  }
  return wanted;
};

const state = async (context: Context): Promise<StepState> => {
  const { site } = context;
  if (!(await exists(inRelease(site, RELEASE.conf)))) return later(text("the release is not unpacked yet", "尚未解包发布版本"));
  const problems = [...(await lintYaml(inRelease(site, RELEASE.conf))), ...(await lintYaml(overlayFolder(site)))];
  const list = problems.map(({ where, what }) => `${where}: ${what}`).join("; ");
  if (problems.length > 0) return blocked(text(`YAML that Loop would stop at: ${list}`, `Loop 会因以下 YAML 停止：${list}`));
  const stale: string[] = [];
  for (const [target, source] of await wantedFiles(context))
    if ((await readIfThere(target)) !== (await readFile(source, "utf8"))) stale.push(target);
  if (stale.length === 0) return done;
  return pending(text(`${stale.length} files differ: ${stale[0]}`, `${stale.length} 个文件不同：${stale[0]}`));
};

export const confStep: Step = step({
  id: "loop/conf",
  component: "loop",
  title: text("Loop's conf folder", "Loop 的 conf 目录"),
  isDone: state,
  run: async (context) => {
    const owner = await ownershipOf(context, { owner: "root", group: accountOf("loop") });
    for (const [target, source] of await wantedFiles(context)) {
      await mkdir(dirname(target), { recursive: true, mode: 0o755 });
      await chmod(dirname(target), 0o755);
      const content = await readFile(source);
      if (!(await readFile(target).catch(() => undefined))?.equals(content)) await writeWhole(target, content, { mode: 0o640, ...owner });
    }
  },
});
