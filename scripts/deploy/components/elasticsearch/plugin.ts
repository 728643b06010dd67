/** The Chinese analyzer, installed offline and before the first start: a start without it leaves unusable data behind (`reference/deploy.md §1.8`, `§3`). */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { releasedFile } from "../../artefacts/release-folder.js";
import { Failure } from "../../contract/failure.js";
import type { Site } from "../../contract/site.js";
import type { Context, Step, StepState } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { blocked, done, later, pending, step } from "../../steps/step.js";
import { exists, readIfThere } from "../../system/files.js";
import { etcOf, releaseOf } from "../layout.js";

export const PLUGIN = "analysis-smartcn";

const home = (site: Site): string => releaseOf(site, "elasticsearch");
export const pluginFolder = (site: Site): string => join(home(site), "plugins", PLUGIN);

const zipOf = (site: Site): string => site.get("ELASTICSEARCH_SMARTCN") || releasedFile(site, PLUGIN, ".zip");

/** For which Elasticsearch the installed plugin is made, or undefined. */
export const pluginVersion = async (site: Site): Promise<string | undefined> =>
  /^elasticsearch\.version=(.+)$/m.exec((await readIfThere(join(pluginFolder(site), "plugin-descriptor.properties"))) ?? "")?.[1]?.trim();

export const pluginStep: Step = step({
  id: `elasticsearch/plugin/${PLUGIN}`,
  component: "elasticsearch",
  title: text(`Plugin ${PLUGIN}, of the same version as Elasticsearch`, `插件 ${PLUGIN}，与 Elasticsearch 版本相同`),
  isDone: async ({ site, machine }): Promise<StepState> => {
    const version = await pluginVersion(site);
    if (version === site.get("ELASTICSEARCH_VERSION")) return done;
    if (machine.staged) return later(text("installed where Elasticsearch will run", "将在 Elasticsearch 实际运行处安装"));
    const zip = site.get("ELASTICSEARCH_SMARTCN");
    if (zip !== "" && !(await exists(zip)))
      return blocked(text(`ELASTICSEARCH_SMARTCN: ${zip} is not there`, `ELASTICSEARCH_SMARTCN：找不到 ${zip}`));
    return pending(text(version ? `it is made for ${version}` : "it is not installed", version ? `现有插件适用于 ${version}` : "尚未安装"));
  },
  run: async (context) => {
    await removeRemains(context.site);
    await install(context);
  },
});

/** A killed installation leaves a folder behind that keeps Elasticsearch from starting; a plugin of another version does too. */
const removeRemains = async (site: Site): Promise<void> => {
  const folder = join(home(site), "plugins");
  const names = (await exists(folder)) ? await readdir(folder) : [];
  for (const name of names.filter((one) => one === PLUGIN || one.startsWith(".installing-") || one.startsWith(".removing-")))
    await rm(join(folder, name), { recursive: true, force: true });
};

const install = async ({ site, machine }: Context): Promise<void> => {
  const zip = zipOf(site);
  const { code, stdout, stderr } = await machine.run({
    program: join(home(site), "bin", "elasticsearch-plugin"),
    args: ["install", "--batch", pathToFileURL(zip).href],
    env: { ES_PATH_CONF: etcOf(site, "elasticsearch") },
    timeoutMs: 180_000,
  });
  if (code === 0) return;
  const said = (stderr || stdout).trim().split("\n").slice(-3).join(" | ");
  throw new Failure(text(`the plugin ${zip} cannot be installed: ${said}`, `无法安装插件 ${zip}：${said}`));
};
