/** Reads every YAML file of a folder: the server stops at its first start with no more than "yaml: line N" (#124, #652, #688). */
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { LineCounter, parseDocument } from "yaml";

export interface YamlProblem {
  /** `model/site-1-openai.yaml:12`. */
  readonly where: string;
  readonly what: string;
}

/** Slips of syntax in all files, and model ids that stand twice. A folder that is not there has none. */
export const lintYaml = async (folder: string): Promise<readonly YamlProblem[]> => {
  const problems: YamlProblem[] = [];
  const ids = new Map<string, string>();
  for (const path of await yamlFiles(folder)) {
    const name = relative(folder, path);
    const lines = new LineCounter();
    const document = parseDocument(await readFile(path, "utf8"), { lineCounter: lines, prettyErrors: false });
    for (const { message, pos } of document.errors) problems.push({ where: `${name}:${lines.linePos(pos[0]).line}`, what: message });
    if (document.errors.length > 0 || !/^model\/[^/]+$/.test(name)) continue;
    const id = String(document.get("id") ?? "");
    const other = ids.get(id);
    if (id === "") problems.push({ where: name, what: "a model without an id" });
    else if (other) problems.push({ where: name, what: `id ${id} is also that of ${other}` });
    else ids.set(id, name);
  }
  return problems;
};

const yamlFiles = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
};
