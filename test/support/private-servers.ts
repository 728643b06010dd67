/**
 * How a private MariaDB (or MySQL) and a private Redis are set up: throw-away data, loopback only, ready in about a
 * second, as root or as a normal user. For suites that break a server; all others share one pair (services.ts).
 */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { createConnection } from "mysql2/promise";
import { mariaDbPrograms, redisProgram } from "./server-binaries.js";
import { type PrivateServer, type ServerRecipe, startServer } from "./server-process.js";

export type { PrivateServer } from "./server-process.js";

const run = promisify(execFile);

/** The server reads this file line by line: one statement on each. */
const FIRST_STATEMENTS = [
  "CREATE DATABASE IF NOT EXISTS app CHARACTER SET utf8mb4;",
  "CREATE USER IF NOT EXISTS 'app'@'%' IDENTIFIED BY 'app';",
  "GRANT ALL ON *.* TO 'app'@'%' WITH GRANT OPTION;",
  "",
].join("\n");

/**
 * `url` names the database `app`; its user `app` (password `app`) may do everything. A kill may cost it the last second
 * of what it committed, unless `settings` (options of the server program) say otherwise.
 */
export const startPrivateMariaDb = async ({ settings = [] }: { settings?: readonly string[] } = {}): Promise<PrivateServer> => {
  const { server, installer } = await mariaDbPrograms();
  // Both programs refuse to run as root unless told so, and accept --user from root only.
  const asRoot = process.getuid?.() === 0 ? ["--user=root"] : [];
  const log = installer ? "--innodb-log-file-size=16M" : "--innodb-redo-log-capacity=16M";
  const recipe: ServerRecipe = {
    name: "mariadb",
    url: (port) => `mysql://app:app@127.0.0.1:${port}/app`,
    prepare: async (folder) => {
      // Two installers at once would take each other's temporary tables for their own in a shared folder.
      const data = [`--datadir=${join(folder, "data")}`, `--tmpdir=${folder}`];
      await (installer
        ? run(installer, [
            "--no-defaults",
            ...asRoot,
            ...data,
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--skip-name-resolve",
            log,
          ])
        : run(server, ["--no-defaults", ...asRoot, ...data, "--initialize-insecure", log]));
      await writeFile(join(folder, "init.sql"), FIRST_STATEMENTS);
    },
    command: ({ folder, port }) => ({
      program: server,
      args: [
        "--no-defaults",
        ...asRoot,
        `--datadir=${join(folder, "data")}`,
        `--tmpdir=${folder}`,
        `--port=${port}`,
        "--bind-address=127.0.0.1",
        `--socket=${join(folder, "sock")}`,
        `--pid-file=${join(folder, "own-pid")}`,
        `--init-file=${join(folder, "init.sql")}`,
        log,
        "--skip-name-resolve",
        "--skip-log-bin",
        // A killed process leaves its files whole; only a machine that stops would lose what was not synced.
        ...["--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--innodb-doublewrite=0"],
        ...(installer ? ["--debug-no-sync=1"] : []),
        "--innodb-buffer-pool-size=64M",
        "--performance-schema=OFF",
        "--character-set-server=utf8mb4",
        "--max-connections=500",
        ...(installer ? [] : ["--mysqlx=OFF"]),
        ...settings,
      ],
    }),
    probe: async (port) => {
      const connection = await createConnection({
        host: "127.0.0.1",
        port,
        user: "app",
        password: "app",
        database: "app",
        connectTimeout: 1_000,
      });
      await connection.end();
    },
  };
  return startServer(recipe);
};

/** Without persistence: after `kill()` or `restart()` it is empty. */
export const startPrivateRedis = async (options: { password?: string } = {}): Promise<PrivateServer> => {
  const program = await redisProgram();
  const { password } = options;
  return startServer({
    name: "redis",
    url: (port) => `redis://${password ? `:${encodeURIComponent(password)}@` : ""}127.0.0.1:${port}`,
    command: ({ folder, port }) => ({
      program,
      args: [
        ...["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"],
        ...["--maxmemory-policy", "noeviction", ...(password ? ["--requirepass", password] : [])],
      ],
    }),
    probe: redisAnswers,
  });
};

/** Any reply will do: one that asks for a password is an answer too; one that says LOADING is not. */
const redisAnswers = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: 1_000 }, () => socket.write("PING\r\n"));
    const fail = (why: Error) => {
      socket.destroy();
      reject(why);
    };
    socket.once("error", fail);
    socket.once("timeout", () => fail(new Error("no answer to PING")));
    socket.once("close", () => fail(new Error("closed without an answer")));
    socket.once("data", (reply) => {
      if (reply.toString().startsWith("-LOADING")) return fail(new Error("loading"));
      socket.destroy();
      resolve();
    });
  });
