/** `coze VERB [WORDS] [OPTIONS]`: the command line of the deployment. The exit code is the verb's. */
import { languageOf, readArguments, usage } from "./commands/arguments.js";
import { createTerminal } from "./commands/terminal.js";
import type { Flags } from "./commands/verb.js";
import { VERBS } from "./commands/verbs.js";
import { Failure, failureText } from "./contract/failure.js";
import type { Language } from "./contract/text.js";
import { parseEnvFile } from "./site/env-file.js";
import { SITE_LANGUAGE } from "./site/general.js";
import { siteFiles } from "./site/site-files.js";
import { readIfThere } from "./system/files.js";

const main = async (args: readonly string[]): Promise<number> => {
  const { verb, words, flags, own, json, language, help } = readArguments(args, VERBS);
  const terminal = createTerminal({ language: language ?? (await siteLanguage(flags)) ?? languageOf(process.env), json });
  if (help || verb === undefined) {
    process.stdout.write(`${terminal.of(usage(VERBS, verb))}\n`);
    return 0;
  }
  try {
    return await verb.run({ verb: verb.name, words, flags, own, terminal });
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

/** Of a command line that cannot be read in full. */
const guessedLanguage = (args: readonly string[]): Language => {
  if (/--lang[= ]zh\b/.test(args.join(" "))) return "zh";
  return /--lang[= ]en\b/.test(args.join(" ")) ? "en" : languageOf(process.env);
};

// Folders that are made on the way to others can be passed by everybody; what is secret says so itself.
process.umask(0o022);
const args = process.argv.slice(2);
try {
  process.exitCode = await main(args);
} catch (error) {
  const known = error instanceof Failure;
  process.stderr.write(`${known ? failureText(error)[guessedLanguage(args)] : (error as Error).stack}\n`);
  process.exitCode = 1;
}
