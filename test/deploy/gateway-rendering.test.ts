/** What the gateway's component makes of a site: instances, units, a flat environment without secrets, credentials, problems. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { COMPONENTS as CATALOGUE } from "../../scripts/deploy/components/catalogue.js";
import { gateway } from "../../scripts/deploy/components/gateway/gateway.js";
import { missingIn } from "../../scripts/deploy/components/gateway/migrations.js";
import { graceSeconds } from "../../scripts/deploy/components/gateway/units.js";
import type { Component } from "../../scripts/deploy/contract/component.js";
import type { Site } from "../../scripts/deploy/contract/site.js";
import { siteFrom } from "../../scripts/deploy/site/site.js";
import { unitText } from "../../scripts/deploy/units/service-unit.js";
import { gatewayNeighbours } from "../support/site-parts.js";

const run = promisify(execFile);

/** The gateway among stand-ins for those that it calls: what these are like is not its matter. */
const COMPONENTS = [gateway, ...gatewayNeighbours()];

const SECRETS = {
  GATEWAY_SERVICE_API_TOKEN: "service-token-of-this-test",
  GATEWAY_SECRETS_KEY: "f".repeat(64),
  MYSQL_GATEWAY_PASSWORD: "pa/ss@word:1",
  REDIS_GATEWAY_PASSWORD: "redis-word",
};

const siteOf = (variables: Record<string, string> = {}, secrets: Record<string, string> = {}, root = "/"): Site =>
  siteFrom({
    components: COMPONENTS,
    root,
    variables: { GATEWAY_URL: "https://abilities.test", STUDIO_URL: "https://studio.test", LOOP_URL: "https://loop.test", ...variables },
    secrets: { ...SECRETS, ...secrets },
  });

const fileNamed = (site: Site, end: string): string =>
  gateway.describe(site).files.find(({ path }) => path.endsWith(end))?.content ?? "no such file";
const unitNamed = (site: Site, name: string): string => {
  const unit = gateway.describe(site).units.find((other) => other.name === name);
  return unit ? unitText(unit) : "no such unit";
};

describe("instances", () => {
  test("are units of their own with ports counted up, workers first", () => {
    const site = siteOf({ GATEWAY_API_INSTANCES: "3", GATEWAY_WORKER_INSTANCES: "2", GATEWAY_PORT: "5000" });
    const { units, services, ports, rolling } = gateway.describe(site);
    const names = ["worker-1", "worker-2", "api-1", "api-2", "api-3"].map((name) => `coze-gateway-${name}.service`);
    expect(units.map(({ name }) => name)).toEqual(names);
    expect(services.map(({ unit }) => unit)).toEqual(names);
    expect(ports.map(({ port, isPublic }) => [port, isPublic])).toEqual([4100, 4101, 5000, 5001, 5002].map((port) => [port, false]));
    expect([rolling, unitNamed(site, "coze-gateway-api-2.service")]).toEqual([true, expect.stringContaining("Environment=PORT=5001\n")]);
  });

  test("listen on the host's own address as soon as nginx is elsewhere, workers never", () => {
    const variables = { SITE_HOSTS: "edge=10.0.0.9 app=10.0.0.10", GATEWAY_PLACE: "app", NGINX_PLACE: "edge" };
    const values = { components: COMPONENTS, variables, secrets: SECRETS, here: "app" };
    const site = siteFrom(values);
    expect(unitNamed(site, "coze-gateway-api-1.service")).toContain("Environment=HOST=10.0.0.10\n");
    expect(unitNamed(site, "coze-gateway-worker-1.service")).toContain("Environment=HOST=127.0.0.1\n");
    expect(fileNamed(site, "gateway.env")).toContain("\nTRUST_PROXY=10.0.0.9\n");
  });
});

describe("secrets", () => {
  test("are in root-only credentials alone; what everybody may read has none", () => {
    const site = siteOf({}, { GATEWAY_COZE_API_TOKEN: "pat_of_coze" });
    const { files, units } = gateway.describe(site);
    const values = [...Object.values(SECRETS), encodeURIComponent(SECRETS.MYSQL_GATEWAY_PASSWORD), "pat_of_coze"];
    const open = [...files.filter(({ secret }) => !secret).map(({ content }) => content), ...units.map(unitText)];
    for (const content of open) for (const value of values) expect(content).not.toContain(value);
    for (const file of files.filter(({ secret }) => secret)) expect([file.mode, file.owner ?? "root"]).toEqual([0o600, "root"]);
    expect(fileNamed(site, "credentials/database-url")).toBe("mysql://gateway:pa%2Fss%40word%3A1@127.0.0.1:3306/gateway\n");
    expect(fileNamed(site, "credentials/coze-api-token")).toBe("pat_of_coze\n");
  });

  test("reach the process as credentials of its unit", () => {
    const unit = unitNamed(siteOf(), "coze-gateway-api-1.service");
    for (const [variable, name] of [
      ["DATABASE_URL", "database-url"],
      ["REDIS_URL", "redis-url"],
      ["COZE_API_TOKEN", "coze-api-token"],
      ["SERVICE_API_TOKEN", "service-api-token"],
      ["SECRETS_KEY", "secrets-key"],
    ]) {
      expect(unit).toContain(`\nLoadCredential=${name}:/etc/coze/gateway/credentials/${name}\n`);
      expect(unit).toContain(`\nEnvironment=${variable}_FILE=%d/${name}\n`);
    }
  });

  test("those of Loop join with its workspace, whole or not at all", () => {
    const without = siteOf();
    expect(unitNamed(without, "coze-gateway-api-1.service") + fileNamed(without, "gateway.env")).not.toContain("COZE_LOOP");
    const given = siteOf({ GATEWAY_LOOP_WORKSPACE_ID: "7530000000000000001" });
    expect(unitNamed(given, "coze-gateway-api-1.service")).toContain("COZE_LOOP_API_TOKEN_FILE=%d/coze-loop-api-token");
    expect(fileNamed(given, "gateway.env")).toContain("COZE_LOOP_WORKSPACE_ID=7530000000000000001\n");
    expect([gateway.needs(without), gateway.needs(given)]).toEqual([
      expect.not.arrayContaining(["loop"]),
      expect.arrayContaining(["loop"]),
    ]);
  });
});

test("the environment is flat, says production, and passes on what is set", () => {
  const content = fileNamed(
    siteOf({ GATEWAY_AUTH_JWT_JWKS_URL: "https://id.test/keys", GATEWAY_CORS_ORIGINS: "https://a.test, https://b.test" }),
    "gateway.env",
  );
  const lines = content.trim().split("\n").slice(1);
  for (const line of lines) expect(line).toMatch(/^[A-Z_]+=("[^"\n]*"|[\w@%+=:,./-]*)$/);
  expect(lines).toEqual(
    expect.arrayContaining([
      ...["NODE_ENV=production", "MIGRATE_ON_START=off", "PUBLIC_URL=https://abilities.test", "TRUST_PROXY=loopback"],
      ...["COZE_BASE_URL=http://127.0.0.1:8892", "AUTH_JWT_JWKS_URL=https://id.test/keys", 'CORS_ORIGINS="https://a.test, https://b.test"'],
      ...["FILE_STORAGE=/var/lib/coze/gateway/files", "FILE_ENGINE_HOSTS=http://127.0.0.1:9000"],
    ]),
  );
});

test.each([
  ["20s", 20],
  ["500ms", 1],
  ["2m", 120],
  ["45", 45],
])("systemd waits longer than a grace of %s", (duration, seconds) => {
  expect(graceSeconds(duration)).toBe(seconds);
  const unit = unitNamed(siteOf({ GATEWAY_SHUTDOWN_GRACE: duration }), "coze-gateway-worker-1.service");
  expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(seconds);
});

test("missing migrations are read from what the command prints", () => {
  expect(missingIn("applied  First1  2026-01-01T00:00:00.000Z\nmissing  Second2\nmissing  Third3\n")).toEqual(["Second2", "Third3"]);
});

describe("problems", () => {
  const found = (variables: Record<string, string>, secrets: Record<string, string> = {}) =>
    gateway.problems(siteOf(variables, secrets)).map(({ keys, severity }) => `${severity} ${keys.join()}`);
  const SIGN_IN = "warning GATEWAY_AUTH_JWT_JWKS_URL,GATEWAY_AUTH_JWT_SECRET";

  test.each([
    [{ GATEWAY_API_INSTANCES: "0" }, "error GATEWAY_API_INSTANCES"],
    [{ GATEWAY_API_INSTANCES: "1" }, "warning GATEWAY_API_INSTANCES"],
    [{ GATEWAY_API_INSTANCES: "5", GATEWAY_WORKER_PORT: "4002" }, "error GATEWAY_PORT,GATEWAY_WORKER_PORT"],
    [{ STUDIO_PLACE: "none" }, "error GATEWAY_COZE_BASE_URL,STUDIO_PLACE"],
    [{ MYSQL_PLACE: "none" }, "error MYSQL_PLACE,GATEWAY_DATABASE_URL"],
    [{ REDIS_GATEWAY_PLACE: "none" }, "error REDIS_GATEWAY_PLACE,GATEWAY_REDIS_URL"],
    [{ GATEWAY_FILE_STORAGE: "/" }, "error GATEWAY_FILE_STORAGE"],
  ])("%o is %s", (variables: Record<string, string>, expected) => {
    expect(found(variables)).toEqual([expected, SIGN_IN]);
  });

  test("outside services take the place of the site's own", () => {
    const given = {
      GATEWAY_DATABASE_URL: "mysql://u:p@db.test/g",
      GATEWAY_REDIS_URL: "redis://r.test",
      GATEWAY_AUTH_JWT_SECRET: "x".repeat(32),
    };
    const elsewhere = {
      MYSQL_PLACE: "none",
      REDIS_GATEWAY_PLACE: "none",
      STUDIO_PLACE: "none",
      GATEWAY_COZE_BASE_URL: "https://api.coze.cn",
    };
    expect(found(elsewhere, given)).toEqual([]);
    const site = siteOf(elsewhere, given);
    expect(fileNamed(site, "credentials/database-url")).toBe("mysql://u:p@db.test/g\n");
    expect(fileNamed(site, "gateway.env")).toContain("\nCOZE_BASE_URL=https://api.coze.cn\n");
  });
});

describe("systemd", async () => {
  const analyze = await run("systemd-analyze", ["--version"]).then(
    () => true,
    () => false,
  );
  if (!analyze) console.warn("systemd-analyze is not here: the gateway's units are not verified");

  test.skipIf(!analyze)("accepts the units, and scores them as the component says", async () => {
    const root = await mkdtemp(join(tmpdir(), "gateway-units-"));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const site = siteOf({ NODE_FROM: "artifact" }, {}, root);
    await executable(join(site.paths.opt, "node/current/bin/node"));
    await mkdir(site.paths.units, { recursive: true });
    const { units } = gateway.describe(site);
    for (const unit of units) await writeFile(join(site.paths.units, unit.name), unitText(unit));
    for (const name of ["coze.target", "coze-mysql.service", "coze-redis-gateway.service"]) {
      const body = name.endsWith(".target") ? "[Unit]\n" : "[Service]\nExecStart=/bin/true\n";
      await writeFile(join(site.paths.units, name), body);
    }
    const paths = units.map(({ name }) => join(site.paths.units, name));
    const verified = await run("systemd-analyze", ["verify", "--man=no", ...paths]);
    expect(verified.stderr).toBe("");
    const { threshold = 0 } = units[0] ?? {};
    const scored = await run("systemd-analyze", ["security", "--offline=true", `--threshold=${threshold}`, paths[0] ?? ""]);
    expect(scored.stdout).toMatch(/Overall exposure level/);
  });
});

const executable = async (path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, "#!/bin/sh\n", { mode: 0o755 });
};

/** Of the catalogue, so that the test fails when the gateway is not in it. */
test("the catalogue has it", () => {
  expect(CATALOGUE.map(({ name }: Component) => name)).toContain("gateway");
});
