/** `npm run faults`: a long campaign of faults against several gateways (test/faults/campaign). Arguments go to its main.ts. */
import { command, runNode } from "./process.mjs";
import { setUp } from "./setup.mjs";

const USAGE = `
Usage: npm run faults -- [--minutes 1] [--seed text] [--roles all,all,all] [--rate 4] [--lanes 3] [--quiet] [--json file]
Starts private MariaDB and Redis servers, a simulated engine and several gateways, kills, freezes and cuts them at random
moments while calls run, and checks that every promise was kept. The seed decides everything; it is printed.
  --minutes   how long faults are injected
  --roles     ROLE of each gateway process
  --rate      calls a second
  --lanes     faults that may strike at the same time
Ends with 1 when a promise was broken, and shows all it takes to look at it.
`;

await command(USAGE, async (args) => {
  await setUp({ build: true, tool: "@oxc-node/core" });
  const { code } = await runNode(["--enable-source-maps", "--import", "@oxc-node/core/register", "test/faults/campaign/main.ts", ...args]);
  return code;
});
