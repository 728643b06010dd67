/** `pack gateway`: the artefact of the gateway, made from this project. */
import { packGateway, projectAbove } from "../artefacts/pack.js";
import { Failure } from "../contract/failure.js";
import { text } from "../contract/text.js";
import { createMachine } from "../system/machine.js";
import type { Verb } from "./verb.js";

export const packVerb: Verb = {
  name: "pack",
  summary: text("Makes the gateway's artefact from this project (--artifacts DIR)", "由本项目制作网关制品（--artifacts DIR）"),
  words: "gateway",
  run: async ({ words, flags, terminal }) => {
    if (words.join() !== "gateway" || flags.artifacts === undefined)
      throw new Failure(text("Usage: coze pack gateway --artifacts DIR", "用法：coze pack gateway --artifacts DIR"));
    const machine = createMachine({ root: flags.root });
    const project = await projectAbove(import.meta.dirname);
    const { artefact, path, files, isDirty } = await packGateway({ machine, project, artefacts: flags.artifacts });
    if (isDirty)
      terminal.complain(
        text(
          "The project holds changes that are not committed: nobody can make this artefact again.",
          "项目中有未提交的修改：他人无法重新制作此制品。",
        ),
      );
    terminal.say(text(`${path}: ${files} files, version ${artefact.version}`, `${path}：${files} 个文件，版本 ${artefact.version}`));
    terminal.say(`sha256 ${artefact.sha256}`);
    terminal.result({ ...artefact, path, files, isDirty });
    return 0;
  },
};
