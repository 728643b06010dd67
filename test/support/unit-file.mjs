/** Unit files and environment files as systemd reads them (systemd.syntax(7), systemd.service(5), systemd.exec(5)). */

/** Section → key → values in order; an empty value forgets the earlier ones. */
export const parseUnit = (text) => {
  const sections = {};
  let section;
  for (const line of text.replaceAll("\\\n", " ").split("\n")) {
    const head = /^\[(.+)\]$/.exec(line.trim());
    if (head) {
      sections[head[1]] ??= {};
      section = sections[head[1]];
    } else if (section && line.includes("=") && !/^\s*[#;]/.test(line)) {
      const key = line.slice(0, line.indexOf("=")).trim();
      const value = line.slice(line.indexOf("=") + 1).trim();
      section[key] = value === "" ? [] : [...(section[key] ?? []), value];
    }
  }
  return sections;
};

const ESCAPES = { n: "\n", t: "\t", r: "\r", s: " ", "\\": "\\", '"': '"', "'": "'" };

/** Splits at blanks outside quotes; `specifiers` are replaced in every word. */
export const words = (line, specifiers = {}) => {
  const found = [];
  let word;
  let quote;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at];
    if (sign === "\\" && at + 1 < line.length) {
      at += 1;
      word = (word ?? "") + (ESCAPES[line[at]] ?? `\\${line[at]}`);
    } else if (quote) {
      if (sign === quote) quote = undefined;
      else word += sign;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= "";
    } else if (/\s/.test(sign)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else word = (word ?? "") + sign;
  }
  if (word !== undefined) found.push(word);
  return found.map((one) => one.replace(/%(.)/g, (whole, letter) => specifiers[letter] ?? whole));
};

/** `$X` as a word of its own is split at blanks, `${X}` is not, `$$` is a dollar sign. */
const expand = (word, env) => {
  const alone = /^\$([A-Za-z_]\w*)$/.exec(word);
  if (alone) return words(env[alone[1]] ?? "");
  return [word.replace(/\$\$|\$\{(\w+)\}/g, (whole, name) => (whole === "$$" ? "$" : (env[name] ?? "")))];
};

/** A line of `ExecStart=` and its kin. Prefixes but "-" concern users and names, which are not known here. */
export const commandLine = (line, { env, specifiers }) => {
  const [, prefixes, rest] = /^([-@:+!]*)(.*)$/s.exec(line);
  const [program, ...args] = words(rest, specifiers);
  const ours = prefixes.includes(":") ? args : args.flatMap((word) => expand(word, env));
  return { program, args: ours, mayFail: prefixes.includes("-") };
};

/** `KEY=value` lines; a value may stand in quotes. No `export`, no variables. */
export const environmentFile = (text) => {
  const lines = text.split("\n").filter((line) => /^[A-Za-z_]\w*=/.test(line.trim()));
  return Object.fromEntries(
    lines.map((line) => {
      const value = line.slice(line.indexOf("=") + 1).trim();
      const quoted = /^(["'])(.*)\1$/s.exec(value);
      return [line.slice(0, line.indexOf("=")).trim(), quoted ? quoted[2] : value];
    }),
  );
};
