import type { Machine } from "./machine.js";
import type { ComponentName } from "./names.js";
import type { Site } from "./site.js";
import type { Text } from "./text.js";

/** What steps, checks and recovery work with. */
export interface Context {
  readonly site: Site;
  readonly machine: Machine;
  readonly options: Options;
  /** A line for the operator while something takes long. */
  say(line: Text): void;
}

export interface Options {
  /** `--allow-drops`: run a schema plan that drops tables or columns. */
  readonly allowDrops: boolean;
  /** `--online`: artefacts that are missing may be fetched. */
  readonly online: boolean;
  /** `--yes`: no questions. */
  readonly yes: boolean;
}

/**
 * One change of the machine, as Ansible means it: look first, then change. `check` never writes. A step must bear being
 * killed anywhere and run again: whatever it writes goes to a temporary name and is moved into place, and the proof that
 * it is done is on the machine (or written last), not in this process.
 */
export interface Step {
  /** Unique and stable: `mysql/schema/opencoze`. */
  readonly id: string;
  /** `site` = the machine as a whole: common folders, the target, units that are no longer described. */
  readonly component: ComponentName | "site";
  readonly title: Text;
  /**
   * Changes data in a way that outlives the release (a schema): `upgrade` checks it against the new release while the old one
   * still serves, and after it has run the way back needs the data of the backup. Its `check` finds the release through
   * `context.site.paths.opt`.
   */
  readonly migrates?: boolean;
  /**
   * Builds a release from a checkout and makes it current: its folder below `paths.opt`. `upgrade` runs it while the old
   * release still serves, turns the link back, and switches like with an artefact.
   */
  readonly makesRelease?: string;
  check(context: Context): Promise<StepState>;
  /** @throws Error whose message says what is wrong and what to do. */
  run(context: Context): Promise<void>;
}

export type StepState =
  | { readonly state: "done" }
  /** `diff` shows a change of a file, secrets as `***`. */
  | { readonly state: "pending"; readonly why: Text; readonly diff?: string }
  /** Cannot be told before earlier steps have run (a schema before its server): planned, and looked at again in `apply`. */
  | { readonly state: "later"; readonly why: Text }
  /** Left to the operator (a first sign-up in the browser): said at the end, counts as no failure. */
  | { readonly state: "manual"; readonly what: Text }
  /** Cannot be done: `apply` stops before it changes anything if `plan` meets one. */
  | { readonly state: "blocked"; readonly why: Text };
