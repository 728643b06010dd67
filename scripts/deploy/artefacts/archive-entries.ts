/** What an archive would write, asked of tar and unzip before anything is unpacked; hostile archives are refused by name. */
import { posix } from "node:path";
import { Failure } from "../contract/failure.js";
import type { Machine } from "../contract/machine.js";
import { text } from "../contract/text.js";

export interface Entry {
  readonly name: string;
  /** As `ls -l` shows it: `-` file, `d` folder, `l` symbolic link, `h` hard link, and what no release holds. */
  readonly type: string;
  readonly target?: string;
}

const LIST_TIMEOUT_MS = 600_000;
const ALLOWED_TYPES = "-dlh";

export const isArchive = (file: string): boolean => isZip(file) || isTar(file);
export const isZip = (file: string): boolean => file.endsWith(".zip");
const isTar = (file: string): boolean => /\.(tar(\.(gz|xz|zst|bz2))?|tgz|txz)$/.test(file);

/** @throws Failure for an archive that cannot be read, is empty, or would write beside its folder. */
export const requireHarmless = async (machine: Machine, path: string): Promise<void> => {
  const entries = isZip(path) ? await zipEntries(machine, path) : await tarEntries(machine, path);
  if (entries.length === 0) throw refusal(path, text("it is empty", "它是空的"));
  for (const entry of entries) {
    const problem = problemOf(entry);
    if (problem !== undefined) throw refusal(path, problem);
  }
};

const refusal = (path: string, why: { en: string; zh: string }): Failure =>
  new Failure(text(`${path} is refused: ${why.en}.`, `拒绝使用 ${path}：${why.zh}。`));

const problemOf = ({ name, type, target }: Entry) => {
  const shown = JSON.stringify(name);
  if (name.startsWith("/")) return text(`${shown} is an absolute path`, `${shown} 是绝对路径`);
  if (leaves(name)) return text(`${shown} leads out of the folder with ".."`, `${shown} 以 ".." 跳出目录`);
  if (!ALLOWED_TYPES.includes(type))
    return text(`${shown} is a device, pipe or the like ("${type}")`, `${shown} 是设备、管道之类的特殊文件（"${type}"）`);
  if (target === undefined) return undefined;
  // A hard link's target is a path from the top of the archive, a symbolic link's from its own folder.
  const led = type === "h" ? target : posix.join(posix.dirname(name), target);
  if (target.startsWith("/") || leadsOut(led) || (type === "h" && leaves(target)))
    return text(`the link ${shown} leads out of the folder`, `链接 ${shown} 指向目录之外`);
  return undefined;
};

const leaves = (name: string): boolean => name.split("/").includes("..");
const leadsOut = (path: string): boolean => posix.normalize(path).split("/")[0] === "..";

/** Names come in C quotes, so that none can be taken for something else, and whole: tar would hide that a target is absolute. */
const tarEntries = async (machine: Machine, path: string): Promise<readonly Entry[]> => {
  const args = ["--list", "--verbose", "--numeric-owner", "--quoting-style=c", "--absolute-names", "--file", path];
  return (await listing(machine, { program: "tar", args, path })).map((line) => {
    const quoted = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, inside = ""]) => unquoted(inside));
    const [name, target] = quoted;
    if (name === undefined) throw refusal(path, text(`tar lists ${JSON.stringify(line)}`, `tar 列出了 ${JSON.stringify(line)}`));
    return { name, type: line.charAt(0), ...(target === undefined ? {} : { target }) };
  });
};

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v" };

const unquoted = (inside: string): string =>
  inside.replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
    /^[0-7]{3}$/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? code),
  );

/** The targets of links are contents in a zip: `unpack.ts` looks at them once they are there. */
const zipEntries = async (machine: Machine, path: string): Promise<readonly Entry[]> => {
  const names = await listing(machine, { program: "unzip", args: ["-Z1", path], path });
  const details = await listing(machine, { program: "unzip", args: ["-Z", path], path });
  const special = details.find((line) => /^[bcps?][rwxsStT-]{9}\s/.test(line));
  if (special !== undefined) throw refusal(path, text(`it holds a special file: ${special}`, `其中有特殊文件：${special}`));
  return names.map((name) => ({ name: name.replaceAll("\\", "/"), type: name.endsWith("/") ? "d" : "-" }));
};

const listing = async (machine: Machine, asked: { program: string; args: string[]; path: string }): Promise<readonly string[]> => {
  const { code, stdout, stderr } = await machine.run({ program: asked.program, args: asked.args, timeoutMs: LIST_TIMEOUT_MS });
  if (code !== 0)
    throw refusal(asked.path, text(`${asked.program} cannot read it: ${stderr.trim()}`, `${asked.program} 无法读取：${stderr.trim()}`));
  return stdout.split("\n").filter((line) => line !== "");
};
