/**
 * `npm test` and `npm run test:embedded`: set-up, then vitest in this process. Arguments go to vitest
 * (`npm test -- test/pure`, `npm test -- -t "cursor"`).
 */
import { pathToFileURL } from "node:url";
import { command, inRoot } from "./process.mjs";
import { setUp } from "./setup.mjs";

const USAGE = `
Usage: npm test [-- vitest arguments]
       npm run test:embedded [-- vitest arguments]
The first runs every suite on every database; private MariaDB and Redis servers are started for it.
The second is the quick loop: SQLite only, without the suites that need servers or a browser.
`;
const WITHOUT_SERVERS = ["--exclude", "**/test/faults/**", "--exclude", "**/test/browser/**"];

await command(USAGE, async (args) => {
  await setUp({ tool: "vitest" });
  const embedded = args[0] === "--embedded";
  if (embedded) process.env.DATABASES = "sqlite";
  const vitest = inRoot("node_modules", "vitest", "vitest.mjs");
  const rest = embedded ? [...WITHOUT_SERVERS, ...args.slice(1)] : args;
  process.chdir(inRoot());
  process.argv = [process.execPath, vitest, "run", "--config", "test/vitest.config.ts", ...rest];
  await import(pathToFileURL(vitest).href);
});
