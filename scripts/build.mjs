/** `npm run build`: packages and dist/, when they are missing or out of date; says so when they are not. */
import { command, say } from "./process.mjs";
import { setUp } from "./setup.mjs";

const USAGE = `
Usage: npm run build
Installs the packages and compiles src/, migrations/ and schema/client/ into dist/, unless both are up to date.
`;

await command(USAGE, async () => {
  await setUp({ build: true });
  say("dist/ is up to date.");
});
