/** The page of the README in a real browser: an ability runs, the instance it is followed on is killed, the text goes on. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { createSimulator } from "../../src/simulator/simulator.js";
import { cutOff, launchChromium } from "../support/chromium.js";
import { createTestClient } from "../support/client.js";
import { describeWithServers } from "../support/database-matrix.js";
import { ensureBuilt, startGateway } from "../support/gateway-process.js";
import { run } from "../support/operations.js";
import { startPageServer } from "../support/page-server.js";
import { publishAbility } from "../support/seed.js";
import { createDatabase, randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";

const PIECES = 400;

describeWithServers("the page of the README", () => {
  let browser: Browser;
  beforeAll(async () => {
    await ensureBuilt();
    browser = await launchChromium();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
  });

  test("shows a text to its end although the instance it came from is killed in the middle", { timeout: 120_000 }, async () => {
    const database = await createDatabase();
    onTestFinished(database.drop);
    const simulator = createSimulator();
    await simulator.start();
    onTestFinished(() => simulator.stop());
    const site = await startPageServer("test/fixtures/client-page/index.html");
    onTestFinished(site.stop);
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: await sharedRedisUrl(),
      REDIS_PREFIX: randomRedisPrefix().replace(":", ""),
      COZE_BASE_URL: simulator.url,
      CORS_ORIGINS: site.url,
      MIGRATE_ON_START: "on",
    };
    const working = await startGateway({ ...env, ROLE: "all" });
    onTestFinished(() => void working.end("SIGKILL"));
    const serving = await startGateway({ ...env, ROLE: "api" });
    onTestFinished(() => void serving.end("SIGKILL"));
    const ability = await publishAbility(working.admin, {
      workflowId: WORKFLOW_IDS.long,
      properties: { pieces: { type: "integer" }, delay_ms: { type: "integer" } },
    });

    const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
    onTestFinished(() => context.close());
    const outside = await cutOff(context);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    const token = await tokenOf({ id: "alice" });
    const asked = new URLSearchParams({ token, ability: ability.key });
    asked.set("form", JSON.stringify({ pieces: PIECES, delay_ms: 25 }));
    for (const { url } of [serving, working]) asked.append("gateway", `${url}/graphql`);
    await page.goto(`${site.url}/?${asked}`);
    const text = async () => (await page.locator("#text").textContent()) ?? "";
    const state = () => page.locator("#state").evaluate((element) => (element as unknown as { value: string }).value);
    expect(await state()).toBe("ready");

    await page.locator("#start").click();
    await until(async () => (await text()).includes("第20段"), { timeoutMs: 60_000, what: "the text to begin" });
    await serving.end("SIGKILL");
    const seen = (await text()).length;
    await until(async () => (await text()).length > seen + 50, { timeoutMs: 60_000, what: "the text to go on" });
    expect(await page.locator("#notes").textContent()).toContain("Going on.");
    const folder = await mkdtemp(join(tmpdir(), "client-page-"));
    console.log(`screenshots: ${folder}`);
    await page.screenshot({ path: join(folder, "continued-on-the-other-instance.png") });
    await until(async () => (await state()) === "SUCCEEDED", { timeoutMs: 90_000, what: "the end" });
    await page.screenshot({ path: join(folder, "finished.png") });

    const { nodes } = await run(createTestClient(working.url, token), "{ invocations { nodes { output } } }");
    const [{ output }] = nodes;
    expect(await text()).toBe(output);
    expect(await text()).toContain(`第${PIECES}段`);
    expect(simulator.runs()).toHaveLength(1);
    expect({ outside, complaints }).toEqual({ outside: [], complaints: [] });
  });
});
