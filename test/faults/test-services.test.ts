import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeWithServers } from "../support/database-matrix.js";
import { selectedDialects } from "../support/selected-dialects.js";
import { freePort } from "../support/server-process.js";
import { runFolder } from "../support/services.js";
import { until } from "../support/until.js";

const VITEST = join(createRequire(import.meta.url).resolve("vitest/package.json"), "..", "vitest.mjs");

describeWithServers("what a test run leaves behind", () => {
  /** The environment of a run that knows nothing of the one it is tested in. */
  const cleanEnvironment = () =>
    Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|GATEWAY_TEST|DATABASES)/.test(name)));

  const startRun = async (cleanUp: (step: () => void) => void, end: "hold" | "pass" | "crash" = "hold") => {
    const folder = await mkdtemp(join(runFolder(), "held-run-"));
    mkdirSync(join(folder, "tmp"));
    cleanUp(() => rmSync(folder, { recursive: true, force: true }));
    const report = join(folder, "report.json");
    const env = { ...cleanEnvironment(), TMPDIR: join(folder, "tmp"), HELD_RUN_REPORT: report, HELD_RUN_END: end };
    // Its own process group, as in a terminal: a signal to the group reaches the workers too.
    const runner = spawn(process.execPath, [VITEST, "run", "--config", "test/fixtures/held-run/vitest.config.ts"], {
      env,
      stdio: "ignore",
      detached: true,
    });
    const ended = once(runner, "exit");
    // Only after a failure is there anything left to end.
    cleanUp(() => void (isRunning(runner) && runner.kill("SIGKILL")));
    // Process ids: a port that answers later may be anybody's.
    const servers = await until(() => JSON.parse(readFileSync(report, "utf8")) as number[], {
      timeoutMs: 60_000,
      what: "the servers of the run",
    });
    cleanUp(() => {
      for (const server of servers.filter(isAlive)) process.kill(server, "SIGKILL");
    });
    /** vitest has a folder of its own there, which it leaves behind when it is interrupted. */
    const foldersLeft = () => readdirSync(join(folder, "tmp")).filter((name) => name.startsWith("gateway-test-"));
    return { pid: runner.pid ?? 0, ended, servers, foldersLeft };
  };

  const isRunning = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  test.concurrent.for<{ how: string; end: (pid: number) => void }>([
    { how: "SIGINT", end: (pid) => process.kill(pid, "SIGINT") },
    { how: "Ctrl-C (SIGINT to the whole group)", end: (pid) => process.kill(-pid, "SIGINT") },
    { how: "SIGTERM", end: (pid) => process.kill(pid, "SIGTERM") },
    { how: "SIGKILL", end: (pid) => process.kill(pid, "SIGKILL") },
  ])("a run ended by $how leaves no server, no process and no folder", { timeout: 120_000 }, async ({ end }, { onTestFinished }) => {
    const { pid, ended, servers, foldersLeft } = await startRun(onTestFinished);
    expect(servers).toHaveLength(3);
    expect(servers.every(isAlive)).toBe(true);
    expect(foldersLeft()).toHaveLength(4);
    end(pid);
    await until(() => !servers.some(isAlive), { timeoutMs: 15_000, what: "the end of the servers" });
    await until(() => foldersLeft().length === 0, { what: "the removal of the folders" });
    await ended;
  });

  test.concurrent.for(["pass", "crash"] as const)(
    "a run whose test ends with a %s leaves nothing either",
    { timeout: 120_000 },
    async (end, { onTestFinished }) => {
      const { ended, servers, foldersLeft } = await startRun(onTestFinished, end);
      expect(servers).toHaveLength(3);
      await ended;
      await until(() => !servers.some(isAlive), { timeoutMs: 15_000, what: "the end of the servers" });
      await until(() => foldersLeft().length === 0, { what: "the removal of the folders" });
    },
  );
});

describe("finding the servers", () => {
  test("a free port is never a standard one", async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort));
    expect(ports.some((port) => [0, 3306, 6379].includes(port))).toBe(false);
  });

  test.each(["", "sqlite,", "postgres", "sqlite;mysql"])("DATABASES=%j is refused instead of skipping suites", (selection) => {
    expect(() => selectedDialects(selection)).toThrow(/is none of sqlite, mysql/);
  });

  test.each([
    { selection: "mysql", dialects: ["mysql"] },
    { selection: "mysql, sqlite", dialects: ["sqlite", "mysql"] },
  ])("DATABASES=$selection selects $dialects", ({ selection, dialects }) => {
    expect(selectedDialects(selection)).toEqual(dialects);
  });
});
