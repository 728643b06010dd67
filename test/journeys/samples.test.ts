import "reflect-metadata";
/** The sample abilities of the embedded start do what they promise, with the examples they come with. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SAMPLE_ABILITIES } from "../../src/samples/samples.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { answer, asked } from "../support/control.js";
import { accept, finished, run } from "../support/operations.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ overrides: { samples: true } });
});
afterAll(() => app?.stop());

const exampleOf = (key: string): object => SAMPLE_ABILITIES.find(({ ability }) => ability.key === key)?.example ?? {};

test.each(["write-text", "plan-trip", "send-report"])("%s takes its example to the end", async (key) => {
  const { id } = await accept(app.admin, key, { form: exampleOf(key) });
  expect(await finished(app.admin, id, 60_000)).toMatchObject({ status: "SUCCEEDED", output: expect.anything() });
});

test("book-berth asks for the port, waits a day for it, and books with the answer", async () => {
  const { answerers, answerExpiryMs } = await run(app.admin, '{ ability(key: "book-berth") { answerers answerExpiryMs } }');
  expect({ answerers, answerExpiryMs }).toEqual({ answerers: "CALLER", answerExpiryMs: 86_400_000 });
  const { id } = await accept(app.admin, "book-berth", { form: exampleOf("book-berth") });
  const { interrupt } = await asked(app.admin, id);
  expect(interrupt.prompt).toBe("Which port do you mean for Petit Prince?");
  await answer(app.admin, { invocationId: id, interruptId: interrupt.id, answer: "Saint-Malo" });
  expect(await finished(app.admin, id, 60_000)).toMatchObject({ output: "The answer for Saint-Malo is about Petit Prince." });
});

test("send-report goes to the portal without a word about its password, or by e-mail without anything of the portal", async () => {
  const portal = await accept(app.admin, "send-report", { form: exampleOf("send-report"), waitMs: 25_000 });
  expect(portal).toMatchObject({
    status: "SUCCEEDED",
    input: { period: { since: "2030-01-01" }, portal: { password: "••••" } },
    output: { sections: ["summary", "table"], period: "2030-01-01 – 2030-03-31", delivered_to: "https://portal.example.com" },
  });
  const changed = { ...exampleOf("send-report"), covers: "everything", delivery: "email", recipient: "harbour@example.com" };
  const email = await accept(app.admin, "send-report", { form: changed, waitMs: 25_000 });
  expect(email).toMatchObject({ status: "SUCCEEDED", output: { delivered_to: "harbour@example.com" } });
  expect(Object.keys(email.input).sort()).toEqual(["covers", "delivery", "recipient", "sections", "subject"]);
});
