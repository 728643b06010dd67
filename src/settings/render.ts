/** The variables for people: the tables of the README, and what is set, without secrets, for the start-up log. */
import type { Environment, Reading } from "./environment.js";
import { withoutCredentials } from "./url-parsers.js";
import { GROUPS, type Table, type Variable } from "./variable.js";

/** Markdown: one table for each group. */
export const renderTable = (table: Table): string =>
  GROUPS.map((group) => {
    const rows = Object.entries(table).filter(([, variable]) => variable.group === group);
    const lines = rows.map(
      ([name, variable]) => `| \`${name}\` | ${meaningOf(name, variable)} | ${defaultOf(variable)} | \`${variable.example}\` |`,
    );
    return [`**${group}**`, "", "| variable | meaning | default | example |", "| --- | --- | --- | --- |", ...lines].join("\n");
  }).join("\n\n");

const meaningOf = (name: string, variable: Variable): string =>
  cell(variable.secret ? `${variable.meaning} Secret: may come from the file that \`${name}_FILE\` names.` : variable.meaning);

const defaultOf = (variable: Variable): string =>
  cell(variable.default === undefined ? (variable.absent ?? "") : `\`${variable.default}\``);

const cell = (text: string): string => text.replaceAll("|", "\\|");

/** A variable as it counts, in a form that may be printed. */
export interface Setting {
  readonly name: string;
  /** Text of the value; `[secret]` or an address without password for what must not be seen. */
  readonly shown: string;
  readonly from: "environment" | "file";
}

/** Every variable that was set; defaults are in the documentation. */
export const shownSettings = <T extends Table>(table: T, { values, sources }: Reading<T>, env: Environment): Setting[] =>
  Object.entries(table).flatMap(([name, variable]) => {
    const from = sources.get(name);
    if (from !== "environment" && from !== "file") return [];
    return [{ name, shown: variable.secret ? showSecret(values[name], variable) : (env[name] ?? "").trim(), from }];
  });

const showSecret = (value: unknown, variable: Variable): string =>
  variable.address && typeof value === "function" ? withoutCredentials(String(value())) : "[secret]";
