/** The site and the machine that a verb works with. */
import type { Component } from "../contract/component.js";
import { Failure } from "../contract/failure.js";
import type { Problem, Site } from "../contract/site.js";
import type { Context } from "../contract/step.js";
import { text } from "../contract/text.js";
import { readSite } from "../site/read-site.js";
import type { SiteFiles } from "../site/site-files.js";
import { createMachine } from "../system/machine.js";
import type { Call } from "./verb.js";

export interface OpenSite {
  readonly site: Site;
  readonly files: SiteFiles;
  readonly context: Context;
  /** All that exist, wherever they are. */
  readonly components: readonly Component[];
  readonly problems: readonly Problem[];
}

export interface Refused {
  readonly files: SiteFiles;
  readonly problems: readonly Problem[];
}

/** Reads the configuration and says what is wrong with it. Undefined after errors: the verb ends with 1. */
export const openSite = async (call: Call): Promise<OpenSite | undefined> => {
  const opened = await openOrRefuse(call);
  if ("site" in opened) return opened;
  call.terminal.result({ verb: call.verb, exitCode: 1, problems: opened.problems });
  return undefined;
};

/** The same for a verb with an answer of its own to a configuration that is wrong. */
export const openOrRefuse = async (call: Call): Promise<OpenSite | Refused> => {
  const { flags, components } = call;
  requireLinux();
  const { site, files, problems } = await readSite({
    components,
    root: flags.root,
    ...(flags.config === undefined ? {} : { config: flags.config }),
    ...(flags.host === undefined ? {} : { host: flags.host }),
    ...(flags.artifacts === undefined ? {} : { artefacts: flags.artifacts }),
  });
  reportProblems(call, problems);
  return site === undefined ? { files, problems } : { site, files, context: contextOf(call, site), components, problems };
};

export const contextOf = ({ flags, terminal }: Call, site: Site): Context => ({
  site,
  machine: createMachine({
    root: site.paths.root,
    ...(flags.systemctl === undefined ? {} : { systemctl: flags.systemctl }),
    ...(flags.trace ? { trace: (line) => terminal.complain(`+ ${line}`) } : {}),
  }),
  options: { allowDrops: flags.allowDrops, online: flags.online, yes: flags.yes },
  say: (line) => terminal.say(`    ${terminal.of(line)}`),
});

/** Every problem, warnings too, on standard error. */
export const reportProblems = ({ terminal }: Call, problems: readonly Problem[]): void => {
  for (const { severity, keys, what } of problems) {
    const mark = terminal.of(severity === "error" ? text("ERROR", "错误") : text("warning", "警告"));
    terminal.complain(`${mark} ${keys.join(", ")}${keys.length > 0 ? ": " : ""}${terminal.of(what)}`);
  }
};

/** @throws Failure for a verb that changes the machine itself, called without the rights to. */
export const requireRights = ({ verb, flags }: Call): void => {
  if (flags.root !== "/" || flags.dryRun || process.getuid?.() === 0) return;
  throw new Failure(
    text(
      `"coze ${verb}" changes the whole machine and must run as root (sudo). To try it elsewhere: --root DIR; to look only: coze plan.`,
      `“coze ${verb}”会更改整台机器，必须以 root 运行（sudo）。想在别处试用：--root 目录；只想查看：coze plan。`,
    ),
  );
};

const requireLinux = (): void => {
  if (process.platform === "linux") return;
  throw new Failure(text("coze works on Linux only", "coze 只能在 Linux 上运行"));
};
