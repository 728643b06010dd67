/** `coze` with the small components instead of the real ones: `node --import @oxc-node/core/register small-deployment.ts VERB …`. */
import { runCommandLine } from "../../scripts/deploy/commands/command-line.js";
import { SMALL_COMPONENTS } from "./small-components.js";

process.umask(0o022);
process.exitCode = await runCommandLine(process.argv.slice(2), SMALL_COMPONENTS);
