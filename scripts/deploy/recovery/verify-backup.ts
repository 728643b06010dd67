/** The only proof of a backup is a restore: each part into a scratch place, compared there, and removed. */
import { join } from "node:path";
import { Failure, failureText } from "../contract/failure.js";
import { text } from "../contract/text.js";
import { type Backup, requireWhole, writeVerified } from "./backup-folder.js";
import { type Part, partsOf, type Scope } from "./parts.js";

/** File of a part → what was compared. @throws Failure that names every part that is not what it was. */
export const verifyBackup = async (scope: Scope, backup: Backup): Promise<Readonly<Record<string, string>>> => {
  await requireWhole(backup);
  const evidence: Record<string, string> = {};
  const failed: string[] = [];
  for (const part of partsIn(scope, backup)) {
    scope.context.say(text(`verifying: ${part.title.en}`, `正在验证：${part.title.zh}`));
    try {
      evidence[part.file] = await part.verify(scope.context, join(backup.folder, part.file));
    } catch (error) {
      failed.push(`${part.file}: ${failureText(error).en}`);
    }
  }
  if (failed.length > 0)
    throw new Failure(
      text(
        `${backup.folder} does not restore as it was:\n  ${failed.join("\n  ")}`,
        `${backup.folder} 恢复结果与原数据不一致：\n  ${failed.join("\n  ")}`,
      ),
    );
  await writeVerified(backup.folder, evidence);
  return evidence;
};

/** @throws Failure for a part that nothing here can restore. */
export const partsIn = (scope: Scope, { manifest }: Backup): readonly Part[] => {
  const known = new Map(partsOf(scope).map((part) => [part.file, part]));
  const wanted = new Set<string>(scope.selected.map(({ name }) => name));
  const meant = manifest.parts.filter(({ component }) => component === "site" || wanted.has(component));
  const strange = meant.filter(({ file }) => !known.has(file));
  if (strange.length > 0) throw strangeParts(strange.map(({ file }) => file));
  return meant.flatMap(({ file }) => known.get(file) ?? []).sort((a, b) => a.order - b.order);
};

const strangeParts = (files: readonly string[]): Failure =>
  new Failure(
    text(
      `The backup holds parts that no component of this machine knows: ${files.join(", ")}. Place the components here (site.env), or name others on the command line.`,
      `备份中有本机组件不认识的部分：${files.join("、")}。请在 site.env 中将这些组件放在本机，或在命令行指定其他组件。`,
    ),
  );
