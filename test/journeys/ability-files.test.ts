import "reflect-metadata";
/** Abilities as files: out of one environment, reviewed, into another, and never over what somebody changed there. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse, stringify } from "yaml";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { runTransferCommand } from "../../src/transfer/transfer-command.js";
import { openGateway } from "../../src/transfer/transfer-gateway.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { run } from "../support/operations.js";
import { publishAbility, SAVE } from "../support/seed.js";
import { runFolder, sharedRedisUrl } from "../support/services.js";
import { SERVICE_TOKEN, tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";

const LIVE = `{ abilities { nodes { id key name revision status tags mapping { version workflowId connection parameters { target field constant } } } } }`;
const UPDATE = `mutation($input: UpdateAbilityInput!) { updateAbility(input: $input) { __typename } }`;
const SAVE_CASE = `mutation($input: SaveGoldenCaseInput!) { saveGoldenCase(input: $input) { __typename } }`;
const RUN_CASES = `mutation($input: RunGoldenCasesInput!) { runGoldenCases(input: $input) { ... on RunGoldenCasesPayload { run { id } } } }`;
const VERDICT = `query($id: ID!) { node(id: $id) { ... on GoldenRun { verdict } } }`;
const CALL = `mutation($input: InvokeAbilityInput!) {
  invokeAbility(input: $input) { __typename ... on InvocationAccepted { invocation { status } } ... on DomainError { message } }
}`;

describeEachDatabase("ability files", (makeUrl, dialect) => {
  const open = async () => {
    const folder = await mkdtemp(join(runFolder(), "abilities-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const start = async () => {
      const app = await startTestApp({ databaseUrl: await makeUrl(), ...(dialect === "mysql" && { redisUrl: await sharedRedisUrl() }) });
      onTestFinished(app.stop);
      return app;
    };
    const [staging, production] = [await start(), await start()];
    await writeFile(join(folder, "token"), `${SERVICE_TOKEN}\n`);
    const command = async (action: string, app: TestApp, ...more: string[]) => {
      const environment = app === production ? "production" : "staging";
      const said: string[] = [];
      const at = ["--url", app.url, "--environment", environment, "--folder", folder, "--token-file", join(folder, "token")];
      const code = await runTransferCommand([action, ...at, ...more], (line) => said.push(line));
      return { code, said: said.join("\n") };
    };
    const yaml = async (name: string) => parse(await readFile(join(folder, name), "utf8"));
    const write = (name: string, value: unknown) => writeFile(join(folder, name), stringify(value));
    const live = async (app: TestApp) => (await run(app.admin, LIVE)).nodes;
    return { folder, staging, production, command, yaml, write, live };
  };

  const seed = (app: TestApp, key: string) =>
    publishAbility(app.admin, {
      key,
      workflowId: WORKFLOW_IDS.write,
      properties: { topic: { type: "string", title: "Topic" } },
      required: ["topic"],
      fields: { tags: ["text"], sideEffects: "READ_ONLY" },
    });

  test("go from one environment to the other, and a second time nothing is left to do", async () => {
    const { folder, staging, production, command, yaml, write, live } = await open();
    await seed(staging, "write-a-text");
    expect(await command("export", staging)).toMatchObject({ code: 0 });
    expect((await readdir(folder)).sort()).toEqual(["environments", "token", "write-a-text.yaml"]);
    const document = await yaml("write-a-text.yaml");
    expect(document).toMatchObject({ key: "write-a-text", ability: { sideEffects: "READ_ONLY", tags: ["text"] } });
    expect(document.mapping).toEqual({ provider: "COZE_WORKFLOW", parameters: [{ target: "topic", field: "/topic" }] });
    const { abilities } = await yaml("environments/staging.yaml");
    expect(abilities["write-a-text"]).toMatchObject({ workflowId: WORKFLOW_IDS.write, connection: "default" });

    const unprepared = await command("import", production);
    expect(unprepared).toMatchObject({ code: 1, said: expect.stringContaining("names no connection and workflowId") });
    await write("environments/production.yaml", {
      abilities: { "write-a-text": { workflowId: WORKFLOW_IDS.write, connection: "default" } },
    });
    const dry = await command("import", production);
    expect(dry).toMatchObject({ code: 0, said: expect.stringContaining("1 to do with --apply") });
    expect(await live(production)).toEqual([]);
    expect(await command("diff", production)).toMatchObject({ code: 1 });
    expect(await command("import", production, "--apply")).toMatchObject({ code: 0 });
    expect(
      await run(production.admin, CALL, { input: { abilityKey: "write-a-text", form: { topic: "tides" }, waitMs: 20_000 } }),
    ).toMatchObject({ invocation: { status: "SUCCEEDED" } });
    const before = await live(production);
    expect(await command("import", production, "--apply")).toMatchObject({
      code: 0,
      said: expect.stringContaining("Nothing to do"),
    });
    expect(await command("diff", production)).toMatchObject({ code: 0 });
    expect(await live(production)).toEqual(before);
  });

  test("a change in the files is shown, done, and known afterwards; what was taken away goes", async () => {
    const { staging, command, yaml, write, live } = await open();
    await seed(staging, "write-a-text");
    await command("export", staging);
    const document = await yaml("write-a-text.yaml");
    const { tags: _, ...ability } = document.ability;
    document.mapping.parameters.push(
      { target: "tone", constant: null },
      { target: "max_words", expression: "$length(form.topic) * 10", type: "INTEGER" },
    );
    document.mapping.output = { from: "TEXT", hint: "MARKDOWN", schema: { type: "string" } };
    await write("write-a-text.yaml", { ...document, ability: { ...ability, name: "Write" } });
    const { code, said } = await command("diff", staging);
    expect(code).toBe(1);
    expect(said).toContain('/ability/name: "write-a-text" → "Write"');
    expect(await command("import", staging, "--apply")).toMatchObject({ code: 0 });
    expect(await live(staging)).toMatchObject([
      { name: "Write", tags: [], mapping: { version: 2, parameters: [{}, { target: "tone", constant: null }, {}] } },
    ]);
    expect(await command("diff", staging)).toMatchObject({ code: 0 });
  });

  test("what was changed there meanwhile is not overwritten, unless somebody says so", async () => {
    const { staging, command, yaml, write, live } = await open();
    const { id } = await seed(staging, "write-a-text");
    await seed(staging, "other");
    await command("export", staging);
    await write("write-a-text.yaml", { ...(await yaml("write-a-text.yaml")), ability: { name: "From the file" } });
    const [{ revision }] = (await live(staging)).filter((ability: { id: string }) => ability.id === id);
    await run(staging.admin, UPDATE, { input: { id, expectedRevision: revision, name: "From an admin" } });
    const refused = await command("import", staging, "--apply");
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining("was changed there meanwhile") });
    expect(await live(staging)).toEqual(expect.arrayContaining([expect.objectContaining({ name: "From an admin" })]));
    expect(await command("import", staging, "--apply", "--overwrite", "write-a-text")).toMatchObject({ code: 0 });
    expect(await live(staging)).toEqual(expect.arrayContaining([expect.objectContaining({ name: "From the file" })]));
    expect(await command("diff", staging)).toMatchObject({ code: 0 });
  });

  test("a change of the ability alone leaves its mapping as it is; a file without a mapping takes none back", async () => {
    const { staging, command, yaml, write, live } = await open();
    await seed(staging, "write-a-text");
    await command("export", staging);
    const document = await yaml("write-a-text.yaml");
    await write("write-a-text.yaml", { ...document, ability: { ...document.ability, name: "Renamed" } });
    expect(await command("import", staging, "--apply")).toMatchObject({ code: 0 });
    expect(await live(staging)).toMatchObject([{ name: "Renamed", mapping: { version: 1 } }]);
    const { mapping: _, ...unmapped } = document;
    await write("write-a-text.yaml", unmapped);
    const refused = await command("import", staging, "--apply", "--overwrite", "write-a-text");
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining("a mapping is published there") });
    expect(await live(staging)).toMatchObject([{ name: "Renamed", mapping: { version: 1 } }]);
  });

  test("what somebody does between the look and the writing is not overwritten either", async () => {
    const { staging, command } = await open();
    const { id } = await seed(staging, "write-a-text");
    await command("export", staging);
    const gateway = openGateway({ url: staging.url, token: SERVICE_TOKEN });
    const seen = (await gateway.read(new Set())).get("write-a-text");
    if (!seen) throw new Error("the ability is not there");
    const changed = { ...seen.document, mapping: { ...seen.document.mapping, parameters: [] } };
    const admin = { abilityId: id, workflowId: WORKFLOW_IDS.write, parameters: [{ target: "tone", constant: "of an admin" }] };
    await run(staging.admin, SAVE, { input: admin });
    await expect(gateway.write({ document: changed, place: seen.place, live: seen })).rejects.toThrow(/changed|冲突/);
    const VERSIONS = "query($id: ID!) { workflowMappings(abilityId: $id) { state parameters { target } } }";
    expect(await run(staging.admin, VERSIONS, { id })).toMatchObject([
      { state: "DRAFT", parameters: [{ target: "tone" }] },
      { state: "PUBLISHED", parameters: [{ target: "topic" }] },
    ]);
  });

  test("an import that is held up halfway goes on where it stood, once what held it up is settled", async () => {
    const { staging, command, yaml, write, live } = await open();
    const { id } = await seed(staging, "write-a-text");
    await command("export", staging);
    await run(staging.admin, SAVE_CASE, { input: { abilityId: id, name: "it writes", form: { topic: "tides" }, expectations: [] } });
    const document = await yaml("write-a-text.yaml");
    document.mapping.parameters.push({ target: "tone", constant: "calm" });
    await write("write-a-text.yaml", { ...document, ability: { ...document.ability, name: "Held up" } });
    const held = await command("import", staging, "--apply");
    expect(held).toMatchObject({ code: 2, said: expect.stringMatching(/saved as a draft.*not run on this draft/s) });
    expect(await live(staging)).toMatchObject([{ name: "Held up", mapping: { version: 1 } }]);

    const started = await run(staging.admin, RUN_CASES, { input: { abilityId: id } });
    const verdict = async () => (await run(staging.admin, VERDICT, { id: started.run.id })).verdict === "PASSED";
    await until(verdict, { timeoutMs: 30_000, what: "the case to pass" });
    expect(await command("import", staging, "--apply")).toMatchObject({ code: 0, said: expect.stringContaining("done") });
    expect(await live(staging)).toMatchObject([{ mapping: { version: 2 } }]);
    expect(await command("diff", staging)).toMatchObject({ code: 0 });
    await write("write-a-text.yaml", { ...document, ability: { ...document.ability, name: "And on" } });
    expect(await command("import", staging, "--apply")).toMatchObject({ code: 0 });
    expect(await live(staging)).toMatchObject([{ name: "And on", mapping: { version: 2 } }]);
  });

  test("a file that cannot be meant, a caller who may not, and an address without a gateway are told as they are", async () => {
    const { folder, staging, command, write } = await open();
    await seed(staging, "write-a-text");
    await command("export", staging);
    const trouble = async (name: string, content: unknown) => {
      await (typeof content === "string" ? writeFile(join(folder, name), content) : write(name, content));
      const { code, said } = await command("import", staging);
      await rm(join(folder, name));
      return [code, said];
    };
    expect(await trouble("broken.yaml", "key: [1, 2")).toEqual([2, expect.stringContaining("broken.yaml")]);
    expect(await trouble("bomb.yaml", "a: &a [1]\nb: [*a, *a]")).toEqual([2, expect.stringContaining("anchors")]);
    expect(await trouble("odd.yaml", { key: "odd", ability: {}, form: { schema: {} }, secret: 1 })).toEqual([
      2,
      expect.stringContaining('"secret"'),
    ]);
    const misplaced = { key: "odd", ability: { name: "Odd" }, form: { schema: {} }, mapping: { workflowId: "1" } };
    expect(await trouble("odd.yaml", misplaced)).toEqual([2, expect.stringContaining("belongs to an environment")]);
    expect(await trouble("name.yaml", { ...misplaced, mapping: null })).toEqual([2, expect.stringContaining("name it odd.yaml")]);
    await writeFile(join(folder, "token"), await tokenOf({ id: "una" }));
    await rm(join(folder, "environments"), { recursive: true });
    await write("write-a-text.yaml", { key: "write-a-text", ability: { name: "X" }, form: { schema: { type: "object" } } });
    const denied = await command("import", staging, "--apply", "--overwrite", "write-a-text");
    expect(denied).toMatchObject({ code: 2, said: expect.stringContaining("mapping:read") });
    expect(
      await runTransferCommand(["export", "--url", "http://127.0.0.1:1", "--environment", "x", "--folder", folder], () => undefined),
    ).toBe(2);
    expect(await runTransferCommand(["destroy"], () => undefined)).toBe(2);
  });
});
