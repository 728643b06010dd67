/**
 * `node scripts/run.mjs <command> …`: set-up, then a command of the gateway (`serve`, `migrate`, `simulator`, `schema`, `config`).
 * The gateway is loaded into this very process: signals, the exit code and standard streams are its own, no child can
 * be left behind, and no second Node takes memory beside the server.
 */
import { pathToFileURL } from "node:url";
import { command, inRoot } from "./process.mjs";
import { setUp } from "./setup.mjs";

const USAGE = `
Usage: node scripts/run.mjs <command> [arguments]
Installs and builds what is missing, then runs the gateway with the command:
  serve                       the server (npm start)
  migrate status | up | down  the database (npm run migrate -- status)
  abilities export | diff | import   abilities as files between environments (npm run abilities)
  simulator                   the stand-in for Coze as its own process (npm run simulator)
`;

await command(USAGE, async (args) => {
  await setUp({ build: true });
  process.setSourceMapsEnabled(true);
  process.chdir(inRoot());
  const main = inRoot("dist", "src", "main.js");
  process.argv = [process.execPath, main, ...args];
  await import(pathToFileURL(main).href);
});
