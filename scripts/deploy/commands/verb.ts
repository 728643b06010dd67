/** What a verb of the command line is, and what it is called with. */
import type { Component } from "../contract/component.js";
import type { Language, Text } from "../contract/text.js";

export interface Verb {
  /** `apply`: the first word of the command line. */
  readonly name: string;
  readonly summary: Text;
  /** What its words are, for the usage: `[TARGET | COMPONENT]…`. */
  readonly words?: string;
  /** Beside those that every verb has; they arrive in `Call.own`. */
  readonly options?: Readonly<Record<string, VerbOption>>;
  /**
   * Resolves to the exit code: 0 fine, 1 not, 2 something is left for the operator.
   * @throws Failure, which is printed as a sentence; the exit code is then 1.
   */
  run(call: Call): Promise<number>;
}

export interface VerbOption {
  readonly type: "string" | "boolean";
  readonly meaning: Text;
}

export interface Call {
  /** Its name. */
  readonly verb: string;
  /** All that exist, wherever they are placed. */
  readonly components: readonly Component[];
  /** After the verb. */
  readonly words: readonly string[];
  readonly flags: Flags;
  /** The verb's own options, as given. */
  readonly own: Readonly<Record<string, string | boolean | undefined>>;
  readonly terminal: Terminal;
}

/** Options that every verb has. Paths are absolute. */
export interface Flags {
  /** "/" or the prefix, without a slash at the end. */
  readonly root: string;
  /** The folder of site.env and secrets.env, or site.env itself; left out: `etc/coze` below the root. */
  readonly config?: string;
  readonly artifacts?: string;
  readonly host?: string;
  readonly systemctl?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly trace: boolean;
  readonly allowDrops: boolean;
  readonly online: boolean;
}

/** Where an operator, or a program with `--json`, reads. */
export interface Terminal {
  readonly language: Language;
  /** Then stdout holds nothing but the one object of `result`. */
  readonly json: boolean;
  /** In the operator's language. */
  of(text: Text): string;
  /** A line on stdout; nothing with `--json`. */
  say(line: Text | string): void;
  /** A line on stderr, always. */
  complain(line: Text | string): void;
  /** The answer as one JSON object on stdout; nothing without `--json`. */
  result(answer: unknown): void;
  /** Asks on the terminal, or returns undefined when nobody sits there. */
  ask(question: Text): Promise<string | undefined>;
}
