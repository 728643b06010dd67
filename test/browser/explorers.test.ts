/** The explorer pages as people see them, in a browser that is cut off from the internet. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cutOff, launchChromium } from "../support/chromium.js";
import { ADMIN, startTestServer, type TestServer } from "../support/http-server.js";
import { until } from "../support/until.js";

const SAMPLES = [
  { query: "query Greeting($name: String) {\n  hello(name: $name)\n  caller\n}\n", variables: `{ "name": "火" }` },
  { query: "subscription Live {\n  events\n}\n" },
] as const;

let browser: Browser;
let server: TestServer;
let folder: string;
beforeAll(async () => {
  browser = await launchChromium();
  server = await startTestServer({ http: { explorers: { developmentSignIn: false, samples: [...SAMPLES] } } });
  folder = await mkdtemp(join(tmpdir(), "explorers-"));
  console.log(`screenshots: ${folder}`);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await server?.server.stop(1000);
});

interface Visit {
  readonly page: Page;
  /** Requests that would have left this machine. */
  readonly outside: readonly string[];
  /** What the page complained about: script errors, refused policies, missing files. */
  readonly complaints: readonly string[];
  picture(name: string): Promise<void>;
}

/** What the browser says about GraphiQL's first look at the schema, before anybody typed a token. */
const NOT_SIGNED_IN = /responded with a status of 40[13]/;

const visit = async (path: string, locale = "en-GB"): Promise<Visit> => {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } });
  const outside = await cutOff(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !NOT_SIGNED_IN.test(message.text())) complaints.push(message.text().slice(0, 300));
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(server.url + path, { waitUntil: "networkidle" });
  return { page, outside, complaints, picture: async (name) => void (await page.screenshot({ path: join(folder, `${name}.png`) })) };
};

/** Types over what an editor holds. CodeMirror keeps its text outside the page's form fields. */
const write = async (page: Page, editor: string, text: string): Promise<void> => {
  await page.locator(`${editor} .CodeMirror`).click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(text);
};

const resultOf = async (page: Page): Promise<string> => (await page.locator(".graphiql-response .result-window").textContent()) ?? "";
const execute = (page: Page): Promise<void> => page.locator(".graphiql-execute-button").click();

describe("GraphiQL", () => {
  test("runs a query and a subscription with the token of the headers tab, and asks nothing of the internet", async () => {
    const { page, outside, complaints, picture } = await visit("/graphiql");
    await page.locator(".graphiql-execute-button").waitFor();
    await write(page, `.graphiql-editor-tool .graphiql-editor:not(.hidden)`, JSON.stringify({ Authorization: ADMIN.authorization }));
    await execute(page);
    await until(async () => (await resultOf(page)).includes("hello 火"));
    expect(await resultOf(page)).toContain(`"ann"`);
    await picture("graphiql-query");

    await page.locator(".graphiql-tab").nth(1).click();
    await write(page, `.graphiql-editor-tool .graphiql-editor:not(.hidden)`, JSON.stringify({ Authorization: ADMIN.authorization }));
    await execute(page);
    await until(() => server.streams.length === 1);
    server.streams[0]?.push("first event");
    await until(async () => (await resultOf(page)).includes("first event"));
    server.streams[0]?.push("second event");
    await until(async () => (await resultOf(page)).includes("second event"));
    await picture("graphiql-subscription");
    await execute(page);
    await until(() => server.streams[0]?.returned === 1, { what: "the stop button to end the subscription" });

    expect(outside).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("shows the documentation to those who may see the schema", async () => {
    const { page, picture, complaints } = await visit("/graphiql");
    await write(page, `.graphiql-editor-tool .graphiql-editor:not(.hidden)`, JSON.stringify({ Authorization: ADMIN.authorization }));
    await page.getByRole("button", { name: /re-fetch graphql schema/i }).click();
    await page.getByRole("button", { name: /show documentation explorer/i }).click();
    await page.locator(".graphiql-doc-explorer-content").getByText("Query", { exact: true }).first().click();
    await until(async () => (await page.locator(".graphiql-doc-explorer-content").textContent())?.includes("hello"));
    await picture("graphiql-docs");
    expect(complaints).toEqual([]);
  });
});

describe("Sandbox", () => {
  test.each([
    ["en-GB", "could not be loaded"],
    ["zh-CN", "无法加载"],
  ])("in a closed network it says so in %s and points to GraphiQL", async (locale, sentence) => {
    const { page, outside, picture } = await visit("/sandbox", locale);
    await page.getByText(sentence).waitFor();
    await picture(`sandbox-${locale}`);
    expect(outside).toEqual([expect.stringMatching(/^https:\/\/embeddable-sandbox\.cdn\.apollographql\.com\//)]);
    await page.getByRole("link", { name: "GraphiQL" }).click();
    await page.locator(".graphiql-execute-button").waitFor();
  });
});

describe("the first page", () => {
  test.each(["en-GB", "zh-CN"])("leads to both explorers, in %s", async (locale) => {
    const { page, outside, complaints, picture } = await visit("/", locale);
    await picture(`choice-${locale}`);
    expect(await page.locator(".card").count()).toBe(2);
    await page.locator(".card", { hasText: "GraphiQL" }).click();
    await page.locator(".graphiql-execute-button").waitFor();
    expect([outside, complaints]).toEqual([[], []]);
  });
});
