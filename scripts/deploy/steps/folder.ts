import { constants } from "node:fs";
import { lstat, mkdir, open } from "node:fs/promises";
import { relative } from "node:path";
import type { Folder } from "../contract/component.js";
import { Failure } from "../contract/failure.js";
import type { Context, Step, StepState } from "../contract/step.js";
import { text } from "../contract/text.js";
import { belongsTo, ownershipOf } from "./ownership.js";
import { done, pending, step } from "./step.js";

/** A folder with its mode and owner. Folders above it that are missing are made for everybody to pass (0755). */
export const folderStep = (component: Step["component"], folder: Folder, root: string): Step =>
  step({
    id: `${component}/folder/${relative(root, folder.path)}`,
    component,
    title: text(`Folder ${folder.path}`, `目录 ${folder.path}`),
    isDone: (context) => folderState(context, folder),
    run: (context) => makeFolder(context, folder),
  });

const octal = (mode: number): string => mode.toString(8).padStart(4, "0");

const folderState = async (context: Context, folder: Folder): Promise<StepState> => {
  const found = await lstat(folder.path).catch(() => undefined);
  if (found === undefined) return pending(text("it is not there", "不存在"));
  if (!found.isDirectory()) return pending(text("something else lies there", "该位置是其他东西"));
  const mode = found.mode & 0o7777;
  if (mode !== folder.mode)
    return pending(text(`mode ${octal(mode)}, wanted ${octal(folder.mode)}`, `权限为 ${octal(mode)}，应为 ${octal(folder.mode)}`));
  if (await belongsTo(context, found, folder)) return done;
  return pending(text(`it does not belong to ${folder.owner ?? "root"}`, `不属于 ${folder.owner ?? "root"}`));
};

const makeFolder = async (context: Context, { path, mode, owner }: Folder): Promise<void> => {
  const made = await mkdir(path, { recursive: true }).catch((error: Error) => error);
  if (made instanceof Error) throw inTheWay(path, made);
  // Not through a link: whoever owns the folder above could lead us to any other folder of the machine.
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW).catch((error: Error) => {
    throw inTheWay(path, error);
  });
  try {
    const owned = await ownershipOf(context, { owner });
    if (owned) await folder.chown(owned.uid, owned.gid);
    await folder.chmod(mode);
  } finally {
    await folder.close();
  }
};

const inTheWay = (path: string, cause: Error): Failure =>
  new Failure(
    text(
      `the folder ${path} cannot be made (${cause.message}). A file or a link may be in its way: move it, or mount the other place there.`,
      `无法创建目录 ${path}（${cause.message}）。可能有文件或链接占用该位置：请移走它，或改用挂载。`,
    ),
    { cause },
  );
