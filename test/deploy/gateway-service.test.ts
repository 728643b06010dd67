import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { cozeCheck } from "../../scripts/deploy/components/gateway/coze-check.js";
import { gateway } from "../../scripts/deploy/components/gateway/gateway.js";
import type { Context } from "../../scripts/deploy/contract/step.js";
import { applySteps } from "../../scripts/deploy/steps/apply.js";
import { stepsOf } from "../../scripts/deploy/steps/component-steps.js";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { createTestClient } from "../support/client.js";
import { ensureBuilt } from "../support/gateway-process.js";
import { PLAIN_SYSTEMCTL, stopPlainServices } from "../support/plain-services.js";
import { installProjectRelease } from "../support/project-release.js";
import { publishAbility } from "../support/seed.js";
import { selectedDialects } from "../support/selected-dialects.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { startSimulator } from "../support/simulator-caller.js";
import { contextOf, gatewayNeighbours } from "../support/site-parts.js";

const SERVICE_TOKEN = "service-token-of-this-site";
const hasServers = selectedDialects().includes("mysql");

const freePorts = async (count: number): Promise<number> => {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const taken = await Promise.all(Array.from({ length: count }, (_, index) => isTaken(first + index)));
    if (!taken.includes(true)) return first;
  }
};
const isTaken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
      .once("error", () => resolve(true))
      .listen(port, "127.0.0.1", () => server.close(() => resolve(false)));
  });

interface Deployed {
  readonly context: (more?: Record<string, string>) => Context;
  readonly root: string;
  readonly port: number;
  readonly simulator: Awaited<ReturnType<typeof startSimulator>>;
}

const deployed = async (): Promise<Deployed> => {
  await ensureBuilt();
  const root = await mkdtemp(join(tmpdir(), "gateway-site-"));
  onTestFinished(async () => {
    await stopPlainServices(root);
    await rm(root, { recursive: true, force: true });
  });
  const [simulator, database, redis, port] = [
    await startSimulator(),
    await createDatabase({ empty: true }),
    await sharedRedisUrl(),
    await freePorts(4),
  ];
  onTestFinished(() => database.drop());
  await installProjectRelease(root);
  for (const folder of ["etc/systemd/system", "var/lib/coze-deploy", "etc/coze"]) await mkdir(join(root, folder), { recursive: true });
  const variables = {
    ...{ GATEWAY_URL: "https://abilities.test", GATEWAY_PORT: String(port), GATEWAY_WORKER_PORT: String(port + 2) },
    ...{ GATEWAY_API_INSTANCES: "2", NODE_FROM: "system", NODE_PROGRAM: process.execPath },
    ...{
      GATEWAY_COZE_BASE_URL: simulator.url,
      GATEWAY_COZE_FLAVOUR: "oss",
      GATEWAY_REDIS_PREFIX: randomRedisPrefix().replace(":", ""),
      LOOP_PLACE: "none",
    },
  };
  const secrets = {
    ...{ GATEWAY_SERVICE_API_TOKEN: SERVICE_TOKEN, GATEWAY_SECRETS_KEY: "a1".repeat(32), GATEWAY_COZE_API_TOKEN: "pat_simulator" },
    ...{ GATEWAY_DATABASE_URL: database.url, GATEWAY_REDIS_URL: redis },
  };
  const components = [gateway, ...gatewayNeighbours()];
  const context = (more = {}) => contextOf(components, { root, systemctl: PLAIN_SYSTEMCTL, variables: { ...variables, ...more }, secrets });
  return { context, root, port, simulator };
};

const apply = (context: Context) => applySteps(context, stepsOf(context.site, gateway), { begins: () => undefined, ends: () => undefined });

/** Path → mode, size and time of every file below, but for what services write. */
const snapshot = async (root: string): Promise<Record<string, string>> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes("plain-systemctl"));
  const pairs = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    const { mode, size, mtimeMs } = await stat(path);
    return [path.slice(root.length), `${mode} ${size} ${mtimeMs}`] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
};

describe.skipIf(!hasServers)("deployed from nothing", () => {
  test("it is migrated, started, healthy, and runs a workflow; again nothing changes; a changed setting restarts it without a gap", async () => {
    const { context, root, port } = await deployed();
    const first = await apply(context());
    expect(first.failed).toBeUndefined();
    expect(first.changed.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        "gateway/migrate",
        ...["worker-1", "api-1", "api-2"].map((name) => `gateway/service/coze-gateway-${name}.service`),
      ]),
    );

    const admin = createTestClient(`http://127.0.0.1:${port}`, SERVICE_TOKEN);
    const { key } = await publishAbility(admin, { workflowId: WORKFLOW_IDS.instant });
    const ready = context({ GATEWAY_DOCTOR_ABILITY: key });
    expect(await cozeCheck.run(ready)).toMatchObject([{ severity: "ok", evidence: expect.stringContaining('"status":"SUCCEEDED"') }]);
    for (const check of gateway.describe(ready.site).checks)
      expect([check.id, (await check.run(ready)).filter(({ severity }) => severity === "error")]).toEqual([check.id, []]);

    const before = await snapshot(root);
    const second = await apply(context());
    expect([second.changed, second.failed]).toEqual([[], undefined]);
    expect(await snapshot(root)).toEqual(before);

    const watch = watched([port, port + 1]);
    const third = await apply(context({ GATEWAY_LOG_LEVEL: "warn" }));
    expect(third.failed).toBeUndefined();
    expect(third.changed).toHaveLength(4);
    expect(await watch.end()).toEqual({ without: 0, looks: expect.any(Number) });
    expect(await readFile(join(root, "etc/coze/gateway/gateway.env"), "utf8")).toContain("LOG_LEVEL=warn");
  }, 240_000);
});

/** Leaves the machine to the instances between two looks. */
const LOOK_EVERY_MS = 50;

/** Asks both api instances again and again: as behind nginx, one that is ready is enough. */
const watched = (ports: readonly number[]) => {
  const seen = { without: 0, looks: 0 };
  let isOver = false;
  const isReady = (port: number) =>
    fetch(`http://127.0.0.1:${port}/health/ready`).then(
      ({ ok, body }) => body?.cancel().then(() => ok),
      () => false,
    );
  const watching = (async () => {
    while (!isOver) {
      const ready = await Promise.all(ports.map(isReady));
      seen.looks += 1;
      if (!ready.includes(true)) seen.without += 1;
      await sleep(LOOK_EVERY_MS);
    }
  })();
  return {
    end: async () => {
      isOver = true;
      await watching;
      return seen;
    },
  };
};
