/** `npm run dev`: the server straight from the TypeScript sources, started again at every change. Arguments go to Node's program. */
import { command, runNode } from "./process.mjs";
import { setUp } from "./setup.mjs";

const USAGE = `
Usage: npm run dev [-- arguments of main.ts]
Runs src/main.ts serve and starts it again when a source file changes. No build is made.
`;
const FLAGS = ["--watch", "--watch-preserve-output", "--enable-source-maps", "--import", "@oxc-node/core/register"];

await command(USAGE, async (args) => {
  await setUp({ tool: "@oxc-node/core" });
  const { code } = await runNode([...FLAGS, "src/main.ts", "serve", ...args], { stdin: "inherit" });
  return code;
});
