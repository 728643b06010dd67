/** Studio against small stand-ins of its servers, and its accounts against the simulator: schema, indices, gates, account, token. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { adminStep, tokenStep } from "../../scripts/deploy/components/studio/account.js";
import { ATLAS_CONFIG, atlasStep, baseSchemaStep } from "../../scripts/deploy/components/studio/schema.js";
import { searchStep } from "../../scripts/deploy/components/studio/search.js";
import { waitScript } from "../../scripts/deploy/components/studio/wait-gates.js";
import type { Context } from "../../scripts/deploy/contract/step.js";
import { createSimulator, type Simulator, type SimulatorOptions } from "../../src/simulator/simulator.js";
import { callsOf, fakeProgram } from "../support/fake-program.js";
import { newRoot, type ProductContext, productContext, stageStudio } from "../support/staged-release.js";

let root: string;
beforeEach(async () => {
  root = await newRoot();
});
afterEach(() => rm(root, { recursive: true, force: true }));

const contextWith = (variables: Record<string, string> = {}, more: Partial<ProductContext> = {}): Context =>
  productContext({ root, variables, ...more });

describe("schema", () => {
  const mysql = (): string => join(root, "opt/coze/mysql/current/bin/mysql");
  const atlas = (): string => join(root, "opt/coze/atlas/current/atlas");
  /** Answers SHOW TABLES from a file, and "creates" the base table when a script comes in. */
  const fakeMysql = async (tables: string): Promise<void> => {
    await writeFile(join(root, "tables"), tables);
    await fakeProgram(
      mysql(),
      `input=$(cat); case "$input" in *"SHOW TABLES"*) cat '${root}/tables';; *CREATE*) echo workflow_version > '${root}/tables';; esac`,
    );
  };
  const fakeAtlas = (plan: string): Promise<void> =>
    fakeProgram(atlas(), `case "$*" in *--dry-run*) cat <<'PLAN'\n${plan}\nPLAN\n;; esac\n[ -n "$ATLAS_URL" ] || exit 9`);

  beforeEach(async () => {
    await stageStudio(root);
    await writeFile(join(root, "etc/coze/studio/atlas.hcl"), ATLAS_CONFIG);
  });

  test("upstream's file goes into an empty schema, and into no other", async () => {
    const context = contextWith();
    await fakeMysql("");
    expect(await baseSchemaStep.check(context)).toMatchObject({ state: "pending" });
    await baseSchemaStep.run(context);
    expect(await baseSchemaStep.check(context)).toEqual({ state: "done" });
    await fakeAtlas("ALTER TABLE `user` ADD COLUMN `nick` text NULL;");
    await atlasStep.run(context);
    expect(await atlasStep.check(context)).toEqual({ state: "done" });
    await fakeMysql("");
    await baseSchemaStep.run(context);
    expect(await atlasStep.check(context), "what was done to tables that are gone").toMatchObject({ state: "pending" });
    await fakeMysql("user\nspace\n");
    expect(await baseSchemaStep.check(context)).toMatchObject({ state: "blocked", why: { en: expect.stringContaining("user, space") } });
  });

  test("a plan is shown and applied, and not asked for again until the HCL changes; no password is an argument", async () => {
    const context = contextWith({}, { secrets: { MYSQL_STUDIO_PASSWORD: "Secret0fStudio" } });
    await fakeMysql("workflow_version\n");
    await fakeAtlas("ALTER TABLE `user` ADD COLUMN `nick` text NULL;");
    expect(await atlasStep.check(context)).toMatchObject({ state: "pending", diff: expect.stringContaining("ADD COLUMN") });
    await atlasStep.run(context);
    expect(await atlasStep.check(context)).toEqual({ state: "done" });
    const calls = await callsOf(atlas());
    expect(calls.at(-1)).toContain("--auto-approve");
    expect(calls.at(-1)).toContain("--exclude atlas_schema_revisions,table_*");
    expect([...calls, ...(await callsOf(mysql()))].join("\n")).not.toContain("Secret0fStudio");
    await writeFile(join(root, "opt/coze/studio/current/docker/atlas/opencoze_latest_schema.hcl"), "table {}\n");
    expect(await atlasStep.check(context)).toMatchObject({ state: "pending" });
  });

  test("a plan with a drop is refused before anything is run, and run only with --allow-drops", async () => {
    await fakeMysql("workflow_version\nzz_foreign\n");
    await fakeAtlas("-- Drop\nDROP TABLE `zz_foreign`;");
    expect(await atlasStep.check(contextWith())).toMatchObject({
      state: "blocked",
      why: { en: expect.stringContaining("DROP TABLE `zz_foreign`") },
    });
    await expect(atlasStep.run(contextWith())).rejects.toThrow("--allow-drops");
    expect((await callsOf(atlas())).filter((call) => call.includes("--auto-approve"))).toEqual([]);
    const allowed = contextWith({}, { options: { allowDrops: true } });
    expect(await atlasStep.check(allowed)).toMatchObject({ state: "pending" });
    await atlasStep.run(allowed);
    expect(await atlasStep.check(allowed)).toEqual({ state: "done" });
  });
});

const listen = async (answer: (request: IncomingMessage) => { status: number; body?: string }) => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      seen.push(`${request.method} ${request.url}`);
      const { status, body = "{}" } = answer(request);
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { port: String((server.address() as AddressInfo).port), seen, server, close: () => server.close().closeAllConnections() };
};

describe("search", () => {
  test("templates and indices of the release are made once; without the plugin nothing is", async () => {
    await stageStudio(root);
    const there = new Set<string>();
    let plugins = "node analysis-ik 8.18.0\n";
    const elasticsearch = await listen(({ method, url = "" }) => {
      if (url === "/_cat/plugins") return { status: 200, body: plugins };
      if (method === "PUT") there.add(url);
      return { status: there.has(url) ? 200 : 404 };
    });
    const context = contextWith({ ELASTICSEARCH_PORT: elasticsearch.port });
    expect(await searchStep.check(context)).toMatchObject({
      state: "pending",
      why: { en: expect.stringContaining("index coze_resource (404)") },
    });
    await expect(searchStep.run(context)).rejects.toThrow("analysis-smartcn");
    expect(there.size).toBe(0);
    plugins = "node analysis-smartcn 8.18.0\n";
    await searchStep.run(context);
    expect([...there].sort()).toEqual([
      "/_index_template/coze_resource",
      "/_index_template/project_draft",
      "/coze_resource",
      "/project_draft",
    ]);
    expect(await searchStep.check(context)).toEqual({ state: "done" });
    elasticsearch.close();
    expect(await searchStep.check(context)).toMatchObject({ state: "later" });
  });
});

describe("waiting for stores", () => {
  const gates = (ports: Record<string, string>) =>
    waitScript(
      contextWith({
        ...Object.fromEntries(
          ["MYSQL", "REDIS_STUDIO", "ELASTICSEARCH", "MINIO", "NSQD"].map((name) => [`${name}_PORT`, ports.open as string]),
        ),
        ...ports,
      }).site,
    );

  test("ends when all answer, and names the one whose port is open but who is not ready", async () => {
    let ready = 200;
    const store = await listen(({ url }) => ({ status: url === "/healthz" ? ready : 200 }));
    const { STUDIO: _, ...ports } = {
      STUDIO: "",
      open: store.port,
      MILVUS_PORT: store.port,
      MILVUS_HEALTH_PORT: store.port,
      NSQD_HTTP_PORT: store.port,
    };
    const script = gates(ports);
    const run = (text: string) => promisify(execFile)("bash", ["-c", text]);
    const { stdout } = await run(script);
    expect(stdout.split("\n").filter((line) => line.endsWith("answers"))).toHaveLength(8);
    expect(store.seen).toContain("GET /healthz");
    ready = 503;
    // The same with a deadline that has passed.
    const failed = await run(script.replace(/SECONDS \+ \d+/, "SECONDS")).catch((error: { stderr: string; code: number }) => error);
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("milvus at 127.0.0.1") });
    store.close();
  });
});

describe("account and token", () => {
  let simulator: Simulator;
  const started = async (options: SimulatorOptions = {}, variables: Record<string, string> = {}): Promise<Context> => {
    simulator = createSimulator(options);
    const { url } = await simulator.start();
    await mkdir(join(root, "var/lib/coze-deploy"), { recursive: true });
    await mkdir(join(root, "etc/coze/gateway"), { recursive: true });
    return contextWith(
      { STUDIO_PORT: new URL(url).port, STUDIO_ADMIN_EMAIL: "ann@studio.test", ...variables },
      { secrets: { GATEWAY_COZE_API_TOKEN: "", STUDIO_ADMIN_PASSWORD: "a-long-password-1" } },
    );
  };
  afterEach(() => simulator.stop());
  const tokenFile = (): string => join(root, "etc/coze/gateway/credentials/coze-api-token");

  test("are made once; a token that Studio refuses is made anew, one that it takes is kept", async () => {
    const context = await started();
    expect(await adminStep.check(context)).toMatchObject({ state: "pending" });
    await adminStep.run(context);
    expect(await adminStep.check(context)).toEqual({ state: "done" });
    expect(await tokenStep.check(context)).toMatchObject({ state: "pending" });
    await tokenStep.run(context);
    expect(await tokenStep.check(context)).toEqual({ state: "done" });
    expect((await stat(tokenFile())).mode & 0o777).toBe(0o600);
    const first = await readFile(tokenFile(), "utf8");
    await writeFile(tokenFile(), "pat_somebody-elses\n");
    expect(await tokenStep.check(context)).toMatchObject({
      state: "pending",
      why: { en: expect.stringMatching(/refuses it \(code \d+\)/) },
    });
    await tokenStep.run(context);
    expect(await tokenStep.check(context)).toEqual({ state: "done" });
    expect(await readFile(tokenFile(), "utf8")).not.toBe(first);
  });

  test("a token is renewed in its last days", async () => {
    const context = await started({}, { STUDIO_TOKEN_DAYS: "30" });
    await adminStep.run(context);
    await tokenStep.run(context);
    expect(await tokenStep.check(context)).toEqual({ state: "done" });
    await writeFile(join(root, "var/lib/coze-deploy/coze-api-token-expires"), `${Math.floor(Date.now() / 1000) + 5 * 86_400}\n`);
    expect(await tokenStep.check(context)).toMatchObject({ state: "pending", why: { en: "it ends soon" } });
  });

  test("a closed registration and a wrong password are said as what they are", async () => {
    const closed = await started({ registration: false });
    await expect(adminStep.run(closed)).rejects.toThrow("STUDIO_REGISTRATION=open");
    await simulator.stop();
    const open = await started();
    await adminStep.run(open);
    const wrong: Context = {
      ...open,
      site: contextWith(
        { STUDIO_PORT: new URL(simulator.url).port, STUDIO_ADMIN_EMAIL: "ann@studio.test" },
        { secrets: { STUDIO_ADMIN_PASSWORD: "another" } },
      ).site,
    };
    expect(await adminStep.check(wrong)).toMatchObject({ state: "pending" });
    await expect(adminStep.run(wrong)).rejects.toThrow("has an account already");
  });

  test("without an address of the admin, the operator is told what to do, until the token is there", async () => {
    const context = await started({}, { STUDIO_ADMIN_EMAIL: "" });
    const state = await adminStep.check(context);
    expect(state).toMatchObject({
      state: "manual",
      what: { en: expect.stringContaining("https://studio.test/sign"), zh: expect.stringContaining(tokenFile()) },
    });
    await mkdir(join(root, "etc/coze/gateway/credentials"), { recursive: true });
    await writeFile(tokenFile(), "pat_by-hand\n");
    expect([await adminStep.check(context), await tokenStep.check(context)]).toEqual([{ state: "done" }, { state: "done" }]);
  });
});
