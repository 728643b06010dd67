import type { Verb } from "./verb.js";

/** Every verb of the command line, in the order of its usage. One line each. */
export const VERBS: readonly Verb[] = [];
