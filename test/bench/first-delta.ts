/** What the gateway adds between an engine and the person who reads along, at 50 streams at once. */
import { request } from "node:http";
import { type Client, createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { ADMIN_TOKEN, fillCatalogue, graphqlBody, headers, INVOKE } from "./catalogue.js";
import { type PacedEngine, SILENCE_MS, startPacedEngine } from "./paced-engine.js";
import { type Bench, inMs, keep, quantile, say, spread } from "./part.js";
import { gateway, type Running } from "./processes.js";
import { mariaDbStore, sqliteStore } from "./stores.js";

const STREAMS = 50;
const STREAMS_PER_SOCKET = 10;
const FOLLOW = `subscription($id: ID!) { invocationEvents(invocationId: $id, snapshot: false) { __typename } }`;

/** Milliseconds. */
interface FirstDelta {
  /** From the engine's first text until it was here. */
  readonly transit: number;
  /** From the call until the first text was here, without the engine's silence. */
  readonly fromCall: number;
}

export const firstDelta = async (bench: Bench): Promise<void> => {
  say(`first delta: ${STREAMS} streams at once, beside reading the engine's stream directly`);
  const engine = await startPacedEngine();
  bench.undo.push(() => engine.stop());
  const direct = await streams(bench, (nonce) => readDirectly(engine, nonce));
  for (const store of [sqliteStore(bench, "first-delta.db"), await mariaDbStore(bench)]) {
    const coze = { COZE_BASE_URL: engine.url, COZE_API_TOKEN: "pat_simulator", COZE_FLAVOUR: "oss" };
    const ours = await keep(bench, gateway({ SERVICE_API_TOKEN: ADMIN_TOKEN, ...coze, ...store.env }));
    await fillCatalogue(ours, 1);
    const sockets = openSockets(ours);
    const through = await streams(bench, (nonce, index) => readThrough({ ours, engine, socket: socketOf(sockets, index) }, nonce));
    for (const socket of sockets) await socket.dispose();
    await ours.stop();
    report(bench, store.name, { direct, through });
  }
};

const report = (bench: Bench, name: string, { direct, through }: Record<"direct" | "through", readonly FirstDelta[]>): void => {
  const [added, addedFromCall] = (["transit", "fromCall"] as const).map((kind) => {
    const [ours, theirs] = [through.map((delta) => delta[kind]), direct.map((delta) => delta[kind])];
    say(`  ${name}, ${kind}: ${spread(ours)}; engine alone ${spread(theirs)}; ${ours.length} streams`);
    bench.raw[`first delta, ${kind}, ${name}`] = { ours: spread(ours), direct: spread(theirs), streams: ours.length };
    const plus = (q: number): number => quantile(ours, q) - quantile(theirs, q);
    return { median: plus(0.5), p99: plus(0.99), alone: `engine alone ${spread(theirs)}` };
  });
  if (!added || !addedFromCall) return;
  bench.rows.push(
    inMs(
      `added from the engine's first text to the follower, median, ${name}`,
      added.median,
      `aim 3 ms; ${added.alone}, ${STREAMS} streams`,
    ),
    inMs(`added from the engine's first text to the follower, p99, ${name}`, added.p99, "aim 15 ms"),
    inMs(`added from the call to its first text, median, ${name}`, addedFromCall.median, addedFromCall.alone),
  );
};

let nonces = 0;

/** As many as `STREAMS` at once, each again and again until time is up; what came while warming up does not count. */
const streams = async (bench: Bench, read: (nonce: string, index: number) => Promise<FirstDelta>): Promise<FirstDelta[]> => {
  const startedAt = performance.now();
  const [warmAt, endAt] = [startedAt + 2_000, startedAt + 2_000 + bench.seconds * 1_000];
  const seen: FirstDelta[] = [];
  const repeat = async (index: number): Promise<void> => {
    // Not in step with each other.
    await new Promise((resolve) => setTimeout(resolve, (index * 1_000) / STREAMS));
    while (performance.now() < endAt) {
      const begunAt = performance.now();
      const delta = await read(`bench-nonce-${nonces++}`, index);
      if (begunAt > warmAt) seen.push(delta);
    }
  };
  await Promise.all(Array.from({ length: STREAMS }, (_, index) => repeat(index)));
  return seen;
};

const readDirectly = (engine: PacedEngine, nonce: string): Promise<FirstDelta> =>
  new Promise((resolve, reject) => {
    const calledAt = performance.now();
    const body = JSON.stringify({ workflow_id: "7500000000000000001", parameters: { topic: nonce } });
    const outgoing = request(`${engine.url}/v1/workflow/stream_run`, { method: "POST" }, (incoming) => {
      let delta: FirstDelta | undefined;
      incoming.on("data", () => (delta ??= deltaOf(engine, { nonce, calledAt })));
      incoming.once("end", () => (delta ? resolve(delta) : reject(new Error("no text"))));
    });
    outgoing.once("error", reject).end(body);
  });

const deltaOf = (engine: PacedEngine, { nonce, calledAt }: { nonce: string; calledAt: number }): FirstDelta => {
  const now = performance.now();
  return { transit: now - engine.firstTextAt(nonce), fromCall: now - calledAt - SILENCE_MS };
};

interface Through {
  readonly ours: Running;
  readonly engine: PacedEngine;
  readonly socket: Client;
}

const readThrough = async ({ ours, engine, socket }: Through, nonce: string): Promise<FirstDelta> => {
  const calledAt = performance.now();
  const answer = await fetch(`${ours.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: graphqlBody(INVOKE, { input: { abilityKey: "bench-00", form: { topic: nonce } } }),
  });
  const { data } = (await answer.json()) as { data: { invokeAbility: { invocation: { id: string } } } };
  let delta: FirstDelta | undefined;
  const { id } = data.invokeAbility.invocation;
  for await (const result of socket.iterate<{ invocationEvents: { __typename: string } }>({ query: FOLLOW, variables: { id } })) {
    if (result.data?.invocationEvents.__typename === "OutputDelta") delta ??= deltaOf(engine, { nonce, calledAt });
  }
  if (!delta) throw new Error(`${id} ended without a text`);
  return delta;
};

const openSockets = ({ url }: Running): Client[] =>
  Array.from({ length: STREAMS / STREAMS_PER_SOCKET }, () =>
    createClient({ url: `${url.replace("http", "ws")}/graphql`, webSocketImpl: WebSocket, connectionParams: headers, lazy: false }),
  );

const socketOf = (sockets: readonly Client[], index: number): Client => sockets[index % sockets.length] as Client;
