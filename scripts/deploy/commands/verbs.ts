import { applyVerb } from "./apply.js";
import { initVerb } from "./init.js";
import { packVerb } from "./pack.js";
import { planVerb } from "./plan.js";
import { purgeVerb } from "./purge.js";
import { statusVerb } from "./status.js";
import { uninstallVerb } from "./uninstall.js";
import type { Verb } from "./verb.js";

/** Every verb of the command line, in the order of its usage. One line each. */
export const VERBS: readonly Verb[] = [initVerb, planVerb, applyVerb, statusVerb, uninstallVerb, purgeVerb, packVerb];
