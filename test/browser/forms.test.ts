import "reflect-metadata";
/** Every sample form in the real react-jsonschema-form: rendered, filled in, refused, mended and sent, with the network cut off. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { SAMPLE_ABILITIES } from "../../src/samples/samples.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { cutOff, launchChromium } from "../support/chromium.js";
import { fillForm } from "../support/fill-form.js";
import { type BuiltPage, buildPage } from "../support/page-server.js";
import { tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";

describe("forms in a browser", () => {
  let browser: Browser;
  let site: BuiltPage;
  let app: TestApp;
  let folder: string;
  beforeAll(async () => {
    site = await buildPage("test/fixtures/form-page");
    browser = await launchChromium();
    app = await startTestApp({ overrides: { samples: true }, env: { CORS_ORIGINS: site.url } });
    folder = await mkdtemp(join(tmpdir(), "form-page-"));
    console.log(`screenshots: ${folder}`);
  }, 300_000);
  afterAll(async () => {
    await app?.stop();
    await browser?.close();
    await site?.stop();
  });

  const open = async (ability: string, more: Readonly<Record<string, string>> = {}) => {
    const context = await browser.newContext({ viewport: { width: 900, height: 1_000 } });
    onTestFinished(() => context.close());
    const outside = await cutOff(context);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    const token = await tokenOf({ id: "una" });
    await page.goto(`${site.url}/?${new URLSearchParams({ gateway: app.url, token, ability, ...more })}`);
    await page.locator("form").waitFor();
    return { page, outside, complaints };
  };
  const submit = (page: Page) => page.locator('button[type="submit"]').click();
  const answer = async (page: Page) => {
    const text = async () => (await page.locator("#result").textContent()) ?? "";
    await until(async () => (await text()).startsWith("{"), { timeoutMs: 30_000, what: "the gateway's answer" });
    return JSON.parse(await text());
  };

  test.each(SAMPLE_ABILITIES.map(({ ability, example }) => [ability.key, example] as const))(
    "%s is filled in and sent",
    { timeout: 60_000 },
    async (key, example) => {
      const { page, outside, complaints } = await open(key);
      await fillForm(page, example);
      await page.screenshot({ path: join(folder, `${key}.png`), fullPage: true });
      await submit(page);
      expect(await answer(page)).toMatchObject({
        __typename: "InvocationAccepted",
        invocation: { status: expect.stringMatching(/^(SUCCEEDED|WAITING)$/) },
      });
      expect({ outside, complaints }).toEqual({ outside: [], complaints: [] });
    },
  );

  test("labels and the gateway's own complaints are Chinese for who reads Chinese, and stand at their fields", {
    timeout: 60_000,
  }, async () => {
    const { page } = await open("write-text", { language: "zh-CN", noValidate: "" });
    expect(await page.locator("label[for=root_topic]").textContent()).toContain("主题");
    await page.locator("#root_topic").fill(" ");
    await submit(page);
    expect(await answer(page)).toMatchObject({ __typename: "ValidationFailed", fieldErrors: [{ path: "/topic" }] });
    await page.screenshot({ path: join(folder, "write-text-zh-refused.png"), fullPage: true });
    expect(await page.locator("#root_topic__error").textContent()).toMatch(/[一-龥]/);
    await page.locator("#root_topic").fill("圣马洛的潮汐");
    await submit(page);
    await until(async () => ((await page.locator("#result").textContent()) ?? "").includes("SUCCEEDED"), { timeoutMs: 30_000 });
  });
});
