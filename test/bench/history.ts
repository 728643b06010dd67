/**
 * Pages of the log when it has grown: the same page of 50 with ten thousand rows and with `--rows` of them. The rows are
 * copies of real ones, made inside the database; secondary indexes are put aside meanwhile, or it would take hours.
 */
import { type Connection, createConnection, type RowDataPacket } from "mysql2/promise";
import { TENANT_CLAIM, TOKEN_SECRET, tokenOf } from "../support/tokens.js";
import { ADMIN_TOKEN, fillCatalogue, graphqlBody, headers, INVOKE } from "./catalogue.js";
import { type Bench, keep, quantile, ratio, round, say } from "./part.js";
import { gateway, type Running, simulator } from "./processes.js";
import { mariaDbStore } from "./stores.js";

const FEW = 10_000;
const PAGE = `query($filter: InvocationFilter) { invocations(first: 50, filter: $filter) {
  nodes { id status createdAt durationMs ability { id key } failure { code message } } pageInfo { hasNextPage endCursor } } }`;
const ABILITIES = 20;
const CALLERS = 100;
const READS = 60;

export const history = async (bench: Bench): Promise<void> => {
  say(`history: a page of 50 of ${FEW} rows and of ${bench.historyRows}`);
  const engine = await keep(bench, simulator());
  const store = await mariaDbStore(bench);
  const coze = { COZE_BASE_URL: engine.url, COZE_API_TOKEN: "pat_simulator", COZE_FLAVOUR: "oss" };
  const jwt = { AUTH_JWT_SECRET: TOKEN_SECRET, AUTH_JWT_TENANT_CLAIM: TENANT_CLAIM };
  const ours = await keep(bench, gateway({ SERVICE_API_TOKEN: ADMIN_TOKEN, ...jwt, ...coze, ...store.env }));
  await fillCatalogue(ours, ABILITIES);
  await invokeOnce(ours);
  const connection = await createConnection({ uri: store.databaseUrl, supportBigNumbers: true });
  bench.undo.push(() => connection.end());
  const callers = await readers();
  await fillUpTo(connection, FEW);
  // A process reads its first pages slowly, however long the log is.
  for (let time = 0; time < 3; time++) await readAll(ours, callers);
  const few = await readAll(ours, callers);
  await fillUpTo(connection, bench.historyRows);
  const many = await readAll(ours, callers);
  for (const [name, times] of Object.entries(many)) {
    const [before, after] = [few[name] ?? [], times];
    bench.raw[`history, ${name}`] = { before, after };
    const medians = `${round(quantile(after, 0.5))} : ${round(quantile(before, 0.5))} ms`;
    const rows = `${bench.historyRows.toLocaleString("en")} : ${FEW.toLocaleString("en")} rows`;
    say(`  ${name}: ${medians}`);
    bench.rows.push(ratio(`page of 50, ${name}, ${rows}`, quantile(after, 0.5) / quantile(before, 0.5), `aim 2 x; ${medians}`));
  }
};

interface Reader {
  readonly name: string;
  readonly token: string;
  readonly filter?: object;
}

const readers = async (): Promise<Reader[]> => {
  const [user, operator] = [await tokenOf({ id: "caller-7" }), await tokenOf({ id: "olga", role: "operator" })];
  return [
    { name: "one's own", token: user },
    { name: "the tenant's", token: operator },
    { name: "of an ability", token: operator, filter: { abilityKeys: ["bench-07"] } },
    { name: "failed ones", token: operator, filter: { statuses: ["FAILED"] } },
  ];
};

const readAll = async ({ url }: Running, callers: readonly Reader[]): Promise<Record<string, number[]>> => {
  const times: Record<string, number[]> = {};
  for (const { name, token, filter } of callers) {
    const mine: number[] = [];
    times[name] = mine;
    // The first ones bring pages of the index into memory.
    for (let count = -5; count < READS; count++) {
      const startedAt = performance.now();
      const answer = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: graphqlBody(PAGE, { filter: filter ?? null }),
      });
      const text = await answer.text();
      if (!text.includes('"hasNextPage":true')) throw new Error(`${name}: ${text.slice(-300)}`);
      if (count >= 0) mine.push(performance.now() - startedAt);
    }
  }
  return times;
};

const invokeOnce = async ({ url }: Running): Promise<void> => {
  const body = graphqlBody(INVOKE, { input: { abilityKey: "bench-00", form: { topic: "tides" }, waitMs: 20_000 } });
  const answer = await fetch(`${url}/graphql`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });
  const text = await answer.text();
  if (!text.includes("SUCCEEDED")) throw new Error(text);
};

const LOG = "ability_invocation_logs";
const AT_ONCE = 250_000;

/** Rows of one tenant, of many callers and abilities; one in fifty has failed. */
const fillUpTo = async (connection: Connection, count: number): Promise<void> => {
  const startedAt = performance.now();
  const rows = await countOf(connection, LOG);
  if (rows >= count) return;
  const restore = await dropIndexes(connection);
  const [columns] = await connection.query<RowDataPacket[]>(`SHOW COLUMNS FROM ${LOG}`);
  const names = columns.map(({ Field }) => String(Field));
  await makeNumbers(connection);
  const [abilities] = await connection.query<RowDataPacket[]>("SELECT id FROM abilities ORDER BY ability_key");
  await connection.query("SET SESSION unique_checks = 0");
  for (let from = rows; from < count; from += AT_ONCE) {
    const upTo = Math.min(from + AT_ONCE, count) - from;
    const values = names.map((name) => (GENERATED[name] ? GENERATED[name](from, abilities) : `t.${name}`));
    await connection.query(
      `INSERT INTO ${LOG} (${names.join(",")}) SELECT ${values.join(",")} FROM bench_numbers n CROSS JOIN
       (SELECT * FROM ${LOG} WHERE caller_id = 'service' LIMIT 1) t WHERE n.number < ${upTo} ORDER BY n.number`,
    );
  }
  await restore();
  await connection.query(`ANALYZE TABLE ${LOG}`);
  say(`  ${count} rows after ${round((performance.now() - startedAt) / 1_000)} s`);
};

/** Columns that differ from row to row; `n.number` counts within a statement. Ids sort as the times do, like real ones. */
const GENERATED: Readonly<Record<string, (from: number, abilities: readonly RowDataPacket[]) => string>> = {
  invocation_id: (from) => `CONCAT('inv_01B', LPAD(${from} + n.number, 23, '0'))`,
  tenant_id: () => "'acme'",
  caller_id: (from) => `CONCAT('caller-', (${from} + n.number) % ${CALLERS})`,
  ability_id: (_, abilities) => `ELT(1 + n.number % ${abilities.length}, ${abilities.map(({ id }) => `'${id}'`).join(",")})`,
  ability_key: (_, abilities) => `CONCAT('bench-', LPAD(n.number % ${abilities.length}, 2, '0'))`,
  gateway_status: () => "IF(n.number % 50 = 0, 'FAILED', t.gateway_status)",
  failure_code: () => "IF(n.number % 50 = 0, 'ENGINE_FAILED', NULL)",
  failure_class: () => "IF(n.number % 50 = 0, 'ENGINE', NULL)",
};

const countOf = async (connection: Connection, table: string): Promise<number> => {
  const [[row]] = await connection.query<RowDataPacket[]>(`SELECT COUNT(*) AS count FROM ${table}`);
  return Number(row?.count);
};

const makeNumbers = async (connection: Connection): Promise<void> => {
  await connection.query("CREATE TABLE IF NOT EXISTS bench_numbers (number INT PRIMARY KEY)");
  if ((await countOf(connection, "bench_numbers")) > 0) return;
  const digits =
    "(SELECT 0 d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
  const places = ["a", "b", "c", "d", "e", "f"];
  const number = places.map((place, index) => `${place}.d * ${10 ** index}`).join(" + ");
  await connection.query(
    `INSERT INTO bench_numbers SELECT x FROM (SELECT ${number} AS x FROM ${places.map((place) => `${digits} ${place}`).join(" CROSS JOIN ")}) all_of_them WHERE x < ${AT_ONCE}`,
  );
};

/** @returns what puts them back: building one over all rows is a sort, filling it row by row is not. */
const dropIndexes = async (connection: Connection): Promise<() => Promise<void>> => {
  const [parts] = await connection.query<RowDataPacket[]>(`SHOW INDEX FROM ${LOG}`);
  const indexes = new Map<string, { unique: boolean; columns: string[] }>();
  for (const { Key_name, Column_name, Non_unique } of parts) {
    if (Key_name === "PRIMARY") continue;
    const index = indexes.get(Key_name) ?? { unique: Number(Non_unique) === 0, columns: [] };
    index.columns.push(Column_name);
    indexes.set(Key_name, index);
  }
  const change = (changes: readonly string[]) => connection.query(`ALTER TABLE ${LOG} ${changes.join(", ")}`);
  await change([...indexes.keys()].map((name) => `DROP INDEX ${name}`));
  return async () => {
    for (const [name, { unique, columns }] of indexes) await change([`ADD ${unique ? "UNIQUE " : ""}INDEX ${name} (${columns.join(",")})`]);
  };
};
