/** The words with which components list their variables. */
import type { SecretRecipe, Variable, VariableKind } from "../contract/site.js";
import { type Text, text } from "../contract/text.js";

/** `[key, kind, default, meaning in English, in Chinese]`. */
type Row = readonly [key: string, kind: VariableKind, value: string, en: string, zh: string];

export const settings = (...rows: readonly Row[]): readonly Variable[] =>
  rows.map(([key, kind, value, en, zh]) => ({ key, kind, value, meaning: text(en, zh) }));

/** Common defaults of composes, images and tutorials (`reference/deploy.md §5.1` point 6). */
const PUBLIC_DEFAULTS = [
  "coze123",
  "root",
  "password",
  "minioadmin",
  "minioadmin123",
  "cozeloop-mysql",
  "cozeloop-redis",
  "cozeloop-clickhouse",
];

/** A password that is made on the first run. */
export const madePassword = (key: string, meaning: Text, refused: readonly string[] = []): Variable => {
  const make: SecretRecipe = { form: "password", length: 32 };
  return { key, kind: "secret", make, meaning, refused: [...PUBLIC_DEFAULTS, ...refused] };
};

/** A secret that only somebody else can give. */
export const givenSecret = (key: string, meaning: Text): Variable => ({ key, kind: "secret", meaning });

/** Which program is run: from the artefact folder, or one that the machine's packages brought. */
export const FROM: VariableKind = { choices: ["artifact", "system"] };

/** Bytes of a size such as `512M` or `2G`. */
export const bytesOf = (size: string): number => {
  const [, digits, unit = ""] = /^(\d+)\s*([KMGT]?)i?B?$/i.exec(size.trim()) ?? [];
  if (digits === undefined) throw new Error(`not a size: ${size}`);
  return Number(digits) * 1024 ** " KMGT".indexOf(unit === "" ? " " : unit.toUpperCase());
};

export const megabytesOf = (size: string): number => Math.ceil(bytesOf(size) / 1024 ** 2);
