/**
 * `npm run check`: everything a machine can say about the code without running its tests. One line per check; the whole
 * output of those that fail. `--fix` formats, and writes what is generated.
 */
import { availableParallelism } from "node:os";
import { ARTEFACTS } from "./artefacts.mjs";
import { checkLockfile } from "./lockfile.mjs";
import { command, inRoot, Refusal, runNode, secondsSince } from "./process.mjs";
import { setUp } from "./setup.mjs";

const USAGE = `
Usage: npm run check [-- --fix]
  types       the sources compile (and dist/ is up to date afterwards)
  test types  the tests compile
  biome       format and lint
  layers      who may import whom (scripts/layers.cjs)
  lock file   package-lock.json installs anywhere
  schema      schema/schema.graphql is what the code says
  codegen     schema/generated is what the schema and the operations say
  readme      the table of variables in README.md is what the code says
--fix formats, completes the lock file and writes schema, typed documents and table.
`;

/** In order of start. A check waits for those it needs, and is not run if one of them failed. */
const checksFor = (fix) => [
  { name: "types", run: () => setUp({ build: true, tool: "typescript" }) },
  {
    name: "biome",
    run: () =>
      tool("@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "--max-diagnostics=none", ...(fix ? ["--write"] : []), "."]),
  },
  {
    name: "layers",
    run: () =>
      tool("dependency-cruiser/bin/dependency-cruise.mjs", ["--config", "scripts/layers.cjs", "src", "migrations", "scripts/deploy"]),
  },
  { name: "test types", run: () => tool("typescript/bin/tsc", ["-p", "test"]) },
  { name: "lock file", run: async () => checkLockfile({ fix }) },
  { name: "schema", needs: "types", run: () => ARTEFACTS.schema({ check: !fix }) },
  { name: "readme", needs: "types", run: () => ARTEFACTS.readme({ check: !fix }) },
  { name: "codegen", needs: "schema", run: () => ARTEFACTS.client({ check: !fix }) },
];

await command(USAGE, async (args) => {
  const startedMs = Date.now();
  await setUp({ tool: "@biomejs/biome" });
  const results = await runAll(checksFor(args.includes("--fix")));
  const failed = results.filter(({ problem }) => problem !== undefined);
  console.log(`${results.length - failed.length} checks passed, ${failed.length} failed, in ${secondsSince(startedMs)}.`);
  return failed.length === 0 ? 0 : 1;
});

async function tool(path, args) {
  const { code, all } = await runNode([inRoot("node_modules", path), ...args], { capture: true });
  if (code !== 0) throw new Refusal(all.trim());
}

/** As many at a time as there are processors. */
async function runAll(checks) {
  const ended = new Map();
  const waiting = [...checks];
  const isReady = ({ needs }) => needs === undefined || ended.has(needs);
  const running = new Set();
  while (ended.size < checks.length) {
    const next = running.size < Math.max(2, availableParallelism()) ? waiting.findIndex(isReady) : -1;
    if (next === -1) {
      await Promise.race(running);
      continue;
    }
    const [check] = waiting.splice(next, 1);
    const turn = runOne(check, ended).then((result) => {
      ended.set(check.name, result);
      running.delete(turn);
    });
    running.add(turn);
  }
  return [...ended.values()];
}

async function runOne(check, ended) {
  const startedMs = Date.now();
  const problem = ended.get(check.needs)?.problem === undefined ? await problemOf(check) : `not run, because "${check.needs}" failed`;
  console.log(`${problem === undefined ? "ok  " : "FAIL"}  ${check.name.padEnd(10)}  ${secondsSince(startedMs)}`);
  if (problem !== undefined) console.log(`\n${problem}\n`);
  return { problem };
}

async function problemOf(check) {
  try {
    await check.run();
    return undefined;
  } catch (error) {
    return error instanceof Refusal ? error.message : error.stack;
  }
}
