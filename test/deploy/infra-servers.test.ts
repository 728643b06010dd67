/** MariaDB and Redis as the real programs: what is rendered starts them, and what is backed up comes back. */
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mysqlQuery } from "../../scripts/deploy/components/mysql/client.js";
import { mysql } from "../../scripts/deploy/components/mysql/mysql.js";
import { redisCommand } from "../../scripts/deploy/components/redis/client.js";
import { redisGateway, redisLoop, redisStudio } from "../../scripts/deploy/components/redis/redis.js";
import { INSTANCES } from "../../scripts/deploy/components/redis/settings.js";
import type { BackupPart } from "../../scripts/deploy/contract/backup.js";
import type { Component } from "../../scripts/deploy/contract/component.js";
import type { Finding } from "../../scripts/deploy/contract/finding.js";
import type { Context } from "../../scripts/deploy/contract/step.js";
import { siteFrom } from "../../scripts/deploy/site/site.js";
import { applySteps } from "../../scripts/deploy/steps/apply.js";
import { stepsOf } from "../../scripts/deploy/steps/component-steps.js";
import { openingSteps } from "../../scripts/deploy/steps/site-steps.js";
import { createMachine } from "../../scripts/deploy/system/machine.js";
import { PLAIN_SYSTEMCTL, stopPlainServices } from "../support/plain-services.js";
import { anySecrets } from "../support/rendered-sites.js";
import { mariaDbPrograms, redisProgram } from "../support/server-binaries.js";
import { freePort } from "../support/server-process.js";
import { stubComponent } from "../support/site-parts.js";

/** The three products whose schemas are made; nothing of them runs here. */
const TENANTS = (["studio", "loop", "gateway"] as const).map((name) => stubComponent(name));
const COMPONENTS: readonly Component[] = [mysql, redisStudio, redisLoop, redisGateway, ...TENANTS];
const [studioRedis] = INSTANCES;

let root = "";
let context: Context;
const traced: string[] = [];
const secrets = anySecrets(COMPONENTS);

const makeContext = async (): Promise<Context> => {
  root = await mkdtemp(join(tmpdir(), "coze-infra-"));
  const { server } = await mariaDbPrograms();
  const ports = { MYSQL_PORT: await freePort(), REDIS_STUDIO_PORT: await freePort() };
  const site = siteFrom({
    components: COMPONENTS,
    root,
    secrets,
    variables: {
      ...{
        MYSQL_FROM: "system",
        MYSQL_PROGRAM: server,
        MYSQL_BUFFER_POOL: "64M",
        REDIS_FROM: "system",
        REDIS_PROGRAM: await redisProgram(),
      },
      ...Object.fromEntries(Object.entries(ports).map(([key, port]) => [key, String(port)])),
      ...Object.fromEntries(["MYSQL", "REDIS_STUDIO", "STUDIO", "LOOP", "GATEWAY"].map((name) => [`${name}_PLACE`, "main"])),
      ...{ REDIS_LOOP_PLACE: "none", REDIS_GATEWAY_PLACE: "none" },
    },
  });
  const machine = createMachine({ root, systemctl: PLAIN_SYSTEMCTL, trace: (line) => traced.push(line) });
  return { site, machine, options: { allowDrops: false, online: false, yes: true }, say: () => undefined };
};

const apply = (component: Component) =>
  applySteps(context, [...openingSteps(context.site, COMPONENTS.slice(0, 2)), ...stepsOf(context.site, component)], {
    begins: () => undefined,
    ends: () => undefined,
  });

const partOf = (component: Component, file: string): BackupPart => {
  const found = component.describe(context.site).backup.find((part) => part.file === file);
  if (!found) throw new Error(`no part ${file}`);
  return found;
};
const findings = async (component: Component): Promise<readonly Finding[]> => {
  const found: Finding[] = [];
  for (const check of component.describe(context.site).checks) found.push(...(await check.run(context)));
  return found;
};
const broken = (found: readonly Finding[]): readonly string[] =>
  found.filter(({ severity }) => severity === "error").map(({ id, evidence }) => `${id}: ${evidence}`);

beforeAll(async () => {
  context = await makeContext();
}, 120_000);
afterAll(async () => {
  if (root) await stopPlainServices(root);
  await rm(root, { recursive: true, force: true });
}, 60_000);

describe("MariaDB", () => {
  beforeAll(async () => {
    const { changed, failed } = await apply(mysql);
    expect(failed?.why.en).toBeUndefined();
    expect(changed.map(({ id }) => id)).toEqual(expect.arrayContaining(["mysql/datadir", "mysql/schema/loop", "mysql/user/gateway"]));
  }, 120_000);

  it("changes nothing when applied again", async () => {
    const { changed, failed } = await apply(mysql);
    expect([failed?.why.en, changed.map(({ id }) => id)]).toEqual([undefined, []]);
  });

  it("keeps each user to its own schema", async () => {
    await mysqlQuery(context, { as: "loop", database: "cozeloop" }, "CREATE TABLE user (id INT PRIMARY KEY); INSERT INTO user VALUES (7);");
    await expect(mysqlQuery(context, { as: "studio" }, "SELECT * FROM cozeloop.user")).rejects.toThrow(/denied/);
    expect(await mysqlQuery(context, { as: "loop" }, "SELECT id FROM cozeloop.user")).toEqual([["7"]]);
    expect(await mysqlQuery(context, { as: "studio" }, "SHOW DATABASES")).toEqual([["information_schema"], ["opencoze"]]);
  });

  it("lets Loop define and call procedures, and Studio not", async () => {
    const define = "CREATE PROCEDURE twice (IN n INT) SELECT 2 * n";
    await mysqlQuery(context, { as: "loop", database: "cozeloop" }, define);
    expect(await mysqlQuery(context, { as: "loop", database: "cozeloop" }, "CALL twice(21)")).toEqual([["42"]]);
    await expect(mysqlQuery(context, { as: "studio", database: "opencoze" }, define)).rejects.toThrow(/denied/);
  });

  it("has no administrator without a password", async () => {
    const login = { user: "root", password: "" };
    await expect(mysqlQuery(context, { as: "root", login }, "SELECT 1")).rejects.toThrow(/denied/);
  });

  it("a changed password of a user, a lost grant and a lost schema are mended", async () => {
    await mysqlQuery(
      context,
      { as: "root" },
      "ALTER USER 'gateway'@'%' IDENTIFIED BY 'other'; REVOKE EXECUTE ON `cozeloop`.* FROM 'cozeloop'@'%'; DROP DATABASE gateway;",
    );
    const { changed, failed } = await apply(mysql);
    expect([failed?.why.en, changed.map(({ id }) => id)]).toEqual([
      undefined,
      ["mysql/user/loop", "mysql/schema/gateway", "mysql/user/gateway"],
    ]);
  });

  it("fields keep their tabs, line ends, backslashes and Chinese", async () => {
    expect(await mysqlQuery(context, { as: "root" }, "SELECT 'a\\tb', 'c\\nd', 'e\\\\f', '智能体', NULL")).toEqual([
      ["a\tb", "c\nd", "e\\f", "智能体", "NULL"],
    ]);
  });

  it("is fine by its own checks, but for not being MySQL 8.4", async () => {
    const found = await findings(mysql);
    expect(broken(found)).toEqual([]);
    expect(found.find(({ id }) => id === "mysql/version")).toMatchObject({ severity: "warning" });
  });

  it("doctor names a user who reaches beyond its schema", async () => {
    await mysqlQuery(context, { as: "root" }, "GRANT SELECT ON `cozeloop`.* TO 'coze'@'%'");
    expect(broken(await findings(mysql))).toEqual([
      expect.stringMatching(/^mysql\/grants\/studio: beyond its schema: GRANT SELECT ON `cozeloop`/),
    ]);
    await mysqlQuery(context, { as: "root" }, "REVOKE SELECT ON `cozeloop`.* FROM 'coze'@'%'");
    expect(broken(await findings(mysql))).toEqual([]);
  });

  it("a schema that was backed up and destroyed comes back, and the backup proves it", async () => {
    const target = { as: "studio", database: "opencoze" } as const;
    await mysqlQuery(
      context,
      target,
      "CREATE TABLE agent (id INT PRIMARY KEY, name VARCHAR(40)); INSERT INTO agent VALUES (1, '智能体'), (2, 'b'); CREATE TABLE empty (id INT);",
    );
    const part = partOf(mysql, "mysql-opencoze.sql.gz");
    const path = join(root, part.file);
    await part.save(context, path);
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(await part.verify(context, path)).toBe(
      "2 tables, 2 rows restored into a scratch schema; rows and checksums of 2 equal those at the backup",
    );
    await mysqlQuery(context, target, "DROP TABLE agent; CREATE TABLE later (id INT);");
    await part.restore(context, path);
    expect(await mysqlQuery(context, target, "SELECT name FROM agent ORDER BY id")).toEqual([["智能体"], ["b"]]);
    expect(await mysqlQuery(context, target, "SHOW TABLES")).toEqual([["agent"], ["empty"]]);
    expect(await mysqlQuery(context, { as: "root" }, "SHOW DATABASES LIKE 'coze\\_verify%'")).toEqual([]);
  });

  it("a dump that is cut, or that restores to other rows, is no backup", async () => {
    const part = partOf(mysql, "mysql-opencoze.sql.gz");
    const path = join(root, part.file);
    const cut = join(root, "cut.sql.gz");
    await writeFile(cut, (await readFile(path)).subarray(0, 400));
    await expect(part.verify(context, cut)).rejects.toThrow();
    const { gunzipSync, gzipSync } = await import("node:zlib");
    const other = join(root, "other.sql.gz");
    await writeFile(
      other,
      gzipSync(
        gunzipSync(await readFile(path))
          .toString("utf8")
          .replace("(2,'b')", "(2,'c')"),
      ),
    );
    await expect(part.verify(context, other)).rejects.toThrow("restored differently: agent");
  });
});

describe("Redis", () => {
  beforeAll(async () => {
    const { changed, failed } = await apply(redisStudio);
    expect(failed?.why.en).toBeUndefined();
    expect(changed.map(({ id }) => id)).toContain("redis-studio/enabled");
  }, 60_000);
  const command = (...args: string[]) => redisCommand(context, studioRedis as NonNullable<typeof studioRedis>, args);

  it("changes nothing when applied again", async () => {
    const { changed, failed } = await apply(redisStudio);
    expect([failed?.why.en, changed.map(({ id }) => id)]).toEqual([undefined, []]);
  });

  it("is fine by its own checks, and nobody gets in without the password", async () => {
    const found = await findings(redisStudio);
    // Whether the kernel may be set is this machine's affair.
    expect(broken(found.filter(({ id }) => !id.includes("vm.")))).toEqual([]);
    expect(found.find(({ id }) => id.endsWith("/password"))).toMatchObject({ severity: "ok", evidence: expect.stringContaining("NOAUTH") });
  });

  it("doctor names eviction, which would lose ids and sessions", async () => {
    await command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    const found = await findings(redisStudio);
    expect(found.find(({ id }) => id.endsWith("/eviction"))).toMatchObject({ severity: "error", fix: { en: "coze apply redis-studio" } });
    await command("CONFIG", "SET", "maxmemory-policy", "noeviction");
  });

  it("what was backed up and destroyed comes back", async () => {
    await command("SET", "session", "智能体");
    await command("RPUSH", "queue", "1", "2", "3");
    const part = partOf(redisStudio, "redis-studio.rdb");
    const path = join(root, part.file);
    await part.save(context, path);
    expect(await part.verify(context, path)).toMatch(/: 2 keys read/);
    await command("FLUSHALL");
    await command("SET", "later", "1");
    for (const unit of part.stopForRestore) await context.machine.services.stop(unit);
    await part.restore(context, path);
    for (const unit of part.stopForRestore) await context.machine.services.start(unit);
    const { health } = redisStudio.describe(context.site).services[0] ?? {};
    await expect.poll(async () => (await health?.(context))?.healthy, { timeout: 15_000 }).toBe(true);
    expect((await command("LRANGE", "queue", "0", "-1")).split("\n")).toEqual(["1", "2", "3", ""]);
    expect((await command("KEYS", "*")).split("\n").sort()).toEqual(["", "queue", "session"]);
  });

  it("a cut snapshot is no backup", async () => {
    const part = partOf(redisStudio, "redis-studio.rdb");
    const cut = join(root, "cut.rdb");
    await writeFile(cut, (await readFile(join(root, part.file))).subarray(0, 40));
    await expect(part.verify(context, cut)).rejects.toThrow("no whole snapshot");
  });
});

describe("what was run", () => {
  it("names no secret in its arguments", () => {
    expect(traced.length).toBeGreaterThan(20);
    const said = Object.entries(secrets).filter(([, value]) => traced.some((line) => line.includes(value)));
    expect(said.map(([key]) => key)).toEqual([]);
  });
});
