/**
 * What the gateway costs, as ratios measured in one run: lists beside a bare server and beside Apollo on Express,
 * invocations beside the bare engine and the database's own commits, streams beside the engine's, fan-out beside a bare
 * broadcast, catching up, pages of a long log, time to ready and idle memory. Prints a table and writes JSON; asserts nothing.
 * `npm run bench -- [--seconds 8] [--only lists,accept,…] [--rows 1000000] [--out .cache/bench.json]`
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { startPrivateMariaDb, startPrivateRedis } from "../support/private-servers.js";
import { accept } from "./accept.js";
import { ADMIN_TOKEN, fillCatalogue, graphqlBody, headers, INSTANT_WORKFLOW, INVOKE, LIST_QUERY, VIEWER_QUERY } from "./catalogue.js";
import { fanOut } from "./fan-out.js";
import { firstDelta } from "./first-delta.js";
import { history } from "./history.js";
import { map } from "./map.js";
import { type Bench, keep, measured, ratio, round, say } from "./part.js";
import { gateway, launch, memoryOf, simulator } from "./processes.js";
import { resume } from "./resume.js";
import { uploads } from "./uploads.js";

const COMMON = { SERVICE_API_TOKEN: ADMIN_TOKEN };
const LIST_CONNECTIONS = 32;
const CONCURRENT = 20;
/** Well below what one core serves, so that the figures show work and not waiting in line. */
const STEADY_RATE = 60;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string", default: "8" },
      only: { type: "string", default: Object.keys(PARTS).join() },
      rows: { type: "string", default: "1000000" },
      out: { type: "string", default: ".cache/bench.json" },
    },
  });
  const bench: Bench = {
    seconds: Number(values.seconds),
    historyRows: Number(values.rows),
    folder: mkdtempSync(join(tmpdir(), "gateway-bench-")),
    rows: [],
    raw: {},
    undo: [],
  };
  try {
    for (const [name, part] of Object.entries(PARTS)) if (values.only.split(",").includes(name)) await section(bench, part);
  } finally {
    rmSync(bench.folder, { recursive: true, force: true });
  }
  report(bench, values.out);
};

const section = async (bench: Bench, measure: (bench: Bench) => Promise<void>): Promise<void> => {
  try {
    await measure(bench);
  } finally {
    for (const step of bench.undo.splice(0).reverse()) await step();
  }
};

/** (a) 20 abilities with a loader field: the gateway, Apollo on Express, and a bare server with the same bytes. */
const lists = async (bench: Bench): Promise<void> => {
  say("lists: 20 abilities with a nested loader field");
  const engine = await keep(bench, simulator());
  const env = {
    ...COMMON,
    DATABASE_URL: `sqlite:${join(bench.folder, "lists.db")}`,
    COZE_BASE_URL: engine.url,
    COZE_API_TOKEN: "pat_simulator",
  };
  const ours = await keep(bench, gateway(env));
  await fillCatalogue(ours, 20);
  const body = graphqlBody(LIST_QUERY, { first: 20 });
  const answer = await (
    await fetch(`${ours.url}/graphql`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body })
  ).text();
  const file = join(bench.folder, "answer.json");
  writeFileSync(file, answer);
  const query = { body, headers, connections: LIST_CONNECTIONS, expect: "bench-19" };
  const viewer = { ...query, body: graphqlBody(VIEWER_QUERY, {}), expect: "Ability Gateway" };
  const gatewayResult = await measured(bench, "list, gateway", { ...query, url: `${ours.url}/graphql` });
  const gatewayAlone = await measured(bench, "no database, gateway", { ...viewer, url: `${ours.url}/graphql` });
  await ours.stop();
  const express = await keep(
    bench,
    launch({
      args: ["--import", "@oxc-node/core/register", "test/bench/express-server.ts"],
      env: { LOG_LEVEL: "warn", ...env },
      readyPath: "/health/ready",
    }),
  );
  const expressResult = await measured(bench, "list, Apollo on Express", { ...query, url: `${express.url}/graphql` });
  const expressAlone = await measured(bench, "no database, Apollo on Express", { ...viewer, url: `${express.url}/graphql` });
  await express.stop();
  const fixed = await keep(bench, launch({ args: ["test/bench/fixed-server.mjs", "PORT", file], readyPath: "/" }));
  const fixedResult = await measured(bench, "list, bare server with the same bytes", { ...query, url: fixed.url });
  bench.rows.push(
    {
      measure: "list query, requests/s",
      value: gatewayResult.perSecond,
      unit: "/s",
      beside: `${answer.length} bytes, ${LIST_CONNECTIONS} connections`,
    },
    ratio(
      "list query, gateway : Apollo on Express",
      gatewayResult.perSecond / expressResult.perSecond,
      `${round(expressResult.perSecond)}/s`,
    ),
    ratio(
      "query without database, gateway : Apollo on Express",
      gatewayAlone.perSecond / expressAlone.perSecond,
      `${round(gatewayAlone.perSecond)} : ${round(expressAlone.perSecond)}/s`,
    ),
    ratio("list query, gateway : bare server", gatewayResult.perSecond / fixedResult.perSecond, `${round(fixedResult.perSecond)}/s`),
    ratio(
      "list query p99, gateway : Apollo on Express",
      gatewayResult.p99 / expressResult.p99,
      `${round(gatewayResult.p99)} : ${round(expressResult.p99)} ms`,
    ),
  );
};

/** (b) invokeAbility with waitMs on an instant engine, beside calling the engine. */
const invocations = async (bench: Bench): Promise<void> => {
  say("invocations: invokeAbility with waitMs through an instant engine");
  const engine = await keep(bench, simulator());
  const direct = {
    url: `${engine.url}/v1/workflow/stream_run`,
    body: JSON.stringify({ workflow_id: INSTANT_WORKFLOW, parameters: { topic: "tides" } }),
    headers: { authorization: "Bearer pat_simulator" },
    expect: "Done",
    connections: CONCURRENT,
  };
  const flat = await measured(bench, "engine alone, closed loop", direct);
  const steady = await measured(bench, "engine alone, steady", { ...direct, rate: STEADY_RATE });
  const coze = { COZE_BASE_URL: engine.url, COZE_API_TOKEN: "pat_simulator" };
  const [mariadb, redis] = [await startPrivateMariaDb(), await startPrivateRedis()];
  bench.undo.push(
    () => mariadb.stop(),
    () => redis.stop(),
  );
  const stores = {
    SQLite: { DATABASE_URL: `sqlite:${join(bench.folder, "invoke.db")}` },
    "MariaDB + Redis": { DATABASE_URL: mariadb.url, REDIS_URL: redis.url },
  };
  for (const [name, env] of Object.entries(stores)) {
    const ours = await keep(bench, gateway({ ...COMMON, ...coze, ...env }));
    await fillCatalogue(ours, 1);
    const call = {
      url: `${ours.url}/graphql`,
      body: graphqlBody(INVOKE, { input: { abilityKey: "bench-00", form: { topic: "tides" }, waitMs: 10_000 } }),
      headers,
      expect: "SUCCEEDED",
      connections: CONCURRENT,
    };
    const loaded = await measured(bench, `invokeAbility, ${name}, closed loop`, call);
    const calm = await measured(bench, `invokeAbility, ${name}, steady`, { ...call, rate: STEADY_RATE });
    await ours.stop();
    bench.rows.push(
      {
        measure: `invokeAbility on ${name}, complete calls/s`,
        value: loaded.perSecond,
        unit: "/s",
        beside: `engine alone ${round(flat.perSecond)}/s, ${CONCURRENT} concurrent`,
      },
      {
        measure: `added median, ${name}, ${CONCURRENT} in a closed loop`,
        value: loaded.median - flat.median,
        unit: "ms",
        beside: `engine alone ${round(flat.median)} ms`,
      },
      {
        measure: `added p99, ${name}, ${CONCURRENT} in a closed loop`,
        value: loaded.p99 - flat.p99,
        unit: "ms",
        beside: `engine alone ${round(flat.p99)} ms`,
      },
      {
        measure: `added median, ${name}, ${STEADY_RATE}/s, evenly spaced`,
        value: calm.median - steady.median,
        unit: "ms",
        beside: `engine alone ${round(steady.median)} ms`,
      },
      {
        measure: `added p99, ${name}, ${STEADY_RATE}/s, evenly spaced`,
        value: calm.p99 - steady.p99,
        unit: "ms",
        beside: `engine alone ${round(steady.p99)} ms`,
      },
    );
  }
};

/** (c) From `node dist/src/main.js` to a 200 of /health/ready, and memory after it. */
const start = async (bench: Bench): Promise<void> => {
  say("start: time to ready, idle memory");
  const env = { DATA_DIR: join(bench.folder, "start") };
  const first = await gateway(env);
  await first.stop();
  const times: number[] = [];
  let memory = Number.NaN;
  for (let run = 0; run < 3; run++) {
    const again = await gateway(env);
    times.push(again.readyMs);
    memory = memoryOf(again);
    await again.stop();
  }
  times.sort((a, b) => a - b);
  bench.rows.push(
    { measure: "embedded start to ready, first (migrates, adds samples)", value: first.readyMs, unit: "ms", beside: "simulator included" },
    { measure: "embedded start to ready, again (median of 3)", value: times[1] ?? Number.NaN, unit: "ms", beside: "simulator included" },
    { measure: "idle memory after start", value: memory, unit: "MB", beside: "resident, simulator included" },
  );
};

const report = (bench: Bench, file: string): void => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  const cpu = cpus();
  const machine = `${cpu.length} x ${cpu[0]?.model.trim()}, ${round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ability-gateway ${version}`;
  const lines = [
    "| measure | value | beside |",
    "| --- | ---: | --- |",
    ...bench.rows.map((row) => `| ${row.measure} | ${round(row.value)} ${row.unit} | ${row.beside} |`),
  ];
  process.stdout.write(
    `${lines.join("\n")}\n\nMachine: ${machine}; load generator, gateway, engine and database share it. ${bench.seconds} s per measurement after a warm-up.\n`,
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify({ machine, at: new Date().toISOString(), seconds: bench.seconds, rows: bench.rows, raw: bench.raw }, null, 2)}\n`,
  );
};

const PARTS: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  lists,
  invocations,
  accept,
  firstDelta,
  fanOut,
  resume,
  map,
  history,
  uploads,
  start,
};

await main();
