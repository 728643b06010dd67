/**
 * Finds the MariaDB and Redis programs for private test servers: on PATH, else installed with apt-get (Debian, root),
 * else a sentence that says what to do. Starts nothing.
 */
import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface MariaDbPrograms {
  readonly server: string;
  /** Fills a new data folder; null for MySQL, whose server does that itself. */
  readonly installer: string | null;
}

/** Debian keeps servers where a normal user's PATH does not look. */
const SERVER_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** The first of `names` that exists, searched folder by folder; names are alternatives in order of preference. */
export const findProgram = (...names: string[]): string | undefined => {
  const folders = [...(process.env.PATH ?? "").split(delimiter).filter(Boolean), ...SERVER_FOLDERS];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
};

const lookForMariaDb = async (): Promise<MariaDbPrograms | undefined> => {
  const server = findProgram("mariadbd", "mysqld");
  if (!server) return undefined;
  const { stdout } = await run(server, ["--no-defaults", "--version"]);
  if (!stdout.includes("MariaDB")) return { server, installer: null };
  const installer = findProgram("mariadb-install-db", "mysql_install_db");
  return installer ? { server, installer } : undefined;
};

/** @throws Error with a sentence that says what to install or which variable to set. */
export const mariaDbPrograms = async (): Promise<MariaDbPrograms> => {
  const found = (await lookForMariaDb()) ?? ((await aptInstall("mariadb-server")) ? await lookForMariaDb() : undefined);
  return (
    found ?? missing({ what: "MariaDB (mariadbd and mariadb-install-db)", aptPackage: "mariadb-server", variable: "TEST_DATABASE_URL" })
  );
};

/** @throws Error with a sentence that says what to install or which variable to set. */
export const redisProgram = async (): Promise<string> => {
  const look = () => findProgram("redis-server", "valkey-server");
  const found = look() ?? ((await aptInstall("redis-server")) ? look() : undefined);
  return found ?? missing({ what: "Redis (redis-server or valkey-server)", aptPackage: "redis-server", variable: "TEST_REDIS_URL" });
};

const missing = (part: { what: string; aptPackage: string; variable: string }): never => {
  throw new Error(
    `These tests need ${part.what}, which is not on PATH. Install it (Debian and Ubuntu: apt-get install ${part.aptPackage}), ` +
      `or set ${part.variable} to a server that may be filled with test data, or run only the embedded suites with DATABASES=sqlite.`,
  );
};

/**
 * Debian asks policy-rc.d whether a freshly installed service may start; 101 means no. One installation at a time, also
 * between processes: apt-get waits for the lock of dpkg, not for that of its package lists.
 */
const INSTALL_SCRIPT = `
if ! [ -e /usr/sbin/policy-rc.d ]; then
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
fi
apt-get -qq update
apt-get -o DPkg::Lock::Timeout=120 -qq -y --no-install-recommends install "$0"
`;

/** Whether it was installed. A failure is reported; the caller then names the other ways. */
const aptInstall = async (aptPackage: string): Promise<boolean> => {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return false;
  console.log(`Installing ${aptPackage} with apt-get for the private test servers (no service is started) …`);
  const command = ["/run/lock/gateway-test-apt.lock", "/bin/sh", "-c", INSTALL_SCRIPT, aptPackage];
  try {
    await run("flock", command, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, maxBuffer: 2 ** 26 });
    return true;
  } catch (error) {
    const reason = error instanceof Error && "stderr" in error ? error.stderr : error;
    console.error(`apt-get could not install ${aptPackage}: ${reason}`);
    return false;
  }
};
