import type { Text } from "./text.js";

/** What a step, a check or a command gives up with: said to the operator in his language, without a stack. */
export class Failure extends Error {
  constructor(
    readonly text: Text,
    options?: ErrorOptions,
  ) {
    super(text.en, options);
  }
}

/** What went wrong in both languages; an error that is no `Failure` says the same in both. */
export const failureText = (error: unknown): Text => {
  if (error instanceof Failure) return error.text;
  const message = error instanceof Error ? error.message : String(error);
  return { en: message, zh: message };
};
