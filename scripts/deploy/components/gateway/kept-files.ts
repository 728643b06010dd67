/** Kept files of results in a backup. They never change once written, so hard links hold one moment of the folder without a stop. */
import { rm } from "node:fs/promises";
import type { BackupPart } from "../../contract/backup.js";
import { Failure } from "../../contract/failure.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { coldCopyPart } from "../cold-copy.js";
import { filesFolder } from "./environment.js";
import { instancesOf } from "./instances.js";

/** A file whose time is over may go while the links are made. */
const ATTEMPTS = 3;

export const keptFilesPart = (site: Site): BackupPart => {
  const folder = filesFolder(site);
  const snapshot = `${folder}.saving`;
  const part = (of: string): BackupPart =>
    coldCopyPart({ component: "gateway", title: text("Kept files of results", "保留的结果文件"), order: 25, units: [], folder: of });
  return {
    ...part(folder),
    file: "gateway-files.tar.gz",
    stopForRestore: instancesOf(site).map(({ unit }) => unit),
    save: async (context, path) => {
      try {
        await link(context, folder, snapshot);
        await part(snapshot).save(context, path);
      } finally {
        await rm(snapshot, { recursive: true, force: true });
      }
    },
  };
};

const link = async ({ machine }: Context, folder: string, snapshot: string): Promise<void> => {
  let said = "";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    await rm(snapshot, { recursive: true, force: true });
    const { code, stderr } = await machine.run({ program: "cp", args: ["-al", folder, snapshot] });
    if (code === 0) return;
    said = stderr.trim();
  }
  throw new Failure(text(`${folder} could not be linked: ${said}`, `无法为 ${folder} 建立硬链接：${said}`));
};
