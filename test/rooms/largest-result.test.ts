import "reflect-metadata";
/** The largest result that is accepted can also be stored, whatever escaping makes of it; a larger one is refused with a reason. */
import { expect, onTestFinished, test } from "vitest";
import { MAX_OUTPUT_BYTES } from "../../src/invocations/facts.js";
import { startTestApp } from "../support/app.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, finished } from "../support/operations.js";
import { type RawHandler, startRawCoze } from "../support/raw-coze.js";
import { publishAbility } from "../support/seed.js";

/** One End node that says `text`, then the end. */
const saying =
  (text: string): RawHandler =>
  (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const message = { node_id: "900001", node_title: "End", node_type: "End", node_is_finish: true, content: text };
    response.end(`id: 0\nevent: Message\ndata: ${JSON.stringify(message)}\n\nid: 1\nevent: Done\ndata: {}\n\n`);
  };

describeEachDatabase("a result", (makeUrl) => {
  const open = async (handler: RawHandler) => {
    const coze = await startRawCoze(handler);
    onTestFinished(() => coze.close());
    const app = await startTestApp({ databaseUrl: await makeUrl(), env: { COZE_BASE_URL: coze.url } });
    onTestFinished(app.stop);
    const ability = await publishAbility(app.admin, { workflowId: "7000000000000000001" });
    return { app, ability };
  };

  test("of the largest size is stored whole though every character needs escaping, twice", async () => {
    // Each quote takes two bytes of JSON, and four of a statement.
    const text = '"'.repeat(MAX_OUTPUT_BYTES / 2 - 1);
    const { app, ability } = await open(saying(text));
    const { id } = await accept(app.admin, ability.key);
    const { status, output } = await finished(app.admin, id);
    expect(status).toBe("SUCCEEDED");
    expect(output === text).toBe(true);
  });

  test("beyond that ends the call with a reason, and harms no other", async () => {
    const { app, ability } = await open(saying("x".repeat(MAX_OUTPUT_BYTES)));
    const { id } = await accept(app.admin, ability.key);
    const { failure } = await finished(app.admin, id);
    expect(failure).toMatchObject({ code: "ENGINE_RESULT_TOO_LARGE", message: expect.stringContaining(`${MAX_OUTPUT_BYTES} bytes`) });
  });
});
