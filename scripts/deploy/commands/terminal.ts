/** Standard output and standard error in the operator's language, or one JSON object for a program. */
import { createInterface } from "node:readline/promises";
import type { Language, Text } from "../contract/text.js";
import type { Terminal } from "./verb.js";

export const createTerminal = ({ language, json }: { readonly language: Language; readonly json: boolean }): Terminal => {
  const of = (line: Text | string): string => (typeof line === "string" ? line : line[language]);
  return {
    language,
    json,
    of,
    say: (line) => {
      if (!json) process.stdout.write(`${of(line)}\n`);
    },
    complain: (line) => {
      process.stderr.write(`${of(line)}\n`);
    },
    result: (answer) => {
      if (json) process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    },
    ask: async (question) => {
      if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
      const asked = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return await asked.question(`${of(question)} `);
      } finally {
        asked.close();
      }
    },
  };
};
