/**
 * Reads and writes lines of `KEY=value`. What systemd, sh and godotenv read differently is refused instead of guessed:
 * `export`, `${VAR}`, values with spaces but without quotes (`reference/deploy.md §1.3`).
 */
import { type Text, text } from "../contract/text.js";

export interface EnvFile {
  readonly values: Readonly<Record<string, string>>;
  readonly problems: readonly LineProblem[];
}

export interface LineProblem {
  /** From 1. */
  readonly line: number;
  /** "" when the line has none. */
  readonly key: string;
  readonly what: Text;
}

const LINE = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s;
const EXPORT = /^export\s/;
/** `$` before a name, a brace or a parenthesis, and backticks: what a shell would expand. */
const EXPANSION = /\$[A-Za-z_{(]|`/;
const CONTROL = /\p{Cc}/u;

export const parseEnvFile = (content: string): EnvFile => {
  const values = new Map<string, string>();
  const problems: LineProblem[] = [];
  for (const [index, raw] of content
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const [key, read] = readLine(line);
    if (typeof read !== "string") problems.push({ line: index + 1, key, what: read });
    else if (values.has(key)) problems.push({ line: index + 1, key, what: text(`${key} is set twice`, `${key} 设置了两次`) });
    else values.set(key, read);
  }
  return { values: Object.fromEntries(values), problems };
};

/** The value, or what is wrong. Neither may show more of the line than its key: it may be a secret's. */
const readLine = (line: string): readonly [key: string, read: string | Text] => {
  if (EXPORT.test(line))
    return [
      keyOf(line.replace(EXPORT, "").trimStart()),
      text(
        '"export" is refused: systemd ignores such a line where a shell obeys it. Write KEY=value.',
        '不接受 "export"：shell 会执行，而 systemd 会忽略这样的行。请写 KEY=value。',
      ),
    ];
  const [, key, value] = LINE.exec(line) ?? [];
  if (key === undefined || value === undefined)
    return [keyOf(line), text("this is not KEY=value (no spaces around the =)", "不是 KEY=value 的形式（等号两边不能有空格）")];
  return [key, CONTROL.test(value) ? text("it holds a control character", "含有控制字符") : readValue(value)];
};

const keyOf = (line: string): string => /^[A-Za-z_][A-Za-z0-9_]*/.exec(line)?.[0] ?? "";

const readValue = (value: string): string | Text => {
  if (value.startsWith("'")) return quotedBy("'", value);
  if (EXPANSION.test(value.replace(/\\./gs, ""))) return expansion();
  if (value.startsWith('"')) return quotedBy('"', value);
  if (/[\s"'\\#;&|<>()]/.test(value))
    return text(
      "a value with spaces or one of \" ' \\ # ; & | < > ( ) needs quotes, because systemd, shells and godotenv read it differently",
      "含有空格或 \" ' \\ # ; & | < > ( ) 的值必须加引号，因为 systemd、shell 与 godotenv 的读法不同",
    );
  return value;
};

const expansion = (): Text =>
  text(
    "$VAR, $(…) and backticks are refused: systemd passes them on unexpanded where godotenv expands them. Write the value itself, or 'single quotes' for a plain $.",
    "不接受 $VAR、$(…) 与反引号：systemd 会原样传递，而 godotenv 会展开。请写出实际的值；若要保留 $ 字符，请用单引号。",
  );

/** Between double quotes a backslash frees `"`, `\`, `$` and the backtick, as in sh; between single ones nothing is special. */
const quotedBy = (quote: "'" | '"', value: string): string | Text => {
  const pattern = quote === "'" ? /^'([^']*)'\s*(#.*)?$/s : /^"((?:[^"\\]|\\.)*)"\s*(#.*)?$/s;
  const inside = pattern.exec(value)?.[1];
  if (inside === undefined)
    return text(`the quote ${quote} is not closed, or something follows it`, `引号 ${quote} 未闭合，或其后还有内容`);
  return quote === "'" ? inside : inside.replace(/\\(["\\$`])/g, "$1");
};

/** @throws Error for a value with a control character: no line can hold it. */
export const envLine = (key: string, value: string): string => {
  if (CONTROL.test(value)) throw new Error(`${key} holds a control character.`);
  if (/^[A-Za-z0-9_.,:/@%+=-]*$/.test(value)) return `${key}=${value}`;
  if (!value.includes("'")) return `${key}='${value}'`;
  return `${key}="${value.replace(/(["\\$`])/g, "\\$1")}"`;
};
