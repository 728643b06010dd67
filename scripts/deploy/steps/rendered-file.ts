import { lstat, mkdir } from "node:fs/promises";
import { dirname, relative } from "node:path";
import type { RenderedFile } from "../contract/component.js";
import type { Context, Step, StepState } from "../contract/step.js";
import { text } from "../contract/text.js";
import { readIfThere, writeWhole } from "../system/files.js";
import { lineDiff, maskedDiff } from "./line-diff.js";
import { belongsTo, ownershipOf } from "./ownership.js";
import { done, pending, step } from "./step.js";

/** A file with exactly this content, mode and owner. */
export const fileStep = (component: Step["component"], file: RenderedFile, root: string): Step =>
  step({
    id: `${component}/file/${relative(root, file.path)}`,
    component,
    title: text(`File ${file.path}`, `文件 ${file.path}`),
    isDone: (context) => fileState(context, file),
    run: (context) => write(context, file),
  });

const octal = (mode: number): string => mode.toString(8).padStart(4, "0");

const fileState = async (context: Context, file: RenderedFile): Promise<StepState> => {
  const found = await lstat(file.path).catch(() => undefined);
  const diff = file.secret ? maskedDiff : lineDiff;
  if (found === undefined) return pending(text("it is not there", "不存在"), diff(undefined, file.content));
  if (!found.isFile()) return pending(text("something that is no file lies there", "该位置不是普通文件"));
  const content = await readIfThere(file.path);
  if (content !== file.content) return pending(text("its content differs", "内容不同"), diff(content, file.content));
  const mode = found.mode & 0o7777;
  if (mode !== file.mode)
    return pending(text(`mode ${octal(mode)}, wanted ${octal(file.mode)}`, `权限为 ${octal(mode)}，应为 ${octal(file.mode)}`));
  if (await belongsTo(context, found, file)) return done;
  const whose = `${file.owner ?? "root"}:${file.group ?? file.owner ?? "root"}`;
  return pending(text(`it does not belong to ${whose}`, `不属于 ${whose}`));
};

const write = async (context: Context, { path, content, mode, ...owner }: RenderedFile): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await writeWhole(path, content, { mode, ...(await ownershipOf(context, owner)) });
};
