/** Index templates and indices of Studio in Elasticsearch, from the release's own files (`reference/deploy.md §1.8` point 4). */
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Failure } from "../../contract/failure.js";
import type { Context, Step, StepState } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { done, later, pending, step } from "../../steps/step.js";
import { esRequest } from "../elasticsearch/client.js";
import { inRelease, RELEASE } from "./release.js";

const SUFFIX = ".index-template.json";
const PLUGIN = "analysis-smartcn";
/** Upstream's, set on a new index alone. */
const NEW_INDEX = { settings: { index: { refresh_interval: "10ms" } } };

/** A template, and the index of the same name. */
export interface IndexTemplate {
  readonly name: string;
  readonly path: string;
}

export const templatesOf = async ({ site }: Context): Promise<readonly IndexTemplate[]> => {
  const entries = await readdir(inRelease(site, RELEASE.elasticsearch), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(SUFFIX))
    .map((entry) => ({ name: basename(entry.name, SUFFIX), path: join(entry.parentPath, entry.name) }))
    .sort((one, other) => one.name.localeCompare(other.name));
};

const NOT_YET = later(text("Elasticsearch does not answer yet", "Elasticsearch 尚未应答"));

export const searchStep: Step = step({
  id: "studio/search",
  component: "studio",
  title: text("index templates and indices in Elasticsearch", "Elasticsearch 中的索引模板与索引"),
  isDone: (context) => searchState(context),
  run: (context) => makeIndices(context),
});

const searchState = async (context: Context): Promise<StepState> => {
  if (context.machine.staged && context.site.isHere("elasticsearch")) return NOT_YET;
  const templates = await templatesOf(context);
  if (templates.length === 0) return later(text("the release is not unpacked yet", "尚未解包发布版本"));
  const missing: string[] = [];
  for (const { name } of templates) {
    const answers = await statusesOf(context, [`/_index_template/${name}`, `/${name}`]).catch(() => undefined);
    if (!answers) return NOT_YET;
    const [template, index] = answers;
    if (template !== 200) missing.push(`template ${name} (${template})`);
    if (index !== 200) missing.push(`index ${name} (${index})`);
  }
  return missing.length === 0 ? done : pending(text(`missing: ${missing.join(", ")}`, `缺少：${missing.join("、")}`));
};

const statusesOf = async (context: Context, paths: readonly string[]): Promise<readonly number[]> => {
  const statuses: number[] = [];
  for (const path of paths) statuses.push((await esRequest(context, { method: "GET", path })).status);
  return statuses;
};

const makeIndices = async (context: Context): Promise<void> => {
  const plugins = await esRequest(context, { method: "GET", path: "/_cat/plugins" });
  if (!plugins.body.includes(PLUGIN))
    throw new Failure(
      text(
        `Elasticsearch runs without ${PLUGIN}, which the templates use: install the plugin of the same version, restart, and run this again`,
        `Elasticsearch 未加载模板所需的 ${PLUGIN}：请安装同版本插件并重启，然后重试`,
      ),
    );
  for (const { name, path } of await templatesOf(context)) {
    await put(context, `/_index_template/${name}`, JSON.parse(await readFile(path, "utf8")));
    const { status } = await esRequest(context, { method: "GET", path: `/${name}` });
    if (status === 404) await put(context, `/${name}`, NEW_INDEX);
  }
};

const put = async (context: Context, path: string, body: unknown): Promise<void> => {
  const answer = await esRequest(context, { method: "PUT", path, body });
  if (answer.status === 200) return;
  const said = answer.body.slice(0, 500);
  throw new Failure(
    text(`Elasticsearch refused PUT ${path} (${answer.status}): ${said}`, `Elasticsearch 拒绝 PUT ${path}（${answer.status}）：${said}`),
  );
};
