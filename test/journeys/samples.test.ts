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

test.each(["write-text", "plan-trip"])("%s takes its example to the end", async (key) => {
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
