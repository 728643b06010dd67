/**
 * The set-up every command shares: packages and build, done when they are missing or out of date, said in a sentence.
 * When nothing changed it costs some milliseconds and writes nothing.
 *
 * Production: after `npm ci && npm run build` an operator may `npm prune --omit=dev`. The build is then current and
 * needs no compiler, so `npm start` starts at once. Only if the sources change afterwards are the development packages
 * installed again, because building needs them. A release may also consist of dist/, node_modules/ and package.json alone.
 */
import { readFileSync, rmSync } from "node:fs";
import { withLock } from "./lock.mjs";
import { inRoot, Refusal, run, runNode, say, secondsSince } from "./process.mjs";
import { hasBuildStamp, hasSources, isBuilt, isInstalled, sourceHash, stampBuild, stampInstall, sweepBuild } from "./stamps.mjs";

/**
 * Makes the project ready to run. `build`: dist/ is needed. `tool`: a development package that is needed.
 * @throws Refusal with a sentence when Node is too old, npm fails or the sources do not compile.
 */
export async function setUp({ build = false, tool } = {}) {
  checkNode();
  if (isReady({ build, tool })) return;
  await withLock(inRoot(".cache", "setup.lock"), async () => {
    if (!isInstalled(tool)) await install();
    if (!build || isBuilt()) return;
    if (!isInstalled("typescript")) await install();
    await compile();
  });
}

const isReady = ({ build, tool }) => isInstalled(tool) && (!build || isBuilt());

function checkNode() {
  const { engines } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  const [major = 0, minor = 0] = engines.node.match(/\d+/g).map(Number);
  const [haveMajor, haveMinor] = process.versions.node.split(".").map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  throw new Refusal(
    `Ability Gateway needs Node ${major}.${minor} or newer, and this is ${process.version}. Please install a newer Node and try again.`,
  );
}

async function install() {
  const startedMs = Date.now();
  say("Installing the packages of package-lock.json (npm ci). The first time this takes a minute or so.");
  const args = ["ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];
  const { code, all } = await npm(args);
  if (code !== 0)
    throw new Refusal(
      `${all}\nnpm ci failed with exit code ${code}. Check the connection to the package registry, then run the command again.`,
    );
  stampInstall();
  say(`Installed in ${secondsSince(startedMs)}.`);
}

/** The npm that runs us, if one does: it need not be the first on PATH. */
function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith("npm-cli.js")) return runNode([cli, ...args], { capture: true });
  return run(process.platform === "win32" ? "npm.cmd" : "npm", args, { capture: true });
}

async function compile() {
  if (!hasSources())
    throw new Refusal("There is neither a build in dist/ nor are there sources to build it from. Fetch the project again.");
  const startedMs = Date.now();
  say("Building dist/ from the sources (tsc).");
  const sources = sourceHash(); // before compiling: what is edited meanwhile is built next time
  if (!hasBuildStamp()) rmSync(inRoot("dist"), { recursive: true, force: true });
  // tsc writes what compiles even when something does not: from here to the end dist/ is the result of no sources.
  else stampBuild(null);
  for (const project of [".", "schema/client"]) {
    const { code, all } = await runNode([inRoot("node_modules", "typescript", "bin", "tsc"), "-p", project], { capture: true });
    if (code !== 0) throw new Refusal(`${all}\nThe sources do not compile; the errors are listed above.`);
  }
  sweepBuild();
  stampBuild(sources);
  say(`Built in ${secondsSince(startedMs)}.`);
}
