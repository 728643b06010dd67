/** The version of this project, as its package.json says; the same from the sources and from `dist`. */
import { dirname, join } from "node:path";
import { readIfThere } from "../system/files.js";

export const toolVersion = async (from = import.meta.dirname): Promise<string> => {
  const content = await readIfThere(join(from, "package.json"));
  if (content !== undefined) return String((JSON.parse(content) as { version?: string }).version);
  return dirname(from) === from ? "unknown" : toolVersion(dirname(from));
};
