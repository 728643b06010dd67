/** Whether a value is of its kind, and whether somebody has edited what had to be edited. */
import { isIP } from "node:net";
import type { Problem, Variable, VariableKind } from "../contract/site.js";
import { type Text, text } from "../contract/text.js";
import { type Question, type Rule, wrong } from "./asked.js";
import { isSecret } from "./catalogue.js";
import { isPlaceholder } from "./placeholders.js";

type NamedKind = Extract<VariableKind, string>;

export const valueProblems: Rule = (question) =>
  [...question.catalogue.byKey.values()]
    .filter((variable) => !isSecret(variable) && question.matters(variable.key))
    .flatMap((variable) => problemOf(question, variable));

const problemOf = ({ site }: Question, variable: Variable): readonly Problem[] => {
  const { key, kind } = variable;
  const value = site.get(key);
  if (value === "" && (variable.mayBeEmpty || (variable.value ?? "") === "")) return [];
  if (isPlaceholder(value))
    return [wrong([key], text(`${key} is still "${value}": write the real value.`, `${key} 仍是 "${value}"：请填写实际的值。`))];
  if (variable.refused?.includes(value))
    return [wrong([key], text(`${key}: "${value}" is a public default and is refused.`, `${key}："${value}" 是公开的默认值，不予接受。`))];
  const wanted = typeof kind === "object" ? choice(kind.choices, value) : KINDS[kind as NamedKind]?.(value);
  return wanted === undefined
    ? []
    : [wrong([key], text(`${key}=${value}: it must be ${wanted.en}.`, `${key}=${value}：应为${wanted.zh}。`))];
};

const choice = (choices: readonly string[], value: string): Text | undefined =>
  choices.includes(value) ? undefined : text(choices.join(" | "), choices.join(" | "));

const unless = (isFine: (value: string) => boolean, wanted: Text) => (value: string) => (isFine(value) ? undefined : wanted);

const isNumber = (value: string): boolean => /^\d{1,15}$/.test(value);
const isPort = (value: string): boolean => isNumber(value) && Number(value) > 0 && Number(value) < 65_536;
const isUrl = (value: string): boolean => URL.canParse(value) && new URL(value).host !== "" && !/\s/.test(value);

/** A name of the DNS, or an address of IP. */
export const isHost = (value: string): boolean =>
  isIP(value) > 0 ||
  (value.length < 254 && /^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*$/.test(value));

/** What a value of the kind must be, or undefined when it is. Kinds that are not here take every text. */
const KINDS: Partial<Record<NamedKind, (value: string) => Text | undefined>> = {
  number: unless(isNumber, text("a number", "数字")),
  port: unless(isPort, text("a port, 1 to 65535", "端口号（1 至 65535）")),
  path: unless(
    (value) => value.startsWith("/") && !value.split("/").includes(".."),
    text('an absolute path without ".."', '不含 ".." 的绝对路径'),
  ),
  url: unless(isUrl, text("an address such as https://studio.intranet", "地址，例如 https://studio.intranet")),
  host: unless(isHost, text("a host name or an address", "主机名或地址")),
  version: unless((value) => /^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(value), text("a version", "版本号")),
  flag: unless((value) => /^(yes|no|true|false|on|off|1|0)$/i.test(value), text("yes or no", "yes 或 no")),
  size: unless((value) => /^\d+ ?([KMGT]i?)?B?$/i.test(value), text("a size such as 512M or 2G", "大小，例如 512M 或 2G")),
};
