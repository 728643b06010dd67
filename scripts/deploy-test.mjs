/** `npm run deploy:test`: scripts/deploy on throw-away machines with a real systemd. Arguments go to vitest. */
import { pathToFileURL } from "node:url";
import { command, inRoot } from "./process.mjs";
import { setUp } from "./setup.mjs";

const USAGE = `
Usage: npm run deploy:test [-- vitest arguments]
Installs the stack on throw-away machines: a systemd of their own in namespaces over a writable layer. Needs Linux, root,
systemd, MariaDB, Redis and nginx (Debian: all but systemd are fetched if they are missing); else its tests say why they are skipped.
`;

await command(USAGE, async (args) => {
  await setUp({ build: true, tool: "vitest" });
  process.chdir(inRoot());
  const vitest = inRoot("node_modules", "vitest", "vitest.mjs");
  process.argv = [process.execPath, vitest, "run", "--config", "test/vitest.machine.config.ts", ...args];
  await import(pathToFileURL(vitest).href);
});
