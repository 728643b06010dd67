/** Loop and its runners: names, environment, tables, topics, account and token; and version ranges. */
import { once } from "node:events";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { satisfies } from "../../scripts/deploy/components/checkout/versions.js";
import { codeStep } from "../../scripts/deploy/components/faas/code.js";
import { jsFaas, pythonFaas } from "../../scripts/deploy/components/faas/faas.js";
import { adminStep, tokenStep } from "../../scripts/deploy/components/loop/account.js";
import { addressIn, withAliases } from "../../scripts/deploy/components/loop/aliases.js";
import { confStep } from "../../scripts/deploy/components/loop/conf-step.js";
import { loopEnvironment } from "../../scripts/deploy/components/loop/environment.js";
import { hostsStep } from "../../scripts/deploy/components/loop/hosts-step.js";
import { loop } from "../../scripts/deploy/components/loop/loop.js";
import { alterCall, clickhouseStep, mysqlStep } from "../../scripts/deploy/components/loop/schema.js";
import { subscriptionsOf } from "../../scripts/deploy/components/loop/subscriptions.js";
import { statementsOf } from "../../scripts/deploy/components/sql/statements.js";
import type { Context, Step } from "../../scripts/deploy/contract/step.js";
import { unitText } from "../../scripts/deploy/units/service-unit.js";
import { createSimulator } from "../../src/simulator/simulator.js";
import { callsOf, fakeProgram } from "../support/fake-program.js";
import { LOOP_CHECKOUT, newRoot, type ProductContext, productContext, stageLoop } from "../support/staged-release.js";

let root: string;
beforeEach(async () => {
  root = await newRoot();
});
afterEach(() => rm(root, { recursive: true, force: true }));

const contextWith = (variables: Record<string, string> = {}, more: Partial<ProductContext> = {}): Context =>
  productContext({ root, variables, ...more });

/** What `apply` does with a step: look, run, look again. */
const settle = async (step: Step, context: Context): Promise<void> => {
  expect(await step.check(context)).toMatchObject({ state: "pending" });
  await step.run(context);
  expect(await step.check(context)).toEqual({ state: "done" });
};

const stepOf = (id: string, context: Context): Step => {
  const found = loop.describe(context.site).prepare.find((step) => step.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
};

describe("what Loop is told", () => {
  test("PWD, a key for its sessions, both spellings of the runners, and the host name that it insists on", () => {
    const values = loopEnvironment(contextWith({}, { secrets: { LOOP_SESSION_HMAC_KEY: "key-of-our-own" } }).site);
    expect(values).toMatchObject({
      ...{ PWD: join(root, "var/lib/coze/loop/app"), COZE_LOOP_SESSION_HMAC_KEY: "key-of-our-own" },
      ...{ COZE_LOOP_OSS_DOMAIN: "coze-loop-minio", COZE_LOOP_OSS_PORT: "9000", COZE_LOOP_CLICKHOUSE_PORT: "9010" },
      ...{ COZE_LOOP_PYTHON_FAAS_PORT: "8890", COZE_LOOP_PYTHON_FAAS_URL: "http://127.0.0.1:8890" },
    });
  });

  test("a public object store has no port; runners that are not placed are not named", () => {
    const variables = { LOOP_OSS: "s3", LOOP_OSS_HOST: "oss.test", JS_FAAS_PLACE: "none" };
    const values = loopEnvironment(contextWith(variables).site);
    expect(values).toMatchObject({ COZE_LOOP_OSS_DOMAIN: "oss.test", COZE_LOOP_OSS_PORT: "", COZE_LOOP_OSS_PROTOCOL: "https" });
    expect(Object.keys(values).filter((key) => key.includes("JS_FAAS"))).toEqual([]);
  });

  test("models are a file that only its group reads; the release's own does not come over it", async () => {
    await stageLoop(root);
    const context = contextWith({ MODEL_1_PROTOCOL: "ark", MODEL_1_MODEL: "ep-1" });
    const file = loop.describe(context.site).files.find(({ path }) => path.endsWith("conf/model_config.yaml"));
    expect([file?.mode, file?.secret]).toEqual([0o640, true]);
    expect(parse(file?.content ?? "").models).toMatchObject([{ id: 100001, protocol: "ark", protocol_config: { model: "ep-1" } }]);
    await mkdir(join(root, "var/lib/coze/loop/app/conf"), { recursive: true });
    await writeFile(file?.path ?? "", file?.content ?? "");
    await settle(confStep, context);
    expect(await readFile(file?.path ?? "", "utf8")).toBe(file?.content);
    expect(await readFile(join(root, "var/lib/coze/loop/app/conf/locales/en-US.yaml"), "utf8")).toBe("hello: hello\n");
  });

  test("the fence lets in the site's machines alone, and warns of the models that it keeps out", () => {
    const text = unitText(loop.describe(contextWith().site).units[0] as never);
    expect(text).toMatch(/^IPAddressDeny=any$/m);
    expect(text).toMatch(/^IPAddressAllow=localhost$/m);
    const keys = (variables: Record<string, string>) => loop.problems(contextWith(variables).site).flatMap((problem) => problem.keys);
    expect(keys({ MODEL_1_PROTOCOL: "openai", MODEL_1_MODEL: "m" })).toEqual(["LOOP_ALLOW_NETS", "LOOP_FENCE"]);
    expect(keys({ MODEL_1_PROTOCOL: "openai", MODEL_1_MODEL: "m", LOOP_ALLOW_NETS: "10.1.2.3" })).toEqual([]);
    expect(keys({ LOOP_FENCE: "firewall" })).toEqual(["LOOP_FENCE"]);
  });
});

describe("/etc/hosts", () => {
  test("our block is added and replaced; every other line stays", () => {
    const before = "127.0.0.1 localhost\n10.0.0.9 coze-loop-minio-old";
    const once = withAliases(before, { "coze-loop-minio": "127.0.0.1" });
    const twice = withAliases(once, { "coze-loop-minio": "10.0.0.11" });
    expect(twice.startsWith(`${before}\n`)).toBe(true);
    expect(addressIn(twice, "coze-loop-minio")).toBe("10.0.0.11");
    expect(withAliases(twice, {})).toBe(`${before}\n`);
  });

  test("is written below the root, with the mode that it had", async () => {
    await mkdir(join(root, "etc"), { recursive: true });
    await writeFile(join(root, "etc/hosts"), "127.0.0.1 localhost\n", { mode: 0o644 });
    await settle(hostsStep, contextWith());
    expect(await readFile(join(root, "etc/hosts"), "utf8")).toContain("127.0.0.1\tcozeloop-namesrv\n");
    expect((await stat(join(root, "etc/hosts"))).mode & 0o777).toBe(0o644);
  });
});

describe("tables", () => {
  test("a file of changes is the one argument of upstream's procedure", () => {
    const content = "-- note\nALTER TABLE `a`\n  ADD COLUMN `b` varchar(8) DEFAULT 'it\\'s';\n;\n";
    expect(alterCall(content)).toBe("CALL CozeLoopExecuteAlterFile('ALTER TABLE `a` ADD COLUMN `b` varchar(8) DEFAULT ''it\\\\''s'';')");
  });

  test("statements end at semicolons that stand in no string and no comment", () => {
    const script = "CREATE TABLE a (x String DEFAULT ';'); -- one; two\n/* three; */ INSERT INTO `b;c` VALUES ('it''s');\n\n;";
    expect(statementsOf(script)).toEqual(["CREATE TABLE a (x String DEFAULT ';')", "INSERT INTO `b;c` VALUES ('it''s')"]);
  });

  test("every file of the release is run in upstream's order, once for each release", async () => {
    await stageLoop(root);
    const mysql = join(root, "opt/coze/mysql/current/bin/mysql");
    await fakeProgram(
      mysql,
      `input=$(cat); case "$input" in *"SHOW TABLES"*) cat '${root}/tables' 2>/dev/null;; *) printf '%s\\n' "$input" >> '${root}/ran'; echo space > '${root}/tables';; esac; exit 0`,
    );
    const context = contextWith();
    await settle(mysqlStep, context);
    const ran = await readFile(join(root, "ran"), "utf8");
    const order = ["`evaluator`", "`space`", "defines CozeLoopExecuteAlterFile", "CALL CozeLoopExecuteAlterFile"].map((word) =>
      ran.indexOf(word),
    );
    expect(order.every((at, index) => at >= 0 && at > (order[index - 1] ?? -1))).toBe(true);
    await writeFile(
      join(root, "opt/coze/loop/current/bootstrap/mysql-init/patch-sql/more_alter.sql"),
      "ALTER TABLE `space` ADD COLUMN `c` int;\n",
    );
    expect(await mysqlStep.check(context)).toMatchObject({ state: "pending" });
  });

  test("ClickHouse gets one statement at a time, and no password in an address", async () => {
    await stageLoop(root);
    const statements: string[] = [];
    const urls: string[] = [];
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const piece of request) body += piece;
      urls.push(request.url ?? "");
      if (body.startsWith("CREATE")) statements.push(body);
      response.end(body === "SHOW TABLES" ? statements.map((_, at) => `t${at}\n`).join("") : "");
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const port = String((server.address() as AddressInfo).port);
    await settle(clickhouseStep, contextWith({ CLICKHOUSE_HTTP_PORT: port }, { secrets: { CLICKHOUSE_PASSWORD: "Secret0fClickHouse" } }));
    server.close().closeAllConnections();
    expect(statements).toHaveLength(2);
    expect(statements[0]).toContain("observability_spans");
    expect(urls.join()).not.toContain("Secret0f");
  });
});

describe("topics", () => {
  test("are read from the release's list; where upstream disagrees, both spellings are", async () => {
    const path = "release/deployment/docker-compose/bootstrap/rmq-init/init-subscription/subscriptions.cfg";
    expect(subscriptionsOf(await readFile(join(LOOP_CHECKOUT, path), "utf8"))).toEqual([
      { topic: "trace_ingestion_event", groups: ["collector_rmq_receiver"] },
      { topic: "cozeloop_async_tasks", groups: ["cozeloop_async_tasks_backfill", "cozeloop_async_tasks_backfill_cg"] },
      { topic: "two_readers", groups: ["one_cg", "other_cg"] },
    ]);
    expect(() => subscriptionsOf("good=one\nbad\n")).toThrow("line 2");
  });

  test("are made with groups and retry topics, the missing ones alone; a broker that is not registered is waited for", async () => {
    await stageLoop(root);
    const java = join(root, "java");
    await writeFile(join(root, "topics"), "trace_ingestion_event\n%RETRY%collector_rmq_receiver\n");
    // Of a Java program's arguments only those after the main class count.
    await fakeProgram(
      java,
      `case "$*" in *clusterList*) cat '${root}/cluster';; *topicList*) cat '${root}/topics';;
       *updateTopic*) while [ "$1" != -t ]; do shift; done; echo "$2" >> '${root}/topics';; esac; exit 0`,
    );
    const context = contextWith({ JAVA_FROM: "system", JAVA_PROGRAM: java });
    const step = stepOf("loop/topics", context);
    await writeFile(join(root, "cluster"), "");
    expect(await step.check(context)).toMatchObject({ state: "later" });
    await writeFile(join(root, "cluster"), "DefaultCluster broker-a 0 127.0.0.1:10911\n");
    await settle(step, context);
    const made = (await callsOf(java))
      .filter((call) => /updateTopic|updateSubGroup/.test(call))
      .map((call) => / (?:-t|-g) (\S+)/.exec(call)?.[1]);
    expect(made).toEqual([
      "cozeloop_async_tasks",
      ...["cozeloop_async_tasks_backfill", "%RETRY%cozeloop_async_tasks_backfill"],
      ...["cozeloop_async_tasks_backfill_cg", "%RETRY%cozeloop_async_tasks_backfill_cg"],
      ...["two_readers", "one_cg", "%RETRY%one_cg", "other_cg", "%RETRY%other_cg"],
    ]);
  });
});

describe("account and token", () => {
  /** Loop's port cannot be moved: it has an address of its own. */
  const LOOP_ADDRESS = "127.0.0.10";

  test("are made once, with the workspace; a refused token is made anew", async () => {
    const simulator = createSimulator({ host: LOOP_ADDRESS, port: 8888 });
    await simulator.start();
    await mkdir(join(root, "var/lib/coze-deploy"), { recursive: true });
    const place = { SITE_HOSTS: `main=127.0.0.1 far=${LOOP_ADDRESS}`, LOOP_PLACE: "far", LOOP_ADMIN_EMAIL: "ann@loop.test" };
    const context = contextWith(place, { secrets: { GATEWAY_LOOP_API_TOKEN: "", LOOP_ADMIN_PASSWORD: "a-long-password-1" } });
    try {
      await settle(adminStep, context);
      await settle(tokenStep, context);
      expect(await readFile(join(root, "var/lib/coze-deploy/loop-workspace-id"), "utf8")).toMatch(/^\d+\n$/);
      const token = join(root, "etc/coze/gateway/credentials/coze-loop-api-token");
      expect((await stat(token)).mode & 0o777).toBe(0o600);
      await writeFile(token, "pat_somebody-elses\n");
      await settle(tokenStep, context);
    } finally {
      await simulator.stop();
    }
    expect(await adminStep.check(context)).toMatchObject({ state: "later" });
  });
});

describe("runners", () => {
  const unit = (name: string, variables: Record<string, string> = {}) =>
    unitText(
      [...jsFaas.describe(contextWith(variables).site).units, ...pythonFaas.describe(contextWith(variables).site).units].find(
        (one) => one.name === name,
      ) as never,
    );

  test("have a network of their own; the proxy joins it, and only the socket listens outside", () => {
    expect(unit("coze-js-faas.service")).toMatch(/^PrivateNetwork=yes$/m);
    expect(unit("coze-js-faas.service")).toContain("--cached-only");
    const proxy = unit("coze-js-faas-proxy.service");
    expect(proxy).toMatch(/^JoinsNamespaceOf=coze-js-faas\.service$/m);
    expect(proxy).toMatch(/^PrivateNetwork=yes$/m);
    expect(proxy).not.toContain("[Install]");
    expect(unit("coze-js-faas.socket")).toMatch(/^ListenStream=127\.0\.0\.1:8891$/m);
    expect(unit("coze-python-faas.service")).toContain(`DENO_DIR=${root}/opt/coze/deno-cache-loop/current`);
  });

  test("take their code out of a checkout, and take it again when it changes", async () => {
    const context = contextWith({ LOOP_CHECKOUT });
    const target = join(root, "var/lib/coze/js-faas/code");
    await mkdir(target, { recursive: true });
    const [step] = jsFaas.describe(context.site).prepare;
    expect(step?.id).toBe(codeStep({ name: "js-faas" } as never).id);
    await settle(step as Step, context);
    await writeFile(join(target, "js_faas_server.ts"), "// edited\n");
    await settle(step as Step, context);
  });
});

test.each([
  ["20.14.0", ">=18.20.3 <19.0.0 || >=20.14.0", true],
  ["20.13.1", ">=18.20.3 <19.0.0 || >=20.14.0", false],
  ["18.20.4", ">=18.20.3 <19.0.0 || >=20.14.0", true],
  ["22.1.0", ">= 21", true],
  ["1.9.0", "^1.10.0", false],
  ["1.10.9", "~1.10.1", true],
  ["1.11.0", "~1.10.1", false],
])("version %s in %s: %s", (version, range, fits) => {
  expect(satisfies(version, range)).toBe(fits);
});
