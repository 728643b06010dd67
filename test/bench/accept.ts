/** How fast a call is accepted, and how many are carried through to their end, beside the database's own commits. */
import { until } from "../support/until.js";
import { ADMIN_TOKEN, fillCatalogue, graphqlBody, headers, INSTANT_WORKFLOW, INVOKE } from "./catalogue.js";
import { type Bench, inMs, keep, measured, round, say } from "./part.js";
import { gateway, type Running, simulator } from "./processes.js";
import { mariaDbStore, type Store, sqliteStore } from "./stores.js";

const ACCEPT_RATE = 300;
const AT_ONCE = 64;

export const accept = async (bench: Bench): Promise<void> => {
  say(`accept: invokeAbility without waiting at ${ACCEPT_RATE}/s, and calls carried through to their end`);
  const engine = await keep(bench, simulator());
  const flat = await measured(bench, "engine alone, 64 in a closed loop", {
    url: `${engine.url}/v1/workflow/stream_run`,
    body: JSON.stringify({ workflow_id: INSTANT_WORKFLOW, parameters: { topic: "tides" } }),
    headers: { authorization: "Bearer pat_simulator" },
    expect: "Done",
    connections: AT_ONCE,
  });
  for (const store of [sqliteStore(bench, "accept.db"), await mariaDbStore(bench)]) {
    const commits = await store.commits(Math.max(2, bench.seconds / 2));
    bench.raw[`commits, ${store.name}`] = commits;
    const ours = await keep(bench, gateway({ ...env(engine), ...store.env }));
    await fillCatalogue(ours, 1);
    await measureOn(bench, {
      store,
      ours,
      limit: `${round(commits.perSecond)} commits/s, ${round(commits.median)} ms each, p99 ${round(commits.p99)} ms`,
      flat,
    });
    await ours.stop();
  }
};

const env = (engine: Running) => ({
  SERVICE_API_TOKEN: ADMIN_TOKEN,
  COZE_BASE_URL: engine.url,
  COZE_API_TOKEN: "pat_simulator",
  COZE_FLAVOUR: "oss",
  LOG_LEVEL: "warn",
});

interface On {
  readonly store: Store;
  readonly ours: Running;
  readonly limit: string;
  readonly flat: { readonly perSecond: number };
}

const measureOn = async (bench: Bench, { store: { name }, ours, limit, flat }: On): Promise<void> => {
  const call = (waitMs: number) => ({
    url: `${ours.url}/graphql`,
    body: graphqlBody(INVOKE, { input: { abilityKey: "bench-00", form: { topic: "tides" }, waitMs } }),
    headers,
    connections: AT_ONCE,
  });
  const complete = await measured(bench, `complete invocations, ${name}`, { ...call(20_000), expect: "SUCCEEDED" });
  const accepted = await measured(bench, `accept at ${ACCEPT_RATE}/s, ${name}`, {
    ...call(0),
    expect: "InvocationAccepted",
    connections: 256,
    rate: ACCEPT_RATE,
  });
  await idle(ours);
  const asked = `database alone ${limit}`;
  bench.rows.push(
    inMs(`accept (waitMs 0) at ${ACCEPT_RATE}/s, median, ${name}`, accepted.median, `aim 8 ms; ${asked}`),
    inMs(`accept (waitMs 0) at ${ACCEPT_RATE}/s, p99, ${name}`, accepted.p99, `aim 40 ms; sent at ${round(accepted.perSecond)}/s`),
    {
      measure: `complete invocations/s, ${name}`,
      value: complete.perSecond,
      unit: "/s",
      beside: `aim 500/s; engine alone ${round(flat.perSecond)}/s, ${asked}`,
    },
  );
};

const COUNT = `query { invocations(first: 1, filter: { statuses: [QUEUED, RUNNING] }) { nodes { id } } }`;

/** What was accepted has been worked off: it must not run into the next measurement. */
const idle = ({ url }: Running): Promise<unknown> =>
  until(
    async () => {
      const answer = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: graphqlBody(COUNT, {}),
      });
      const { data } = (await answer.json()) as { data: { invocations: { nodes: unknown[] } } };
      return data.invocations.nodes.length === 0;
    },
    { timeoutMs: 120_000, everyMs: 200, what: "the end of what was accepted" },
  );
