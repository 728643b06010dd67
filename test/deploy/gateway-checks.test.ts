/** What the gateway's checks, steps and backup say where no gateway runs: against the simulator, files, and nobody at all. */
import { randomInt } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { cozeCheck } from "../../scripts/deploy/components/gateway/coze-check.js";
import { gateway } from "../../scripts/deploy/components/gateway/gateway.js";
import { migrateStep } from "../../scripts/deploy/components/gateway/migrations.js";
import { traceCheck } from "../../scripts/deploy/components/gateway/trace-check.js";
import type { Context } from "../../scripts/deploy/contract/step.js";
import { ensureBuilt } from "../support/gateway-process.js";
import { PLAIN_SYSTEMCTL } from "../support/plain-services.js";
import { installProjectRelease } from "../support/project-release.js";
import { startSimulator } from "../support/simulator-caller.js";
import { contextOf, gatewayNeighbours } from "../support/site-parts.js";

describe("without a deployed gateway", () => {
  const elsewhere = async (variables: Record<string, string>, secrets: Record<string, string> = {}): Promise<Context> => {
    const root = await mkdtemp(join(tmpdir(), "gateway-site-"));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    return contextOf([gateway, ...gatewayNeighbours()], { root, systemctl: PLAIN_SYSTEMCTL, variables, secrets });
  };

  test.each([
    { what: "a good token", token: "pat_simulator", severity: "ok", words: "No workflow was run" },
    { what: "a bad token", token: "pat_other", severity: "error", words: "refuses the gateway's token" },
    { what: "no token", token: "", severity: "error", words: "no token" },
  ])("Coze is asked with $what", async ({ token, severity, words }) => {
    const { url } = await startSimulator();
    const context = await elsewhere({ GATEWAY_COZE_BASE_URL: url }, { GATEWAY_COZE_API_TOKEN: token });
    const [finding] = await cozeCheck.run(context);
    expect([finding?.severity, finding?.what.en]).toEqual([severity, expect.stringContaining(words)]);
    if (token !== "") expect(JSON.stringify(finding)).not.toContain(token);
  });

  test("what answers at Coze's address may be something else", async () => {
    const { url, simulator } = await startSimulator();
    simulator.injectFault({ fault: "html502" });
    const context = await elsewhere({ GATEWAY_COZE_BASE_URL: url }, { GATEWAY_COZE_API_TOKEN: "pat_simulator" });
    expect(await cozeCheck.run(context)).toMatchObject([{ severity: "error", what: { en: expect.stringContaining("not Coze's API") } }]);
  });

  test("without Loop's token a trace is not proven, and nobody says it was", async () => {
    expect(await traceCheck.run(await elsewhere({}))).toMatchObject([
      { severity: "warning", what: { en: expect.stringContaining("Not proven") } },
    ]);
  });

  test.each([
    { what: "a good token", token: "pat_simulator", severity: "ok", words: "reports none of its own yet" },
    { what: "a bad token", token: "pat_other", severity: "error", words: "refuses the gateway's token" },
  ])("one trace goes to Loop and comes back with $what", async ({ token, severity, words }) => {
    // Loop's port is fixed, so the test has an address of its own.
    const host = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
    const { simulator } = await startSimulator({ host, port: 8888 });
    const variables = { LOOP_PLACE: "external", LOOP_HOST: host, GATEWAY_LOOP_WORKSPACE_ID: "7530000000000000001" };
    const context = await elsewhere(variables, { GATEWAY_LOOP_API_TOKEN: token });
    expect(await traceCheck.run(context)).toMatchObject([{ severity, what: { en: expect.stringContaining(words) } }]);
    expect(simulator.history().map(({ path }) => path)).toEqual(
      ["/v1/loop/opentelemetry/v1/traces", "/v1/loop/traces/search"].slice(0, severity === "ok" ? 2 : 1),
    );
  });

  test("kept files are saved while they change, restored as they were, and leave no copy behind", async () => {
    const context = await elsewhere({});
    const { data, backups } = context.site.paths;
    const files = join(data, "gateway/files");
    await mkdir(join(files, "ab"), { recursive: true });
    await mkdir(backups, { recursive: true });
    await writeFile(join(files, "ab/one"), "first");
    const [part] = gateway.describe(context.site).backup;
    if (part === undefined) throw new Error("the gateway has nothing to save");
    const saved = join(backups, part.file);
    await part.save(context, saved);
    expect([part.stopForSave, await readdir(join(data, "gateway"))]).toEqual([[], ["files"]]);
    await rm(join(files, "ab/one"));
    await writeFile(join(files, "two"), "later");
    expect(await part.verify(context, saved)).toMatch(/^1 files unpacked/);
    await part.restore(context, saved);
    expect([await readdir(files), await readFile(join(files, "ab/one"), "utf8")]).toEqual([["ab"], "first"]);
  });

  test("a database that does not answer leaves the migration for later, with the reason", async () => {
    await ensureBuilt();
    const context = await elsewhere(
      { NODE_FROM: "system", NODE_PROGRAM: process.execPath },
      { GATEWAY_DATABASE_URL: "mysql://gateway:word@127.0.0.1:1/gateway" },
    );
    await installProjectRelease(context.site.paths.root);
    expect(await migrateStep.check(context)).toMatchObject({
      state: "later",
      why: { en: expect.stringMatching(/migrate status ended with 1/) },
    });
  }, 120_000);

  test("without Coze's token apply stops, and says where it comes from", async () => {
    const context = await elsewhere({});
    const [step] = gateway.describe(context.site).prepare;
    expect(await step?.check(context)).toMatchObject({ state: "later", why: { en: expect.stringContaining("GATEWAY_COZE_API_TOKEN") } });
  });
});
