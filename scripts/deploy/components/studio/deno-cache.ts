/**
 * The sandbox's cache: fetched once online, unpacked here, and owned by the user that runs code. With the cache of another user
 * the first code node fails for want of a network although everything lies on the disk (#805).
 */
import { readlink, rm } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../contract/failure.js";
import type { Context, Step, StepState } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { done, later, pending, step } from "../../steps/step.js";
import { readIfThere, writeWhole } from "../../system/files.js";
import { accountOf, dataOf, releaseOf } from "../layout.js";

const MARK = ".coze-cache";

export const denoFolder = (context: Context): string => join(dataOf(context.site, "studio"), "deno");

const release = ({ site }: Context): string => releaseOf(site, "deno-cache-studio");

export const denoCacheStep: Step = step({
  id: "studio/deno-cache",
  component: "studio",
  title: text("warm cache of the code sandbox", "代码沙箱的预热缓存"),
  isDone: async (context): Promise<StepState> => {
    const current = await readlink(release(context)).catch(() => undefined);
    if (current === undefined) return later(text("the cache is not unpacked yet", "尚未解包缓存"));
    const mark = (await readIfThere(join(denoFolder(context), MARK)))?.trim();
    return mark === current ? done : pending(text(`it does not hold ${current}`, `尚未安装 ${current}`));
  },
  run: async (context) => {
    const folder = denoFolder(context);
    await rm(join(folder, MARK), { force: true });
    await must(context, "cp", "-R", "--no-preserve=mode,ownership", `${release(context)}/.`, folder);
    if (context.machine.isRoot) await must(context, "chown", "-R", "--no-dereference", `${accountOf("studio")}:`, folder);
    await writeWhole(join(folder, MARK), `${await readlink(release(context))}\n`, { mode: 0o644 });
  },
});

const must = async (context: Context, program: string, ...args: string[]): Promise<void> => {
  const { code, stderr } = await context.machine.run({ program, args, timeoutMs: 300_000 });
  if (code === 0) return;
  throw new Failure(text(`${program} failed: ${stderr.trim()}`, `${program} 失败：${stderr.trim()}`));
};
