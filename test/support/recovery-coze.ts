/**
 * `coze` with the components of recovery-components.ts. With `$KILL_AFTER`, a regular expression, it kills itself (SIGKILL) as
 * soon as it has moved a file into place of which path and content, with a line feed between, match.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { runCommandLine } from "../../scripts/deploy/commands/command-line.js";
import { RECOVERY_COMPONENTS } from "./recovery-components.js";

const killAfter = process.env.KILL_AFTER === undefined ? undefined : new RegExp(process.env.KILL_AFTER, "s");
const { rename } = fs.promises;
fs.promises.rename = async (from, to) => {
  await rename(from, to);
  const isFile = killAfter !== undefined && fs.lstatSync(to).isFile();
  if (isFile && killAfter.test(`${to}\n${fs.readFileSync(to, "utf8")}`)) process.kill(process.pid, "SIGKILL");
};
syncBuiltinESMExports();

process.exitCode = await runCommandLine(process.argv.slice(2), RECOVERY_COMPONENTS);
