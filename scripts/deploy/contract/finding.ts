import type { Context } from "./step.js";
import type { Text } from "./text.js";

/** What `doctor` looks at. Reads only. */
export interface Check {
  /** `mysql/version`: unique. */
  readonly id: string;
  readonly title: Text;
  /** One finding at least; a check that is fine says so with its evidence. An exception becomes an error finding. */
  run(context: Context): Promise<readonly Finding[]>;
}

export interface Finding {
  /** The check's, or one below it: `ports/exposed/6379`. */
  readonly id: string;
  readonly severity: "ok" | "warning" | "error";
  readonly what: Text;
  /** What was asked and what came, as text. No secrets. */
  readonly evidence: string;
  /** A command line that mends it, or a sentence where no command can. Absent for `ok`. */
  readonly fix?: Text;
}
