/**
 * One invocation and its 1,000 subscribers, each on a socket of its own, beside a raw `ws` broadcast of texts of the same
 * length to as many sockets; and what 10,000 idle subscriptions hold in memory. The clients are this process.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { WebSocket } from "ws";
import { ADMIN_TOKEN, fillCatalogue, graphqlBody, headers, INVOKE } from "./catalogue.js";
import { type Bench, keep, quantile, ratio, round, say } from "./part.js";
import { gateway, launch, memoryOf, type Running, simulator } from "./processes.js";

const SUBSCRIBERS = 1_000;
const EVENTS_PER_SECOND = 50;
const IDLE = 10_000;
const WARM_UP_MS = 3_000;
const LONG_WORKFLOW = "7500000000000000009";
const SILENT_WORKFLOW = "7500000000000000005";
/** A time is read from every so many messages: reading all of them would be the client's load, not the server's. */
const SAMPLE = 20;
const FOLLOW = `subscription($id: ID!) { invocationEvents(invocationId: $id) {
  __typename sequence cursor at ... on OutputDelta { text } ... on Finished { status } } }`;

interface Delivered {
  readonly perSecond: number;
  readonly median: number;
  readonly p99: number;
  /** Microseconds of the server's processor. */
  readonly cpuPerDelivery: number;
  /** Characters of a message. */
  readonly size: number;
}

export const fanOut = async (bench: Bench): Promise<void> => {
  say(`fan-out: ${SUBSCRIBERS} subscribers, ${EVENTS_PER_SECOND} events/s`);
  const engine = await keep(bench, simulator());
  const seconds = Math.max(bench.seconds, 4);
  const ours = await subscribable(bench, engine);
  const delayMs = 1_000 / EVENTS_PER_SECOND;
  // Long enough for the sockets to open, for the warm-up and for the measurement.
  await fillCatalogue(ours, 1, {
    workflowId: LONG_WORKFLOW,
    constants: { pieces: (seconds + 120) * EVENTS_PER_SECOND, delay_ms: delayMs },
  });
  const subscribed = await delivered(ours, seconds, { subscribe: true });
  await ours.stop();
  const args = ["test/bench/raw-broadcast.mjs", "PORT", ...[SUBSCRIBERS, EVENTS_PER_SECOND, subscribed.size].map(String)];
  const limit = await keep(bench, launch({ args, readyPath: "/" }));
  const raw = await delivered(limit, seconds, { subscribe: false });
  await limit.stop();
  await idle(bench, engine);
  bench.raw.fanOut = { subscribed, raw };
  bench.rows.push(
    ratio(
      "fan-out, messages/s, subscriptions : raw ws",
      subscribed.perSecond / raw.perSecond,
      `aim 0.6; ${facts(subscribed)} : ${facts(raw)}`,
    ),
    ratio(
      "fan-out, processor time per message, raw ws : subscriptions",
      raw.cpuPerDelivery / subscribed.cpuPerDelivery,
      cpu(subscribed, raw),
    ),
    ratio("fan-out, p99, subscriptions : raw ws", subscribed.p99 / raw.p99, `aim 2; ${round(subscribed.p99)} : ${round(raw.p99)} ms`),
  );
};

const facts = ({ perSecond, median }: Delivered): string => `${round(perSecond)}/s, median ${round(median)} ms`;
const cpu = (ours: Delivered, raw: Delivered): string =>
  `${round(ours.cpuPerDelivery)} : ${round(raw.cpuPerDelivery)} µs, ${ours.size} characters`;

const invoke = async ({ url }: Running): Promise<string> => {
  const body = graphqlBody(INVOKE, { input: { abilityKey: "bench-00", form: { topic: "tides" } } });
  const answer = await fetch(`${url}/graphql`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });
  const { data } = (await answer.json()) as { data: { invokeAbility: { invocation: { id: string } } } };
  return data.invokeAbility.invocation.id;
};

/** The sockets subscribe to a new invocation, or only listen. They are all open before the first event. */
const delivered = async (server: Running, seconds: number, { subscribe }: { subscribe: boolean }): Promise<Delivered> => {
  let count = 0;
  let size = 0;
  const latencies: number[] = [];
  const onMessage = (data: Buffer): void => {
    count++;
    if (count % SAMPLE !== 0) return;
    size = data.length;
    const at = /"at":"([^"]+)"/.exec(data.toString())?.[1];
    if (at) latencies.push(Date.now() - Date.parse(at));
  };
  const sockets = await open(server, SUBSCRIBERS, { speaks: subscribe, onMessage });
  const heard = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("message", resolve))));
  if (subscribe) follow(sockets, await invoke(server));
  await heard;
  // Warm-up, and what was missed while they subscribed is caught up with.
  await pause(WARM_UP_MS);
  const [before, startedAt, cpuBefore] = [count, performance.now(), cpuOf(server)];
  latencies.length = 0;
  await pause(seconds * 1_000);
  const elapsed = (performance.now() - startedAt) / 1_000;
  const [messages, cpuSeconds] = [count - before, cpuOf(server) - cpuBefore];
  for (const socket of sockets) socket.terminate();
  const result = {
    perSecond: messages / elapsed,
    median: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    cpuPerDelivery: (cpuSeconds / messages) * 1e6,
    size,
  };
  say(
    `  ${subscribe ? "subscriptions" : "raw ws"}: ${facts(result)}, p99 ${round(result.p99)} ms, ${round(result.cpuPerDelivery)} µs each`,
  );
  return result;
};

const idle = async (bench: Bench, engine: Running): Promise<void> => {
  const server = await subscribable(bench, engine);
  // Says nothing for ten minutes.
  await fillCatalogue(server, 1, { workflowId: SILENT_WORKFLOW, constants: { seconds: 600 } });
  const id = await invoke(server);
  const before = memoryOf(server);
  const sockets = await open(server, IDLE, { speaks: true, onMessage: () => undefined });
  follow(sockets, id);
  await pause(WARM_UP_MS);
  const after = memoryOf(server);
  for (const socket of sockets) socket.terminate();
  await server.stop();
  say(`  ${IDLE} idle subscriptions: ${round(after)} MB, ${round(before)} MB before`);
  bench.raw.idle = { before, after };
  bench.rows.push({
    measure: `${IDLE} idle subscriptions, a socket each: memory`,
    value: after,
    unit: "MB",
    beside: `aim 1,024; ${round(before)} MB before`,
  });
};

const subscribable = (bench: Bench, engine: Running): Promise<Running> =>
  keep(
    bench,
    gateway({
      ...{ SERVICE_API_TOKEN: ADMIN_TOKEN, LIVE_CONNECTIONS_PER_USER: "100000", INVOCATION_DELTA_WINDOW: "0ms" },
      ...{
        DATABASE_URL: `sqlite:${join(bench.folder, `fan-out-${Date.now()}.db`)}`,
        INVOCATION_DEADLINE: "30m",
        COZE_DEFAULT_TIMEOUT: "30m",
      },
      ...{ COZE_BASE_URL: engine.url, COZE_API_TOKEN: "pat_simulator", COZE_FLAVOUR: "oss", SHUTDOWN_GRACE: "1s" },
    }),
  );

interface Opening {
  /** graphql-transport-ws, else nothing. */
  readonly speaks: boolean;
  onMessage(data: Buffer): void;
}

/** So many at once: a server's backlog of connections is short. */
const OPENING_AT_ONCE = 100;

const open = async (server: Running, count: number, opening: Opening): Promise<WebSocket[]> => {
  const sockets: WebSocket[] = [];
  while (sockets.length < count) {
    const more = Array.from({ length: Math.min(OPENING_AT_ONCE, count - sockets.length) }, () => openOne(server, opening));
    sockets.push(...(await Promise.all(more)));
  }
  return sockets;
};

const follow = (sockets: readonly WebSocket[], id: string): void => {
  const message = JSON.stringify({ type: "subscribe", id: "1", payload: { query: FOLLOW, variables: { id } } });
  for (const socket of sockets) socket.send(message);
};

const openOne = ({ url }: Running, { speaks, onMessage }: Opening): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, speaks ? "graphql-transport-ws" : [], {
      skipUTF8Validation: true,
      perMessageDeflate: false,
    });
    socket.once("error", reject);
    socket.once("close", (code) => reject(new Error(`the server closed a socket with ${code}`)));
    socket.once("open", () => {
      const ready = (): void => {
        socket.on("message", onMessage);
        resolve(socket);
      };
      if (!speaks) return ready();
      socket.once("message", ready);
      socket.send(JSON.stringify({ type: "connection_init", payload: headers }));
    });
  });

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Seconds of processor time so far (Linux only; elsewhere NaN). */
const cpuOf = ({ child }: Running): number => {
  try {
    const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
};

/** What Linux counts in, on every machine Node runs on. */
const TICKS_PER_SECOND = 100;
