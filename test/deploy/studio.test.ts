/** Studio without its servers: what it is told, its working directory, and what of Atlas's plans is refused. */
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { dropsIn } from "../../scripts/deploy/components/studio/atlas-plan.js";
import { compareKeys, dotenvText, keysOf } from "../../scripts/deploy/components/studio/dotenv.js";
import { studioEnvironment } from "../../scripts/deploy/components/studio/environment.js";
import { environmentChecks } from "../../scripts/deploy/components/studio/environment-checks.js";
import { studio } from "../../scripts/deploy/components/studio/studio.js";
import { workspaceStep } from "../../scripts/deploy/components/studio/workspace.js";
import type { Context } from "../../scripts/deploy/contract/step.js";
import { newRoot, type ProductContext, productContext, STUDIO_CHECKOUT, stageStudio } from "../support/staged-release.js";

let root: string;
beforeEach(async () => {
  root = await newRoot();
});
afterEach(() => rm(root, { recursive: true, force: true }));

const contextWith = (variables: Record<string, string> = {}, more: Partial<ProductContext> = {}): Context =>
  productContext({ root, variables, ...more });

describe(".env", () => {
  const environment = (variables: Record<string, string> = {}, secrets: Record<string, string> = {}) =>
    studioEnvironment(contextWith(variables, { secrets }).site);

  test("is expanded, says the public address, and puts code nodes into the sandbox", () => {
    const { MYSQL_DSN, ...values } = environment({}, { MYSQL_STUDIO_PASSWORD: "pass" });
    expect(MYSQL_DSN).toBe("coze:pass@tcp(127.0.0.1:3306)/opencoze?charset=utf8mb4&parseTime=True");
    expect(values).toMatchObject({
      ...{ LISTEN_ADDR: "127.0.0.1:8892", SERVER_HOST: "https://studio.test", STORAGE_UPLOAD_HTTP_SCHEME: "https" },
      ...{
        MINIO_ENDPOINT: "127.0.0.1:9000",
        MQ_NAME_SERVER: "127.0.0.1:4150",
        MILVUS_ADDR: "127.0.0.1:19530",
        CODE_RUNNER_TYPE: "sandbox",
      },
      ...{ ES_NUMBER_OF_REPLICAS: "0", SSL_CERT_FILE: "", DISABLE_USER_REGISTRATION: "" },
      DENO_DIR: join(root, "var/lib/coze/studio/deno"),
    });
    expect(values.PLUGIN_AES_AUTH_SECRET).toHaveLength(32);
  });

  test("follows the choices: RocketMQ, a cloud's bucket, embeddings, a first model, closed registration", () => {
    const values = environment(
      {
        ...{ STUDIO_MQ: "rmq", STUDIO_STORAGE: "s3", STUDIO_S3_ENDPOINT: "https://oss.test", STUDIO_REGISTRATION: "closed" },
        ...{ STUDIO_EMBEDDING_TYPE: "ark", STUDIO_EMBEDDING_MODEL: "ep-1", MODEL_1_PROTOCOL: "openai", MODEL_1_MODEL: "gpt-4o" },
        STUDIO_EXTRA_ENV: "OCR_TYPE=ve LOG_LEVEL=notice",
      },
      { STUDIO_EXTRA_SECRETS: "VE_OCR_SK=sk=1" },
    );
    expect(values).toMatchObject({
      ...{ COZE_MQ_TYPE: "rmq", MQ_NAME_SERVER: "127.0.0.1:9876", S3_ENDPOINT: "https://oss.test", DISABLE_USER_REGISTRATION: "true" },
      ...{ EMBEDDING_TYPE: "ark", ARK_EMBEDDING_MODEL: "ep-1", BUILTIN_CM_TYPE: "openai", BUILTIN_CM_OPENAI_MODEL: "gpt-4o" },
      ...{ OCR_TYPE: "ve", LOG_LEVEL: "notice", VE_OCR_SK: "sk=1" },
    });
    expect(values).not.toHaveProperty("MINIO_AK");
  });

  test("quotes what a reader of .env files would take apart", () => {
    const lines = dotenvText({ A: "plain@tcp(h:1)/d?x=1&y=2", B: "a $B #c", C: `it's "$x" \\` }).split("\n");
    expect(lines.slice(1, 4)).toEqual(["A=plain@tcp(h:1)/d?x=1&y=2", "B='a $B #c'", 'C="it\'s \\"\\$x\\" \\\\"']);
  });

  test("its keys are compared with those of the release", async () => {
    const example = keysOf(await readFile(join(STUDIO_CHECKOUT, "docker/.env.example"), "utf8"));
    const { missing, unknown } = compareKeys(
      ["LISTEN_ADDR", "LOG_LEVEL", "SERVER_HOST", "MYSQL_DATABASE", "MYSQL_DSN", "CODE_RUNNER_TYPE", "MINIO_BUCKET"],
      example,
    );
    expect({ missing, unknown }).toEqual({ missing: ["SOMETHING_OF_A_LATER_RELEASE"], unknown: ["MINIO_BUCKET"] });
  });

  test.each([
    ["MINIO_AK=$MINIO_ROOT_USER", "studio/env-values/expanded", "#517"],
    ["MQ_NAME_SERVER=127.0.0.1:4161", "studio/env-values/queue", "#721"],
    ["STORAGE_UPLOAD_HTTP_SCHEME=http", "studio/env-values/scheme", "#131"],
    ["MINIO_PROXY_ENDPOINT=:8889", "studio/env-values/proxy", "#128"],
    ["CODE_RUNNER_TYPE=", "studio/env-values/runner", "local"],
  ])("%s is found by doctor, with its cause", async (line, id, cause) => {
    const context = contextWith();
    const path = join(root, "var/lib/coze/studio/app/.env");
    await mkdir(join(path, ".."), { recursive: true });
    const good = dotenvText(studioEnvironment(context.site));
    const check = environmentChecks.find((one) => one.id === "studio/env-values");
    await writeFile(path, good);
    expect((await check?.run(context))?.filter(({ severity }) => severity !== "ok")).toEqual([]);
    const key = line.slice(0, line.indexOf("=") + 1);
    await writeFile(
      path,
      good.replace(new RegExp(`^${key}.*$`, "m"), () => line),
    );
    const [found, ...more] = (await check?.run(context))?.filter(({ severity }) => severity !== "ok") ?? [];
    expect([found?.id, found?.severity, more]).toEqual([id, "error", []]);
    expect(found?.what.en).toContain(cause);
  });
});

describe("working directory", () => {
  const app = (path: string): string => join(root, "var/lib/coze/studio/app", path);
  const bringUp = async (context: Context): Promise<void> => {
    for (const folder of ["resources/conf/model"]) await mkdir(app(folder), { recursive: true });
    for (const { path, content } of studio.describe(context.site).files.filter((file) => file.path.includes("/model/")))
      await writeFile(path, content);
    if ((await workspaceStep.check(context)).state !== "done") await workspaceStep.run(context);
    expect(await workspaceStep.check(context)).toEqual({ state: "done" });
  };

  test("holds the release's conf, the operator's over it, and models with ids of their own; again nothing is written", async () => {
    await stageStudio(root);
    await writeFile(join(root, "etc/coze/studio/conf/plugin.yaml"), "mine: 1\n");
    const context = contextWith({ MODEL_1_PROTOCOL: "openai", MODEL_1_MODEL: "gpt-4o", MODEL_2_PROTOCOL: "ark", MODEL_2_MODEL: "ep-2" });
    await bringUp(context);
    expect(await readFile(app("resources/conf/workflow/config.yaml"), "utf8")).toBe("cards: []\n");
    expect(await readFile(app("resources/conf/plugin.yaml"), "utf8")).toBe("mine: 1\n");
    expect(await readFile(app("sandbox.py"), "utf8")).toBe("# sandbox\n");
    const model = parse(await readFile(app("resources/conf/model/site-2-ark.yaml"), "utf8"));
    expect(model).toMatchObject({
      id: 100002,
      meta: { protocol: "ark", conn_config: { model: "ep-2", base_url: "https://ark.cn-beijing.volces.com/api/v3" } },
    });

    const before = (await stat(app("resources/conf/workflow/config.yaml"))).mtimeMs;
    await workspaceStep.run(context);
    expect((await stat(app("resources/conf/workflow/config.yaml"))).mtimeMs).toBe(before);
  });

  test("a model that site.env no longer names goes; one that was put there by hand stays", async () => {
    await stageStudio(root);
    await bringUp(contextWith({ MODEL_1_PROTOCOL: "openai", MODEL_1_MODEL: "gpt-4o" }));
    await writeFile(app("resources/conf/model/by-hand.yaml"), "id: 7\n");
    await bringUp(contextWith());
    expect((await readdir(app("resources/conf/model"))).sort()).toEqual(["by-hand.yaml", "template"]);
  });

  test.each([
    ["etc/coze/studio/conf/model/bad.yaml", "id: 1\n  name: x\n", "model/bad.yaml:1"],
    ["opt/coze/studio/current/conf/plugin/common.yaml", "plugins: [\n", "plugin/common.yaml"],
  ])("a slip in %s stops the plan with its line", async (path, content, where) => {
    await stageStudio(root);
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), content);
    const state = await workspaceStep.check(contextWith());
    expect(state).toMatchObject({ state: "blocked" });
    expect(JSON.stringify(state)).toContain(where);
  });

  test("a conf folder of another release is refused (#2017)", async () => {
    await stageStudio(root);
    await rm(join(root, "opt/coze/studio/current/conf/workflow"), { recursive: true });
    const state = await workspaceStep.check(contextWith());
    expect(state).toMatchObject({ state: "blocked", why: { en: expect.stringContaining("config.yaml") } });
  });
});

describe("what Atlas plans", () => {
  test.each([
    ["DROP TABLE `zz_foreign`;", 1],
    ['-- Planned Changes:\n-- Drop "x" table\nDROP TABLE `x`;\nDROP TABLE `y`;', 2],
    [
      "Planning migration statements (1 in total):\n  -- modify\n    -> ALTER TABLE `user` DROP COLUMN `name`, ADD COLUMN `nick` text NULL;",
      1,
    ],
    ["ALTER TABLE `user` DROP `name`;", 1],
    ["ALTER TABLE `user` DROP INDEX `i`, DROP COLUMN `name`;", 1],
    ["alter table user\n  drop\n  column name;", 1],
    ["/* DROP TABLE x; */ CREATE TABLE `drop table y` (`id` int COMMENT 'DROP TABLE z; --');", 0],
    ["ALTER TABLE `user` DROP INDEX `i`, DROP PRIMARY KEY, DROP FOREIGN KEY `f`, ALTER COLUMN `a` DROP DEFAULT;", 0],
    ["Schema is synced, no changes to be made", 0],
  ])("%j destroys in %i statements", (plan, count) => {
    expect(dropsIn(plan)).toHaveLength(count);
  });
});
