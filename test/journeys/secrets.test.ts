import "reflect-metadata";
/** Secrets in forms: the engine gets them, and nobody reads them back, wherever they look. On SQLite, and on MariaDB with Redis. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data, TestClient } from "../support/client.js";
import { diff, retry } from "../support/control.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, finished, invoke, readInvocation } from "../support/operations.js";
import { replayIn, startReplay } from "../support/replays.js";
import { publishAbility, publishMapping, type SeededAbility } from "../support/seed.js";
import { sharedRedisUrl } from "../support/services.js";
import { tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const SECRET = "correct-horse-battery-staple";
const MASK = "••••";

describeEachDatabase("secrets", (makeUrl, dialect) => {
  let app: TestApp;
  let ann: TestClient;
  let operator: TestClient;
  let ability: SeededAbility;
  let folder: string;
  let keyFile: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "secrets-"));
    keyFile = join(folder, "key");
    await writeFile(keyFile, "the key that the secrets of this test are sealed with");
    app = await startTestApp({
      databaseUrl: await makeUrl(),
      env: { SECRETS_KEY_FILE: keyFile },
      ...(dialect === "mysql" && { redisUrl: await sharedRedisUrl() }),
    });
    ann = app.as(await tokenOf({ id: "ann" }));
    operator = app.as(await tokenOf({ id: "olga", role: "operator" }));
    const login = { type: "object", properties: { user: { type: "string" }, password: { type: "string", "x-secret": true } } };
    ability = await publishAbility(app.admin, {
      workflowId: WORKFLOW_IDS.slow,
      properties: { login, note: { type: "string" }, seconds: { type: "number" } },
      parameters: [
        { target: "login", field: "/login" },
        { target: "note", field: "/note" },
        { target: "seconds", field: "/seconds" },
      ],
    });
  });
  afterAll(async () => {
    await app?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const call = (more: object = {}) =>
    accept(ann, ability.key, { form: { login: { user: "ann", password: SECRET }, note: "n", seconds: 0, ...more }, waitMs: 20_000 });

  const sentToEngine = async (): Promise<string> => (await fetch(`${app.simulator.url}/_history`)).text();

  /** Every row of every table, and every line of the log. */
  const keptText = async (): Promise<string> => {
    const listing =
      dialect === "mysql" ? "information_schema.tables WHERE table_schema = DATABASE()" : "sqlite_master WHERE type = 'table'";
    const tables = await app.sql(`SELECT ${dialect === "mysql" ? "table_name" : "name"} AS name FROM ${listing}`);
    const rows = await Promise.all(tables.map(({ name }) => app.sql(`SELECT * FROM ${name}`)));
    expect(rows.length).toBeGreaterThan(15);
    return JSON.stringify(rows) + JSON.stringify(app.lines);
  };

  test("reach the engine, and stand masked in the input, and nowhere else", async () => {
    const invocation = await call();
    expect(invocation).toMatchObject({ status: "SUCCEEDED", input: { login: { user: "ann", password: MASK }, note: "n" } });
    expect(await sentToEngine()).toContain(SECRET);
    expect(await keptText()).not.toContain(SECRET);
    for (const client of [ann, operator, app.admin])
      expect(JSON.stringify(await readInvocation(client, invocation.id))).not.toContain(SECRET);
  });

  test("are not quoted when the form is refused, nor taken back as their mask", async () => {
    const answer = await invoke(ann, ability.key, { form: { login: { user: 1, password: SECRET, other: SECRET } } });
    expect(answer).toMatchObject({ code: "FORM_INVALID" });
    expect(JSON.stringify(answer)).not.toContain(SECRET);
    expect(await invoke(ann, ability.key, { form: { login: { password: MASK } } })).toMatchObject({
      fieldErrors: [{ path: "/login/password", code: "FIELD_REQUIRED" }],
    });
  });

  test("are not quoted by what the engine says about a call that it failed", async () => {
    const pin = "720799331";
    const { key } = await publishAbility(app.admin, {
      workflowId: WORKFLOW_IDS.fails,
      properties: { pin: { type: "string", "x-secret": true } },
      parameters: [{ target: "code", field: "/pin" }],
    });
    const { id } = await accept(ann, key, { form: { pin }, waitMs: 20_000 });
    const seen = await readInvocation(operator, id);
    expect(seen).toMatchObject({ status: "FAILED", failure: { engineMessage: expect.stringContaining(`the script failed with ${MASK}`) } });
    expect(JSON.stringify(seen) + (await keptText())).not.toContain(pin);
  });

  test.each(["ORIGINAL", "CURRENT"])("are used again by a repetition of the %s version, which nobody reads either", async (version) => {
    const original = await call({ note: `retry ${version}` });
    if (version === "CURRENT") {
      await publishMapping(app.admin, ability.id, {
        workflowId: WORKFLOW_IDS.slow,
        parameters: [
          { target: "login", field: "/login" },
          { target: "password", field: "/login/password" },
          { target: "seconds", field: "/seconds" },
        ],
      });
    }
    const before = (await sentToEngine()).split(SECRET).length;
    const answer = await retry(operator, original.id, { version });
    expect(answer).toMatchObject({ replayed: false, invocation: { retryOf: { id: original.id } } });
    const again = await finished(operator, answer.invocation.id, 30_000);
    expect(again.input.login).toEqual({ user: "ann", password: MASK });
    expect(again).toMatchObject({ status: "SUCCEEDED", input: original.input });
    expect((await sentToEngine()).split(SECRET).length).toBeGreaterThan(before);
    const compared = await diff(operator, again.id);
    expect(JSON.stringify(compared)).not.toContain(SECRET);
    if (version === "CURRENT")
      expect(compared.parameters.changes).toContainEqual(expect.objectContaining({ pointer: "/password", before: null, after: MASK }));
    expect(await keptText()).not.toContain(SECRET);
  });

  test.each(["ORIGINAL", "CURRENT"])(
    "are used again by a set of repetitions of the %s version, and nobody reads them of it",
    async (version) => {
      const originals = await Promise.all([call({ note: `set ${version}` }), call({ note: `set ${version}` })]);
      const ids = originals.map(({ id }) => id);
      const before = (await sentToEngine()).split(SECRET).length;
      const set = await startReplay(operator, { ids }, { version, includeSideEffecting: true });
      const done = await replayIn(operator, set.id, "FINISHED");
      expect(done).toMatchObject({ total: 2, succeeded: 2, refused: 0 });
      expect((await sentToEngine()).split(SECRET).length).toBeGreaterThanOrEqual(before + 2);
      for (const { id } of done.items.nodes) {
        const again = await readInvocation(operator, id);
        expect(again.input.login).toEqual({ user: "ann", password: MASK });
        expect(JSON.stringify([done, again, await diff(operator, id)])).not.toContain(SECRET);
      }
      expect(await keptText()).not.toContain(SECRET);
    },
  );

  test("are not quoted by a rule that cannot use them", async () => {
    const pin = "4711-not-a-number";
    const { key } = await publishAbility(app.admin, {
      workflowId: WORKFLOW_IDS.slow,
      properties: { pin: { type: "string", "x-secret": true } },
      parameters: [
        { target: "seconds", expression: "$number(form.pin)" },
        { target: "note", expression: "$error(form.pin)" },
      ],
    });
    const refused = await invoke(ann, key, { form: { pin } });
    expect(refused).toMatchObject({ code: "MAPPING_FAILED", message: expect.stringContaining(MASK) });
    expect(JSON.stringify(refused) + (await keptText())).not.toContain(pin);
  });

  test("with another key they cannot be repeated: said with a code, and the log is read on", async () => {
    const original = await call();
    await writeFile(keyFile, "quite another key, long enough to be one as well");
    // The file is looked at again after a moment.
    const refused = async (version: string) => {
      const answer = await retry(operator, original.id, { version });
      return answer.code !== undefined && answer;
    };
    for (const version of ["ORIGINAL", "CURRENT"]) {
      const answer = await until(() => refused(version), { timeoutMs: 60_000, everyMs: 250, what: "the new key" });
      expect(answer).toMatchObject({ code: "SECRETS_UNREADABLE", retryable: false });
    }
    expect(await readInvocation(ann, original.id)).toMatchObject({ input: { login: { password: MASK } } });
    expect(await call()).toMatchObject({ status: "SUCCEEDED" });
  });
});

describe("without a key", () => {
  test("secrets are masked all the same, and kept so that nobody reads them by chance", async () => {
    const app = await startTestApp();
    try {
      const { key } = await publishAbility(app.admin, {
        workflowId: WORKFLOW_IDS.instant,
        properties: { password: { type: "string", "x-secret": true } },
        parameters: [],
      });
      const invocation: Data = await accept(app.admin, key, { form: { password: SECRET }, waitMs: 20_000 });
      expect(invocation.input).toEqual({ password: MASK });
      const [row] = await app.sql("SELECT form, parameters FROM ability_invocation_payloads");
      expect(JSON.stringify(row)).not.toContain(SECRET);
      expect(String(row?.parameters)).toMatch(/^plain\./);
      expect(JSON.stringify(app.lines)).toContain("SECRETS_KEY is not set");
    } finally {
      await app.stop();
    }
  });
});
