/**
 * How the tests run. `DATABASES=sqlite`, `DATABASES=mysql` or both (the default) chooses what the database suites run
 * on; everything that needs MariaDB or Redis belongs to `mysql` and gets private servers (test/support/services.ts).
 */
import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import { WaitsFirst } from "./support/waits-first.js";

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  // The package has `main` and `module` but no `exports`: without the alias tests get a second copy ("another realm").
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "test/bench/**", "test/fixtures/**", "test/machine/**"],
    environment: "node",
    pool: "forks",
    // Loading the gateway takes a process longer than most suites take: it is done once per worker, not once per file.
    isolate: false,
    // Many suites wait for servers that are away: two side by side halve the time, also on two cores.
    maxWorkers: 2,
    sequence: { sequencer: WaitsFirst },
    globalSetup: ["test/support/global-setup.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    env: { DATABASES: process.env.DATABASES ?? "sqlite,mysql" },
  },
});
