/**
 * What is generated and committed, so that a change of the API or of the settings shows in a review:
 *   schema   schema/schema.graphql, printed by the built gateway
 *   client   schema/generated/: typed documents and the manifest of trusted documents (codegen.yml)
 *   readme   the table of variables in README.md, between its two marks
 * `npm run schema | codegen | readme` writes one of them; `npm run check` compares them all with what is committed.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { command, inRoot, Refusal, runNode, say } from "./process.mjs";
import { setUp } from "./setup.mjs";

const USAGE = `
Usage: npm run schema     writes schema/schema.graphql
       npm run codegen    writes schema/generated from it and from schema/operations
       npm run readme     writes the table of variables into README.md
`;
const SCHEMA = "schema/schema.graphql";
const README = "README.md";
const MARKS = /(<!-- config:begin -->\n)[\s\S]*?(<!-- config:end -->)/;

/**
 * Each writes its artefact, or with `check` only compares it. Both need the build, `client` also the written schema.
 * @throws Refusal naming the file that is out of date and where it differs first.
 */
export const ARTEFACTS = { schema, client, readme };

async function schema({ check }) {
  settle(SCHEMA, { wanted: await printed("schema"), check, remedy: "npm run schema" });
}

async function client({ check }) {
  const cli = inRoot("node_modules", "@graphql-codegen", "cli", "esm", "bin.js");
  const { code, all } = await runNode([cli, "--config", "codegen.yml", "--errors-only", ...(check ? ["--check"] : [])], { capture: true });
  if (code !== 0) throw new Refusal(`${all.trim()}\nIf the generated files are stale: npm run codegen.`);
}

async function readme({ check }) {
  const current = readFile(README);
  if (!MARKS.test(current))
    throw new Refusal(`${README} has no lines <!-- config:begin --> and <!-- config:end --> for the table of variables.`);
  const table = await printed("config");
  const wanted = current.replace(MARKS, (_, begin, end) => `${begin}\n${table.trim()}\n\n${end}`);
  settle(README, { wanted, check, remedy: "npm run readme" });
}

async function printed(name) {
  const { code, stdout, all } = await runNode(["--enable-source-maps", inRoot("dist", "src", "main.js"), name], { capture: true });
  if (code !== 0) throw new Refusal(`${all.trim()}\nThe command "${name}" of the gateway failed with exit code ${code}.`);
  return stdout;
}

function settle(file, { wanted, check, remedy }) {
  const current = readFile(file);
  if (current === wanted) return;
  if (!check) return writeFileSync(inRoot(file), wanted);
  throw new Refusal(`${file} is out of date (${remedy} writes it). ${firstDifference(current, wanted)}`);
}

const readFile = (file) => (existsSync(inRoot(file)) ? readFileSync(inRoot(file), "utf8") : "");

function firstDifference(current, wanted) {
  const [had, wants] = [current.split("\n"), wanted.split("\n")];
  const line = wants.findIndex((text, index) => text !== had[index]);
  const at = line === -1 ? wants.length : line;
  return `First difference, line ${at + 1}:\n- ${had[at] ?? "(end of file)"}\n+ ${wants[at] ?? "(end of file)"}`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await command(USAGE, async ([name]) => {
    const write = ARTEFACTS[name];
    if (write === undefined) throw new Refusal(USAGE.trim());
    await setUp({ build: name !== "client", tool: "@graphql-codegen/cli" });
    await write({ check: false });
    say(`The artefact "${name}" is up to date.`);
  });
}
