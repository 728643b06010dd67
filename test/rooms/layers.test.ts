/** The layering rules catch what they forbid: one violation of each is planted in a small tree of our own shape. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise, type ICruiseResult, type IForbiddenRuleType } from "dependency-cruiser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const FOLDERS = ["src", "migrations", "scripts/deploy"];
const DEAD = new Set(["no-dead-file", "deploy-no-dead-file"]);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { forbidden, options } = createRequire(import.meta.url)("../../scripts/layers.cjs") as {
  forbidden: IForbiddenRuleType[];
  options: Record<string, unknown>;
};

/** File → what it imports, relative to it or a package. Everything here is allowed. */
const SOUND: Record<string, string[]> = {
  "migrations/1-first.ts": ["../src/db/ddl.js"],
  "src/main.ts": ["./app.js", "./simulator/server.js", "../migrations/1-first.js"],
  "src/app.ts": [
    "./config.js",
    "./entities.js",
    "./abilities/ability.store.js",
    "./http/server.js",
    "./providers/coze-workflow.js",
    "./expressions/expression-processes.js",
  ],
  "src/config.ts": ["./settings/variables.js", "node:process"],
  "src/entities.ts": ["./abilities/ability.entity.js"],
  "src/settings/variables.ts": ["../kernel/errors.js"],
  "src/kernel/errors.ts": [],
  "src/db/ddl.ts": ["../kernel/errors.js"],
  "src/coze/sse.ts": [],
  "src/coze/client.ts": ["./sse.js", "axios"],
  "src/providers/coze-workflow.ts": ["./provider.js", "../coze/client.js"],
  "src/providers/provider.ts": ["../kernel/errors.js"],
  "src/expressions/expression-processes.ts": ["./expressions.js", "node:child_process"],
  "src/expressions/expressions.ts": ["../kernel/errors.js"],
  "src/abilities/ability.ts": ["../kernel/errors.js"],
  "src/abilities/ability.entity.ts": ["../db/ddl.js"],
  "src/abilities/ability.store.ts": ["./ability.entity.js", "./ability.js"],
  "src/abilities/ability.service.ts": ["./ability.store.js"],
  "src/abilities/ability.types.ts": ["../graphql/scalars.js"],
  "src/abilities/ability.resolver.ts": ["./ability.types.js", "./ability.service.js", "../graphql/context.js"],
  "src/mappings/mapping.ts": ["../abilities/ability.js", "../expressions/expressions.js", "../providers/provider.js"],
  "src/mappings/mapping.types.ts": ["../abilities/ability.types.js"],
  "src/mappings/mapping.service.ts": ["../abilities/ability.service.js", "./mapping.js"],
  "src/mappings/mapping.resolver.ts": ["./mapping.types.js", "./mapping.service.js"],
  "src/graphql/scalars.ts": [],
  "src/graphql/context.ts": ["../kernel/errors.js"],
  "src/graphql/schema.ts": ["../abilities/ability.resolver.js", "../mappings/mapping.resolver.js"],
  "src/http/server.ts": ["../graphql/schema.js", "../abilities/ability.service.js"],
  "src/simulator/server.ts": ["node:http"],
  "scripts/deploy/main.ts": ["./commands/apply.js", "./components/catalogue.js", "./doctor/checks.js", "./recovery/backup.js"],
  "scripts/deploy/commands/apply.ts": ["../steps/apply.js", "../site/site.js"],
  "scripts/deploy/components/catalogue.ts": ["./mysql/mysql.js"],
  "scripts/deploy/components/mysql/mysql.ts": ["../../units/unit.js", "../../artefacts/manifest.js"],
  "scripts/deploy/doctor/checks.ts": ["../system/files.js"],
  "scripts/deploy/recovery/backup.ts": ["../steps/apply.js"],
  "scripts/deploy/steps/apply.ts": ["../contract/text.js"],
  "scripts/deploy/site/site.ts": ["../contract/text.js"],
  "scripts/deploy/artefacts/manifest.ts": ["../system/files.js"],
  "scripts/deploy/units/unit.ts": ["../contract/text.js"],
  "scripts/deploy/system/files.ts": ["../contract/text.js", "node:fs"],
  "scripts/deploy/contract/text.ts": [],
};

/** Rule → the file that breaks it and the import that does. */
const PLANTS: readonly (readonly [rule: string, from: string, imports: string, why: string])[] = [
  ["room-kernel", "src/kernel/planted.ts", "../db/ddl.js", "the kernel knows no other room"],
  ["room-settings", "src/settings/planted.ts", "../db/ddl.js", "settings know the kernel alone"],
  ["room-db", "src/db/planted.ts", "../abilities/ability.js", "the database knows no feature"],
  ["room-pubsub", "src/pubsub/planted.ts", "../queue/planted.js", "pub/sub knows the kernel alone"],
  ["room-queue", "src/queue/planted.ts", "../db/ddl.js", "the queue knows the kernel alone"],
  ["room-auth", "src/auth/planted.ts", "../db/ddl.js", "sign-in knows the kernel alone"],
  ["room-coze", "src/coze/planted.ts", "../providers/provider.js", "the Coze client knows nothing of ours"],
  ["room-providers", "src/providers/planted.ts", "../abilities/ability.js", "providers know no feature"],
  ["room-abilities", "src/abilities/planted.ts", "../mappings/mapping.js", "abilities stand below mappings"],
  ["room-expressions", "src/expressions/planted.ts", "../mappings/mapping.js", "expressions know the kernel alone"],
  ["room-mappings", "src/mappings/planted-process.ts", "../expressions/expression-processes.js", "processes are started by the root"],
  ["room-mappings", "src/mappings/planted.ts", "../abilities/ability.store.js", "a store is behind the door"],
  ["room-mappings", "src/mappings/planted-engine.ts", "../providers/coze-workflow.js", "only the provider contract is open"],
  ["room-mappings", "src/mappings/planted-bus.ts", "../pubsub/planted.js", "mappings publish nothing"],
  ["room-invocations", "src/invocations/planted.ts", "../coze/client.js", "engines are reached through providers"],
  ["room-invocations", "src/invocations/planted-run.ts", "../runs/planted.js", "the log knows nothing of those who work on it"],
  ["room-payloads", "src/payloads/planted.ts", "../invocations/invocation.js", "payloads are made without the log"],
  ["room-previews", "src/previews/planted.ts", "../invocations/invocation.store.js", "a store is behind the door"],
  ["room-checks", "src/checks/planted.ts", "../coze/client.js", "engines are asked through providers"],
  ["room-runs", "src/runs/planted.ts", "../abilities/ability.store.js", "workers use the doors of other rooms"],
  ["room-feed", "src/feed/planted.ts", "../invocations/invocation.service.js", "the feed is handed what it may read"],
  ["room-audit", "src/audit/planted.ts", "../abilities/ability.js", "the audit log knows no feature"],
  ["room-forms", "src/forms/planted.ts", "../abilities/ability.js", "a form knows no ability"],
  ["room-files", "src/files/planted.ts", "../coze/client.js", "engines are reached through what the root brings"],
  ["room-presets", "src/presets/planted.ts", "../mappings/mapping.js", "presets know forms, not what becomes of them"],
  ["room-golden", "src/golden/planted.ts", "../abilities/ability.store.js", "a store is behind the door"],
  ["room-webhooks", "src/webhooks/planted.ts", "../graphql/context.js", "documents are run by who brings the schema"],
  ["room-replays", "src/replays/planted.ts", "../abilities/ability.store.js", "repetitions are begun through the service"],
  ["room-loop", "src/loop/planted.ts", "../abilities/ability.js", "traces are made of invocations alone"],
  ["room-transfer", "src/transfer/planted.ts", "../abilities/ability.js", "files come and go through the API alone"],
  ["room-graphql", "src/graphql/planted.ts", "../abilities/ability.service.js", "only the schema is composed of rooms"],
  ["room-http", "src/http/planted.ts", "../abilities/ability.store.js", "routes use services"],
  ["room-samples", "src/samples/planted.ts", "../abilities/ability.store.js", "samples use services"],
  ["room-simulator", "src/simulator/planted.ts", "../kernel/errors.js", "the simulator is an island"],
  ["room-abilities", "src/abilities/planted-plain.ts", "../graphql/scalars.js", "below the shelf nothing knows GraphQL"],
  ["simulator-only-from-main", "src/app-planted.ts", "./simulator/server.js", "only main starts the simulator"],
  ["resolvers-only-in-schema", "src/http/planted-resolver.ts", "../abilities/ability.resolver.js", "the schema holds the resolvers"],
  ["graphql-types-on-the-shelf", "src/mappings/planted.store.ts", "./mapping.types.js", "stores return plain types"],
  ["resolvers-translate", "src/abilities/planted.resolver.ts", "./ability.store.js", "a resolver asks the service"],
  ["entities-stay-in-stores", "src/abilities/planted.service.ts", "./ability.entity.js", "an entity does not leave the store"],
  ["pure-stays-pure", "src/coze/assemble.ts", "node:fs", "assembling frames reads no file"],
  ["pure-stays-pure", "src/coze/wire.ts", "axios", "decoding sends no request"],
  ["pure-stays-pure", "src/invocations/lifecycle.ts", "./invocation.service.js", "the lifecycle calls nobody"],
  ["migrations-stand-alone", "migrations/2-planted.ts", "../src/abilities/ability.store.js", "a released migration is frozen"],
  ["environment-only-in-config", "src/http/planted-env.ts", "node:process", "config.ts alone reads the environment"],
  ["no-junk-room", "src/utils/planted.ts", "../kernel/errors.js", "a room has a noun"],
  ["rooms-are-flat", "src/http/routes/planted.ts", "../../kernel/errors.js", "nothing nests deeper than a room"],
  ["no-barrel", "src/http/index.ts", "./server.js", "there are no barrels"],
  ["known-room", "src/novelty/planted.ts", "../kernel/errors.js", "a room is listed before it is built"],
  ["no-cycle", "src/db/planted-one.ts", "./planted-two.js", "two files do not need each other"],
  ["resolvable", "src/db/planted-nowhere.ts", "./nowhere.js", "an import leads somewhere"],
  ["declared-packages", "src/coze/planted-package.ts", "vitest", "the product runs without development packages"],
  ["product-only", "src/db/planted-test.ts", "../../test/support.js", "the product knows no test"],
  ["deploy-contract", "scripts/deploy/contract/planted.ts", "../system/files.js", "what all agree on knows nobody"],
  ["deploy-system", "scripts/deploy/system/planted.ts", "../site/site.js", "the machine knows no site"],
  ["deploy-units", "scripts/deploy/units/planted.ts", "../system/files.js", "units are rendered, not written"],
  ["deploy-site", "scripts/deploy/site/planted.ts", "../components/mysql/mysql.js", "a site is handed its components"],
  ["deploy-artefacts", "scripts/deploy/artefacts/planted.ts", "../steps/apply.js", "artefacts know no order"],
  ["deploy-steps", "scripts/deploy/steps/planted.ts", "../components/mysql/mysql.js", "steps are made from descriptions"],
  ["deploy-components", "scripts/deploy/components/planted.ts", "../doctor/checks.js", "components are asked, they do not ask"],
  ["deploy-recovery", "scripts/deploy/recovery/planted.ts", "../commands/apply.js", "the command line is above"],
  ["deploy-doctor", "scripts/deploy/doctor/planted.ts", "../steps/apply.js", "doctor changes nothing"],
  ["deploy-commands", "scripts/deploy/commands/planted.ts", "../components/mysql/mysql.js", "verbs are handed the components"],
  ["deploy-is-an-island", "scripts/deploy/system/planted-island.ts", "../../../src/kernel/errors.js", "it runs beside any version"],
  ["deploy-known-room", "scripts/deploy/novelty/planted.ts", "../contract/text.js", "a room is listed before it is built"],
];

/** What the planted imports point at, beside the sound tree. */
const TARGETS: Record<string, string[]> = {
  "src/db/planted-two.ts": ["./planted-one.js"],
  "src/invocations/invocation.ts": [],
  "src/invocations/invocation.store.ts": [],
  "src/invocations/invocation.service.ts": [],
  "src/db/never-imported.ts": [],
  "scripts/deploy/site/never-imported.ts": [],
  "test/support.ts": [],
};

describe("the layering rules", () => {
  const tree = mkdtempSync(join(tmpdir(), "layers-"));
  let violations: ICruiseResult["summary"]["violations"] = [];

  beforeAll(async () => {
    writePackages(tree);
    writeFiles(tree, { ...SOUND, ...TARGETS });
    for (const [, from, imports] of PLANTS) writeFiles(tree, { [from]: [imports] });
    violations = await violationsIn(tree, FOLDERS);
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  test.each(PLANTS)("%s: %s may not import %s, because %s", (rule, from) => {
    expect(violations.filter((violation) => violation.from === from).map((violation) => violation.rule.name)).toContain(rule);
  });

  test.each([
    ["no-dead-file", "src/db/never-imported.ts"],
    ["deploy-no-dead-file", "scripts/deploy/site/never-imported.ts"],
  ])("%s: a file that its main never reaches is found", (name, to) => {
    expect(violations).toContainEqual(expect.objectContaining({ to, rule: expect.objectContaining({ name }) }));
  });

  test("allowed imports are left alone", () => {
    const files = new Set(Object.keys(SOUND));
    expect(violations.filter(({ from, rule }) => files.has(from) && !DEAD.has(rule.name))).toEqual([]);
  });

  test("every rule has a plant", () => {
    const planted = new Set<string | undefined>([...PLANTS.map(([rule]) => rule), ...DEAD]);
    expect(forbidden.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
  });
});

test("the real tree keeps its layers", { timeout: 60_000 }, async () => {
  const found = await violationsIn(ROOT, FOLDERS);
  expect(found.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
});

const violationsIn = async (baseDir: string, folders: string[]) => {
  const { output } = await cruise(folders, { ...options, baseDir, validate: true, ruleSet: { forbidden } });
  return (output as ICruiseResult).summary.violations;
};

const writeFiles = (tree: string, files: Record<string, string[]>): void => {
  for (const [file, imports] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), `${imports.map((path) => `import "${path}";`).join("\n")}\nexport const here = 1;\n`);
  }
};

/** Two packages stand for all: one of the product, one of its development. */
const writePackages = (tree: string): void => {
  writeFileSync(
    join(tree, "package.json"),
    JSON.stringify({ type: "module", dependencies: { axios: "1" }, devDependencies: { vitest: "1" } }),
  );
  for (const name of ["axios", "vitest"]) {
    mkdirSync(join(tree, "node_modules", name), { recursive: true });
    writeFileSync(join(tree, "node_modules", name, "package.json"), JSON.stringify({ name, version: "1.0.0", main: "main.js" }));
    writeFileSync(join(tree, "node_modules", name, "main.js"), "module.exports = {};\n");
  }
};
