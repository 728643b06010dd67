/** The one table of all variables: parsing, problem reports, printing and documentation are all driven by it. */
import { FILE_VARIABLES } from "./file-variables.js";
import { LIVE_VARIABLES } from "./live-variables.js";
import { INVOCATION_VARIABLES, PROCESS_VARIABLES, STORAGE_VARIABLES } from "./process-variables.js";
import { COZE_VARIABLES, LOOP_VARIABLES, SIGN_IN_VARIABLES } from "./service-variables.js";
import type { ValuesOf } from "./variable.js";
import { WEBHOOK_VARIABLES } from "./webhook-variables.js";

export const VARIABLES = {
  ...PROCESS_VARIABLES,
  ...STORAGE_VARIABLES,
  ...COZE_VARIABLES,
  ...LOOP_VARIABLES,
  ...SIGN_IN_VARIABLES,
  ...INVOCATION_VARIABLES,
  ...LIVE_VARIABLES,
  ...FILE_VARIABLES,
  ...WEBHOOK_VARIABLES,
};

export type VariableName = keyof typeof VARIABLES;
export type Values = ValuesOf<typeof VARIABLES>;
