/**
 * Reads a table of variables out of an environment: every value, and every problem as a sentence. An empty variable
 * counts as absent, because unit files and shells cannot always leave one out. The text of a secret is never quoted.
 */
import type { Parsed, Parser } from "./parsers.js";
import { fileSecret, fixedSecret, type Secret } from "./secret.js";
import type { Table, ValuesOf, Variable } from "./variable.js";

export type Environment = Readonly<Record<string, string | undefined>>;
export type Source = "environment" | "file" | "default" | "absent";

export interface Reading<T extends Table> {
  /** A variable with a problem has no value; without problems this is a whole `ValuesOf<T>`. */
  readonly values: Partial<ValuesOf<T>>;
  readonly sources: ReadonlyMap<keyof T, Source>;
  readonly problems: readonly string[];
}

export const readEnvironment = <T extends Table>(table: T, env: Environment, now: () => number): Reading<T> => {
  const values: Record<string, unknown> = {};
  const sources = new Map<keyof T, Source>();
  const problems: string[] = [];
  for (const [name, variable] of Object.entries(table)) {
    const { source, parsed } = readOne({ name, variable, env, now });
    sources.set(name, source);
    if ("value" in parsed) values[name] = parsed.value;
    else problems.push(parsed.problem);
  }
  return { values: values as Partial<ValuesOf<T>>, sources, problems };
};

interface Asked {
  readonly name: string;
  readonly variable: Variable;
  readonly env: Environment;
  readonly now: () => number;
}

const readOne = (asked: Asked): { source: Source; parsed: Parsed<unknown> } => {
  const { name, variable, env } = asked;
  if (variable.secret) return readSecret(asked);
  const given = env[name]?.trim();
  const text = given || variable.default;
  if (!text) return { source: "absent", parsed: { value: undefined } };
  const parsed = variable.parse(text);
  if ("value" in parsed) return { source: given ? "environment" : "default", parsed };
  const problem = `${name} ${parsed.problem}${butIs(text)}. For example: ${name}=${variable.example}`;
  return { source: "environment", parsed: { problem } };
};

/** What stands in the documentation is known to everybody. Addresses are refused by their servers instead. */
const ownSecret = (variable: Variable): Parser<string> => {
  const parse = variable.parse as Parser<string>;
  if (variable.address) return parse;
  return (text) =>
    text === variable.example ? { problem: "must be a secret of your own, not the example of the documentation" } : parse(text);
};

const readSecret = ({ name, variable, env, now }: Asked): { source: Source; parsed: Parsed<Secret | undefined> } => {
  const parse = ownSecret(variable);
  const text = env[name];
  const path = env[`${name}_FILE`];
  if (text && path) {
    const problem = `${name} and ${name}_FILE are both set, so it is not clear which one counts. Remove one of them.`;
    return { source: "file", parsed: { problem } };
  }
  if (path) {
    const parsed = fileSecret({ path, parse, now });
    if ("value" in parsed) return { source: "file", parsed };
    return {
      source: "file",
      parsed: { problem: `${name}_FILE ${parsed.problem}. Write the value into a file that the gateway may read.` },
    };
  }
  if (!text) return { source: "absent", parsed: { value: undefined } };
  const parsed = parse(text);
  if ("value" in parsed) return { source: "environment", parsed: { value: fixedSecret(parsed.value) } };
  const remedy = text === variable.example ? "Make one with: openssl rand -hex 24" : `For example: ${name}=${variable.example}`;
  return { source: "environment", parsed: { problem: `${name} ${parsed.problem}. ${remedy}` } };
};

/** Clipped, with control characters escaped so that a value cannot forge log lines; nothing that may hold a password. */
const butIs = (text: string): string =>
  text.includes("@") ? "" : `, but is ${JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)}`;
