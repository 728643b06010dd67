/**
 * `npm run faults -- --minutes 20 --seed 7`: breaks everything around and inside the gateway while it works, and checks
 * its promises. Ends with 1 when one was broken. The seed is printed, and decides all that is done.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { WORK, type Work } from "./abilities.js";
import { runCampaign } from "./campaign.js";
import { tableOf, violationsOf } from "./report.js";
import { type Role, setStage } from "./stage.js";

const readArguments = () =>
  parseArgs({
    options: {
      minutes: { type: "string", default: "1" },
      seed: { type: "string", default: Date.now().toString(36) },
      databases: { type: "string", default: "mysql" },
      /** Roles of the gateways, one process each. */
      roles: { type: "string", default: "all,all,all" },
      rate: { type: "string", default: "4" },
      lanes: { type: "string", default: "3" },
      pace: { type: "string", default: "1" },
      /** Kinds of work to leave out, by their names in abilities.ts. */
      without: { type: "string", default: "" },
      quiet: { type: "boolean", default: false },
      json: { type: "string" },
    },
  }).values;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const main = async (): Promise<number> => {
  const { minutes, seed, databases, roles, rate, lanes, pace, without, quiet, json } = readArguments();
  if (databases !== "mysql") {
    say("Several instances need a database that they share: --databases mysql is the only choice.");
    return 1;
  }
  say(`seed ${seed}: ${minutes} minutes of faults`);
  const stage = await setStage({ roles: roles.split(",") as Role[], leaseMs: 5_000, answerMs: 8_000 });
  let broken = true;
  try {
    const result = await runCampaign(stage, {
      seed,
      ms: Number(minutes) * 60_000,
      pace: Number(pace),
      callsPerSecond: Number(rate),
      maxOpen: 80,
      lanes: Number(lanes),
      graceMs: 45_000,
      without: without.split(",").filter((name): name is Work => name in WORK),
      ...(!quiet && { onProgress: say }),
    });
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
    process.stdout.write(`${tableOf(result)}\n`);
    broken = result.violations.length > 0;
    if (!broken) return 0;
    process.stdout.write(
      `\n${violationsOf(result)}\n\nLogs of all processes: ${stage.folder}\nAgain: npm run faults -- --minutes ${minutes} --seed ${seed}\n`,
    );
    return 1;
  } finally {
    await stage.close(broken);
  }
};

process.exit(await main());
