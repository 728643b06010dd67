/** `npm run bench`: the benchmarks of test/bench; they print ratios and never fail on time. Arguments go to bench.ts. */
import { command, runNode } from "./process.mjs";
import { setUp } from "./setup.mjs";

const USAGE = `
Usage: npm run bench [-- arguments of test/bench/bench.ts]
Builds the gateway, then measures it beside the bare engine and prints a table.
`;

await command(USAGE, async (args) => {
  await setUp({ build: true, tool: "@oxc-node/core" });
  const { code } = await runNode(["--enable-source-maps", "--import", "@oxc-node/core/register", "test/bench/bench.ts", ...args]);
  return code;
});
