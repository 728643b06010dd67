/** The command line, read: verb, words, flags. Nothing is guessed; an option that is not known is refused. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Failure } from "../contract/failure.js";
import { type Language, type Text, text } from "../contract/text.js";
import type { Flags, Verb, VerbOption } from "./verb.js";

/** Options of every verb, in the order of the usage. */
export const COMMON_OPTIONS = {
  root: {
    type: "string",
    meaning: text("DIR: everything below this folder instead of /; no users are made", "目录：一切置于此目录之下而非 /；不创建用户"),
  },
  config: {
    type: "string",
    meaning: text("FILE: site.env, or its folder (default etc/coze)", "文件：site.env 或其所在目录（默认 etc/coze）"),
  },
  artifacts: {
    type: "string",
    meaning: text("DIR: artefacts and manifest.tsv (default ARTIFACTS_DIR)", "目录：制品与 manifest.tsv（默认 ARTIFACTS_DIR）"),
  },
  host: {
    type: "string",
    meaning: text("NAME: which machine of SITE_HOSTS this is (default its own name)", "名称：本机是 SITE_HOSTS 中的哪一台（默认用主机名）"),
  },
  systemctl: { type: "string", meaning: text("PROGRAM: stands in for systemctl", "程序：代替 systemctl") },
  "dry-run": { type: "boolean", meaning: text("show only, change nothing", "仅显示，不做任何更改") },
  yes: { type: "boolean", meaning: text("no questions", "不询问") },
  json: { type: "boolean", meaning: text("one JSON object on standard output", "在标准输出上给出一个 JSON 对象") },
  lang: {
    type: "string",
    meaning: text("en or zh (default SITE_LANGUAGE, LC_ALL, LANG)", "en 或 zh（默认取自 SITE_LANGUAGE、LC_ALL、LANG）"),
  },
  trace: { type: "boolean", meaning: text("print every program that is called", "打印每次调用的程序") },
  "allow-drops": { type: "boolean", meaning: text("run schema changes that drop tables or columns", "允许执行会删除表或列的结构变更") },
  online: { type: "boolean", meaning: text("fetch artefacts that are missing", "允许下载缺少的制品") },
} as const satisfies Record<string, VerbOption>;

export interface Arguments {
  readonly verb?: Verb;
  readonly words: readonly string[];
  readonly flags: Flags;
  readonly own: Readonly<Record<string, string | boolean | undefined>>;
  readonly json: boolean;
  /** `--lang`, when given. */
  readonly language?: Language;
  readonly help: boolean;
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** @throws Failure for a verb or an option that does not exist. Paths become absolute. */
export const readArguments = (args: readonly string[], verbs: readonly Verb[]): Arguments => {
  const [name, ...rest] = args[0]?.startsWith("-") ? ["", ...args] : args;
  const verb = verbs.find((one) => one.name === name);
  if (name && verb === undefined && name !== "help") throw unknownVerb(name, verbs);
  const { values, positionals } = parsed(rest, verb);
  const own = Object.keys(verb?.options ?? {}).map((key) => [key, values[key]] as const);
  return {
    ...(verb ? { verb } : {}),
    words: positionals,
    flags: flagsOf(values),
    own: Object.fromEntries(own),
    json: values.json === true,
    ...languageOption(values.lang),
    help: values.help === true || verb === undefined,
  };
};

const parsed = (args: readonly string[], verb: Verb | undefined): { values: Values; positionals: readonly string[] } => {
  const known = { ...COMMON_OPTIONS, ...verb?.options };
  const options = Object.fromEntries(Object.entries(known).map(([key, { type }]) => [key, { type }]));
  try {
    return parseArgs({
      args: [...args],
      options: { ...options, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Failure(
      text(`${message} "coze ${verb?.name ?? ""} --help" lists the options.`, `${message} “coze ${verb?.name ?? ""} --help”列出所有选项。`),
      {
        cause: error,
      },
    );
  }
};

const flagsOf = (values: Values): Flags => {
  const path = (key: string): string | undefined => (typeof values[key] === "string" ? resolve(values[key]) : undefined);
  const word = (key: string): string | undefined => (typeof values[key] === "string" ? values[key] : undefined);
  // A program by its name alone is looked for on PATH.
  const systemctl = word("systemctl")?.includes("/") ? path("systemctl") : word("systemctl");
  const given = { config: path("config"), artifacts: path("artifacts"), host: word("host"), systemctl };
  return {
    root: path("root") ?? "/",
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    dryRun: values["dry-run"] === true,
    yes: values.yes === true,
    trace: values.trace === true,
    allowDrops: values["allow-drops"] === true,
    online: values.online === true,
  };
};

const languageOption = (given: string | boolean | undefined): { language?: Language } => {
  if (given === undefined) return {};
  if (given === "en" || given === "zh") return { language: given };
  throw new Failure(text(`--lang is en or zh, not "${given}"`, `--lang 只能是 en 或 zh，不能是“${given}”`));
};

/** Of the surroundings, as programs choose it: LC_ALL before LANG; Chinese of any kind, else English. */
export const languageOf = (env: Readonly<Record<string, string | undefined>>): Language =>
  (env.LC_ALL || env.LC_MESSAGES || env.LANG || "").startsWith("zh") ? "zh" : "en";

const unknownVerb = (name: string, verbs: readonly Verb[]): Failure => {
  const names = verbs.map((verb) => verb.name).join(" ");
  return new Failure(text(`there is no "coze ${name}". There are: ${names}`, `没有“coze ${name}”。可用：${names}`));
};

/** What `--help` says: of one verb, or of all. */
export const usage = (verbs: readonly Verb[], verb?: Verb): Text => ({ en: usageIn("en", verbs, verb), zh: usageIn("zh", verbs, verb) });

const usageIn = (language: Language, verbs: readonly Verb[], verb?: Verb): string => {
  const line = (name: string, meaning: Text): string => `  ${name.padEnd(16)}${meaning[language]}`;
  const options = Object.entries({ ...verb?.options, ...COMMON_OPTIONS }).map(([key, { meaning }]) => line(`--${key}`, meaning));
  if (verb) return [`coze ${verb.name} ${verb.words ?? ""}`.trim(), `  ${verb.summary[language]}`, "", ...options].join("\n");
  const heading = { en: "coze VERB [WORDS] [OPTIONS]", zh: "coze 动词 [词] [选项]" }[language];
  return [heading, "", ...verbs.map(({ name, summary }) => line(name, summary)), "", ...options].join("\n");
};
