/** One call of `coze`, from its arguments to its exit code. Which components there are is the caller's matter. */
import type { Component } from "../contract/component.js";
import { Failure, failureText } from "../contract/failure.js";
import type { Language } from "../contract/text.js";
import { parseEnvFile } from "../site/env-file.js";
import { SITE_LANGUAGE } from "../site/general.js";
import { siteFiles } from "../site/site-files.js";
import { readIfThere } from "../system/files.js";
import { type Arguments, languageOf, readArguments, usage } from "./arguments.js";
import { createTerminal } from "./terminal.js";
import type { Flags } from "./verb.js";
import { VERBS } from "./verbs.js";

/** Errors of the program itself are thrown. */
export const runCommandLine = async (args: readonly string[], components: readonly Component[]): Promise<number> => {
  try {
    return await runVerb(readArguments(args, VERBS), components);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${failureText(error)[guessedLanguage(args)]}\n`);
    return 1;
  }
};

const runVerb = async (given: Arguments, components: readonly Component[]): Promise<number> => {
  const { verb, words, flags, own, json } = given;
  const language = given.language ?? (await siteLanguage(flags)) ?? languageOf(process.env);
  const terminal = createTerminal({ language, json });
  if (given.help || verb === undefined) {
    process.stdout.write(`${terminal.of(usage(VERBS, verb))}\n`);
    return 0;
  }
  try {
    return await verb.run({ verb: verb.name, components, words, flags, own, terminal });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.complain(error.text);
    terminal.result({ verb: verb.name, exitCode: 1, failed: { why: error.text } });
    return 1;
  }
};

/** `SITE_LANGUAGE`, if there is a site.env that says so; one that cannot be read is reported later. */
const siteLanguage = async ({ root, config }: Flags): Promise<Language | undefined> => {
  const content = await readIfThere(siteFiles(root, config).site).catch(() => undefined);
  const said = content === undefined ? undefined : parseEnvFile(content).values[SITE_LANGUAGE];
  return said === "en" || said === "zh" ? said : undefined;
};

/** Of a command line that cannot be read. */
const guessedLanguage = (args: readonly string[]): Language => {
  if (/--lang[= ]zh\b/.test(args.join(" "))) return "zh";
  return /--lang[= ]en\b/.test(args.join(" ")) ? "en" : languageOf(process.env);
};
