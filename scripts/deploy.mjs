/**
 * `scripts/deploy/coze VERB …`, once the launcher has found a Node: set-up, then the deployment's command line in this very
 * process. A release that was packed for machines without internet has its build and its packages and needs no set-up.
 */
import { pathToFileURL } from "node:url";
import { inRoot, Refusal, say } from "./process.mjs";
import { setUp } from "./setup.mjs";

const args = process.argv.slice(2);
try {
  await setUp({ build: true });
  process.setSourceMapsEnabled(true);
  const main = inRoot("dist", "scripts", "deploy", "main.js");
  process.argv = [process.execPath, main, ...args];
  await import(pathToFileURL(main).href);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  say(error.message);
  process.exitCode = 1;
}
