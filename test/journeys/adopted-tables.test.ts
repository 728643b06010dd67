import "reflect-metadata";
/** A platform's own tables, with their numbers, columns and rows, served end to end: nothing of theirs changes. */
import { expect, onTestFinished, test } from "vitest";
import { type Clock, systemClock } from "../../src/kernel/clock.js";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp } from "../support/app.js";
import type { Data } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, FIELDS_REFUSED, followAll, readInvocation, run, sequences, upTo } from "../support/operations.js";
import { CREATE, publishMapping } from "../support/seed.js";
import { openSql, type SqlReader } from "../support/sql.js";
import { tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";

const TABLES = {
  sqlite: [
    `CREATE TABLE abilities (id INTEGER PRIMARY KEY AUTOINCREMENT, name varchar(120) NOT NULL, status varchar(20) NOT NULL, owner_id INTEGER NOT NULL,
       price decimal(10,2) NOT NULL, config text NOT NULL, created_at datetime NOT NULL)`,
    `CREATE TABLE ability_invocation_logs (id INTEGER PRIMARY KEY AUTOINCREMENT, ability_id INTEGER NOT NULL, status varchar(20) NOT NULL,
       request text NOT NULL, created_at datetime NOT NULL)`,
  ],
  mysql: [
    `CREATE TABLE abilities (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(120) NOT NULL, status varchar(20) NOT NULL, owner_id int NOT NULL,
       price decimal(10,2) NOT NULL, config json NOT NULL, created_at datetime NOT NULL)`,
    `CREATE TABLE ability_invocation_logs (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, ability_id int unsigned NOT NULL, status varchar(20) NOT NULL,
       request text NOT NULL, created_at datetime NOT NULL)`,
  ],
};
const OWN_COLUMNS = "id, name, status, owner_id, price, created_at";
const addRow = (sql: SqlReader, name: string) =>
  sql.query(
    `INSERT INTO abilities (name, status, owner_id, price, config, created_at) VALUES (?, 'online', 42, 9.90, '{"n8n":"hook"}', '2021-05-05 05:05:05')`,
    [name],
  );

/** Looks for new rows every moment instead of every minute; everything else keeps its time. */
const HASTY: Clock = { ...systemClock, after: (ms, work) => systemClock.after(ms === 60_000 ? 50 : ms, work) };

const UPDATE = `mutation($input: UpdateAbilityInput!) {
  updateAbility(input: $input) { __typename ... on UpdateAbilityPayload { ability { id revision form { revision } } } ${FIELDS_REFUSED} }
}`;

describeEachDatabase("tables of the platform", (makeUrl, dialect) => {
  test("get forms and mappings, are invoked and logged, grow on both sides, and keep what is theirs", async () => {
    const databaseUrl = await makeUrl({ empty: true });
    const before = openSql(databaseUrl);
    onTestFinished(() => before.close());
    for (const statement of TABLES[dialect]) await before.query(statement);
    for (const name of ["写作 Writing", "Translate"]) await addRow(before, name);
    await before.query(
      "INSERT INTO ability_invocation_logs (ability_id, status, request, created_at) VALUES (1, 'done', '{}', '2021-05-05 05:05:05')",
    );
    const own = () => before.query(`SELECT ${OWN_COLUMNS} FROM abilities WHERE owner_id = 42 ORDER BY id`);
    const ownBefore = await own();

    const app = await startTestApp({ databaseUrl, overrides: { clock: HASTY } });
    onTestFinished(app.stop);
    const list = async () =>
      (await run(app.admin, "{ abilities { nodes { id key name status revision createdAt form { schema } } } }")).nodes as Data[];
    const [writing, translate] = (await list()).sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(writing).toMatchObject({ id: "abl_1", name: "写作 Writing", status: "DRAFT", createdAt: null });
    expect(translate).toMatchObject({ id: "abl_2", name: "Translate" });

    const schema = { type: "object", properties: { topic: { type: "string" } } };
    expect(await run(app.admin, UPDATE, { input: { id: writing.id, expectedRevision: writing.revision, form: { schema } } })).toMatchObject(
      {
        __typename: "UpdateAbilityPayload",
      },
    );
    await publishMapping(app.admin, writing.id, { workflowId: WORKFLOW_IDS.write, properties: schema.properties });
    const user = app.as(await tokenOf({ id: "ann" }));
    const { id } = await accept(user, writing.key, { form: { topic: "潮汐" }, idempotencyKey: "adopted" });
    const events = await followAll(user, id).all();
    expect(sequences(events)).toEqual(upTo(events.length));
    expect(await readInvocation(user, id)).toMatchObject({
      status: "SUCCEEDED",
      output: expect.stringContaining("潮汐"),
      ability: { id: "abl_1" },
    });
    await user.dispose();
    expect((await run(user, "{ invocations { nodes { id } } }")).nodes).toEqual([{ id }]);
    const logs = await before.query("SELECT ability_id, invocation_id, gateway_status FROM ability_invocation_logs ORDER BY id");
    expect(logs.map((row) => `${row.ability_id} ${row.invocation_id}`)).toEqual(["1 null", `1 ${id}`]);
    expect(logs[1]).toMatchObject({ gateway_status: "SUCCEEDED" });

    // The platform adds a row while the gateway runs.
    await addRow(before, "Added later");
    const later = await until(async () => (await list()).find(({ name }) => name === "Added later"), { what: "the new row to be shown" });
    await publishMapping(app.admin, later.id, { workflowId: WORKFLOW_IDS.instant });
    expect(await accept(app.admin, later.key, { waitMs: 10_000 })).toMatchObject({ status: "SUCCEEDED" });

    // And the gateway adds one, numbered by the table.
    const created = await run(app.admin, CREATE, { input: { key: "from-the-gateway", name: "From the gateway" } });
    expect(created).toMatchObject({ __typename: "CreateAbilityPayload", ability: { id: "abl_4", key: "from-the-gateway" } });
    await publishMapping(app.admin, created.ability.id, { workflowId: WORKFLOW_IDS.instant });
    expect(await accept(app.admin, "from-the-gateway", { waitMs: 10_000 })).toMatchObject({ status: "SUCCEEDED" });

    expect((await own()).slice(0, 2)).toEqual(ownBefore);
    expect(await before.query("SELECT coze_workflow_id FROM abilities WHERE id = 1")).toEqual([{ coze_workflow_id: WORKFLOW_IDS.write }]);

    // The platform deletes a row: what was invoked stays readable.
    await before.query("DELETE FROM abilities WHERE id = 1");
    const [kept] = (await run(user, "{ invocations { nodes { id ability { id key status } } } }")).nodes as Data[];
    expect(kept).toEqual({ id, ability: { id: "abl_1", key: writing.key, status: "RETIRED" } });
  });
});
