/** What a variable of the environment is, and the type of the values that a table of them yields. */
import type { Parser } from "./parsers.js";
import type { Secret } from "./secret.js";

/** Headings of the documentation, in its order. */
export const GROUPS = ["Process", "Storage", "Coze", "Coze Loop", "Sign-in", "Invocations", "Live", "Files", "Webhooks"] as const;
export type Group = (typeof GROUPS)[number];

export interface Variable<T = unknown> {
  readonly group: Group;
  /** One sentence for the README, Markdown allowed. */
  readonly meaning: string;
  readonly parse: Parser<T>;
  /** Text that is parsed when the variable is absent or empty. */
  readonly default?: string;
  /** Says what absence means where there is no fixed default. */
  readonly absent?: string;
  /** Never printed; may come from the file that `NAME_FILE` names. The value is a `Secret`. */
  readonly secret?: true;
  /** Of a secret: it is an address, and only its user and password are kept from print. */
  readonly address?: true;
  /** A valid value, shown in the README and at the end of problems. */
  readonly example: string;
}

/** Without `default` a value may be absent; a secret is a function. */
export type ValueOf<V> = V extends { parse: Parser<infer T> }
  ? V extends { secret: true }
    ? Secret | undefined
    : V extends { default: string }
      ? T
      : T | undefined
  : never;

export type Table = Readonly<Record<string, Variable>>;
export type ValuesOf<T extends Table> = { readonly [Name in keyof T]: ValueOf<T[Name]> };
