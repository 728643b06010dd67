import { applyVerb } from "./apply.js";
import { backupVerb } from "./backup.js";
import { doctorVerb } from "./doctor.js";
import { initVerb } from "./init.js";
import { packVerb } from "./pack.js";
import { planVerb } from "./plan.js";
import { purgeVerb } from "./purge.js";
import { restoreVerb } from "./restore.js";
import { rollbackVerb } from "./rollback.js";
import { statusVerb } from "./status.js";
import { uninstallVerb } from "./uninstall.js";
import { upgradeVerb } from "./upgrade.js";
import type { Verb } from "./verb.js";

/** Every verb of the command line, in the order of its usage. One line each. */
export const VERBS: readonly Verb[] = [
  initVerb,
  planVerb,
  applyVerb,
  doctorVerb,
  statusVerb,
  backupVerb,
  restoreVerb,
  upgradeVerb,
  rollbackVerb,
  uninstallVerb,
  purgeVerb,
  packVerb,
];
