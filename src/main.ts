/** The entry: one command per way of running. Whatever it cannot do, it says in a sentence and a non-zero exit code. */
import "reflect-metadata";
import { parseArgs } from "node:util";
import { migrations } from "../migrations/manifest.js";
import { createApp } from "./app.js";
import { type Config, describeConfig, loadConfig, renderConfigTable } from "./config.js";
import type { CozeConnectionSettings } from "./coze/settings.js";
import { createDatabase } from "./db/create-database.js";
import { createMigrator } from "./db/migrator.js";
import { entities } from "./entities.js";
import { schemaText } from "./graphql/schema.js";
import { systemClock } from "./kernel/clock.js";
import { AppError } from "./kernel/errors.js";
import { createLog } from "./kernel/log.js";
import { createSimulator, type Simulator } from "./simulator/simulator.js";
import { runTransferCommand } from "./transfer/transfer-command.js";

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  serve: () => serve(),
  simulator: (args) => simulate(args),
  migrate: (args) => migrate(args),
  abilities: async (args) => {
    process.exitCode = await runTransferCommand(args, print);
  },
  schema: async () => print(await schemaText()),
  config: async () => print(renderConfigTable()),
};

const print = (text: string): void => void process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
/** For the person at the terminal; stdout belongs to the JSON log. */
const tell = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

const requireConfig = (): Config => {
  const loaded = loadConfig();
  for (const warning of loaded.warnings) tell(`Warning: ${warning}`);
  if (loaded.ok) return loaded.config;
  throw new AppError("CONFIGURATION_INVALID", {
    params: { problem: `\n${loaded.problems.map((problem) => `  - ${problem}`).join("\n")}` },
  });
};

const serve = async (): Promise<void> => {
  const config = requireConfig();
  const simulator = config.coze.simulator ? createSimulator() : undefined;
  await simulator?.start();
  const connections = simulator ? [simulatorConnection(simulator, config)] : [];
  const log = createLog(config.process.logLevel);
  const app = createApp(config, { log, connections, samples: simulator !== undefined && config.embedded.includes("database") });
  for (const line of describeConfig(config)) log.info(line);
  stopOnSignals(async () => {
    await app.stop();
    await simulator?.stop();
  });
  try {
    const { url } = await app.start();
    welcome(url, config);
  } catch (error) {
    await simulator?.stop();
    throw error;
  }
};

const simulatorConnection = (simulator: Simulator, config: Config): CozeConnectionSettings => ({
  name: "default",
  baseUrl: simulator.url,
  token: () => SIMULATOR_TOKEN,
  flavour: "oss",
  timeoutMs: config.coze.defaultTimeoutMs,
});

/** The simulator's documented default: it guards nothing. */
const SIMULATOR_TOKEN = "pat_simulator";

const welcome = (url: string, config: Config): void => {
  tell(`\nAbility Gateway is ready at ${url}/`);
  if (config.process.role === "worker") tell("  A worker: it serves /health and /metrics only.");
  else welcomeCallers(url, config);
  tell("  Stop with Ctrl-C.\n");
};

const welcomeCallers = (url: string, config: Config): void => {
  if (config.explorers.graphiql) tell(`  GraphiQL, works without internet:  ${url}/graphiql`);
  if (config.explorers.sandbox) tell(`  Apollo Sandbox:                    ${url}/sandbox`);
  if (config.auth.development) tell("  Development sign-in is on: on this machine no token is needed.");
};

/** One Ctrl-C may arrive twice, from the terminal and copied by npm. */
const REPEATED_SIGNAL_MS = 1_000;

/** The first signal stops in order; a second one ends the process at once. */
const stopOnSignals = (stop: () => Promise<void>): void => {
  let stoppingSince: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stoppingSince !== undefined) {
      if (Date.now() - stoppingSince > REPEATED_SIGNAL_MS) process.exit(1);
      return;
    }
    stoppingSince = Date.now();
    tell(`${signal}: finishing what is under way …`);
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        tell(String(error));
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
};

const SIMULATOR_USAGE = "Usage: npm run simulator -- [--port 4010] [--flavour oss|oss-old|hosted] [--host 127.0.0.1]";

const simulate = async (args: readonly string[]): Promise<void> => {
  const { port, flavour, host } = readSimulatorArguments(args);
  const simulator = createSimulator({ port, flavour, host });
  stopOnSignals(() => simulator.stop());
  const { url } = await simulator.start();
  tell(`A simulated Coze (${flavour}) listens at ${url}; token ${SIMULATOR_TOKEN}. What it was sent: ${url}/_history`);
};

const readSimulatorArguments = (args: readonly string[]) => {
  const options = {
    port: { type: "string", default: "4010" },
    flavour: { type: "string", default: "oss" },
    host: { type: "string", default: "127.0.0.1" },
  } as const;
  try {
    const { values } = parseArgs({ args: [...args], options });
    const flavour = (["oss", "oss-old", "hosted"] as const).find((name) => name === values.flavour);
    if (flavour && /^\d{1,5}$/.test(values.port)) return { flavour, host: values.host, port: Number(values.port) };
  } catch {
    // Falls through to the usage.
  }
  throw new UsageError(SIMULATOR_USAGE);
};

const MIGRATE_USAGE = "Usage: npm run migrate -- status | up | down [count]";

const migrate = async ([action = "status", count = "1"]: readonly string[]): Promise<void> => {
  if (!["status", "up", "down"].includes(action) || !/^[1-9]\d?$/.test(count)) throw new UsageError(MIGRATE_USAGE);
  const { database: settings } = requireConfig();
  const parts = { log: createLog("warn"), clock: systemClock };
  const database = await createDatabase({ url: settings.url(), entities, migrations }, parts);
  try {
    const migrator = createMigrator(database, parts);
    if (action === "up") print(summary("applied", await migrator.up()));
    if (action === "down") print(summary("taken back", await migrator.down(Number(count))));
    for (const { name, applied, appliedAt } of await migrator.status()) {
      print(`${applied ? "applied" : "missing"}  ${name}${appliedAt === undefined ? "" : `  ${new Date(appliedAt).toISOString()}`}`);
    }
  } finally {
    await database.close();
  }
};

const summary = (verb: string, names: readonly string[]): string =>
  names.length === 0 ? `Nothing was ${verb}.` : `${names.length} ${verb}: ${names.join(", ")}`;

class UsageError extends Error {}

const main = async ([command = "serve", ...args]: readonly string[]): Promise<void> => {
  const run = COMMANDS[command];
  try {
    if (!run) throw new UsageError(`Unknown command ${command}. Known: ${Object.keys(COMMANDS).join(", ")}.`);
    await run(args);
  } catch (error) {
    tell(explain(error));
    process.exit(1);
  }
};

/** An expected problem in its own words, anything else with its stack. */
const explain = (error: unknown): string => {
  if (error instanceof UsageError) return error.message;
  if (!(error instanceof AppError)) return `${error instanceof Error ? error.stack : String(error)}`;
  const cause = error.cause instanceof Error ? `\n  Cause: ${error.cause.message}` : "";
  return `${error.message}${cause}`;
};

await main(process.argv.slice(2));
