/** A follower who was away and has 1,000 events to catch up with: from opening a new socket to the first and the last of them. */
import { createClient } from "graphql-ws";
import { createConnection } from "mysql2/promise";
import { WebSocket } from "ws";
import { ADMIN_TOKEN, fillCatalogue, graphqlBody, headers, INVOKE } from "./catalogue.js";
import { type Bench, inMs, keep, quantile, say, spread } from "./part.js";
import { gateway, type Running, simulator } from "./processes.js";
import { mariaDbStore } from "./stores.js";

const MISSED = 1_000;
const TIMES = 30;
const LONG_WORKFLOW = "7500000000000000009";
const FOLLOW = `subscription($id: ID!, $after: Cursor) { invocationEvents(invocationId: $id, after: $after, snapshot: false) {
  __typename cursor sequence ... on OutputDelta { nodeId text } } }`;

export const resume = async (bench: Bench): Promise<void> => {
  say(`resume: ${MISSED} missed events`);
  const engine = await keep(bench, simulator());
  const store = await mariaDbStore(bench);
  const coze = { COZE_BASE_URL: engine.url, COZE_API_TOKEN: "pat_simulator", COZE_FLAVOUR: "oss" };
  // Every piece of text an event of its own: a minute's worth of them in seconds.
  const ours = await keep(bench, gateway({ SERVICE_API_TOKEN: ADMIN_TOKEN, INVOCATION_DELTA_WINDOW: "0ms", ...coze, ...store.env }));
  await fillCatalogue(ours, 1, { workflowId: LONG_WORKFLOW, constants: { pieces: MISSED + 400, delay_ms: 4 } });
  const id = await invoke(ours);
  const cursors = (await follow(ours, { id })).cursors;
  const after = cursors.at(-MISSED - 1);
  if (after === undefined) throw new Error(`the invocation has only ${cursors.length} events`);
  const seen = [];
  for (let time = 0; time < TIMES; time++) seen.push(await follow(ours, { id, after }));
  if (seen.some(({ cursors: { length } }) => length !== MISSED)) throw new Error("a resumed stream had not all that was missed");
  const [first, all] = [seen.map(({ firstMs }) => firstMs), seen.map(({ allMs }) => allMs)];
  const read = await bareReads(store.databaseUrl, id);
  say(`  first event ${spread(first)}; all ${spread(all)}; bare read of the rows ${spread(read)}`);
  bench.raw.resume = { first, all, read };
  bench.rows.push(
    inMs(`resume with ${MISSED} missed events: first event, median`, quantile(first, 0.5), `aim 200 ms; new socket and sign-in included`),
    inMs(`resume with ${MISSED} missed events: first event, p99`, quantile(first, 0.99), "aim 200 ms"),
    inMs(`resume with ${MISSED} missed events: all of them, median`, quantile(all, 0.5), `bare SELECT of the rows ${spread(read)}`),
  );
};

const invoke = async ({ url }: Running): Promise<string> => {
  const answer = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: graphqlBody(INVOKE, { input: { abilityKey: "bench-00", form: { topic: "tides" } } }),
  });
  const { data } = (await answer.json()) as { data: { invokeAbility: { invocation: { id: string } } } };
  return data.invokeAbility.invocation.id;
};

/** To the end, on a socket of its own. */
const follow = async ({ url }: Running, variables: { id: string; after?: string }) => {
  const startedAt = performance.now();
  const client = createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: headers,
    retryAttempts: 0,
  });
  const cursors: string[] = [];
  let firstMs = Number.NaN;
  for await (const { data } of client.iterate<{ invocationEvents: { cursor: string } }>({ query: FOLLOW, variables })) {
    if (cursors.length === 0) firstMs = performance.now() - startedAt;
    if (data) cursors.push(data.invocationEvents.cursor);
  }
  const allMs = performance.now() - startedAt;
  await client.dispose();
  return { cursors, firstMs, allMs };
};

const bareReads = async (databaseUrl: string, id: string): Promise<number[]> => {
  const connection = await createConnection(databaseUrl);
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const startedAt = performance.now();
    await connection.query("SELECT * FROM ability_invocation_events WHERE invocation_id = ? ORDER BY seq DESC LIMIT ?", [id, MISSED]);
    times.push(performance.now() - startedAt);
  }
  await connection.end();
  return times;
};
