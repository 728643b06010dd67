/** The simulator seen by the official `@coze/api` client, which knows nothing of this project. */
import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChatEventType, CozeAPI, RoleType, type WorkflowEvent, type WorkflowEventInterrupt } from "@coze/api";
import { describe, expect, onTestFinished, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import type { Flavour } from "../../src/simulator/flavour.js";
import { startSimulator } from "../support/simulator-caller.js";

const FLAVOURS: readonly Flavour[] = ["oss", "hosted"];

async function connect(flavour: Flavour, token = "pat_simulator") {
  const { url, simulator } = await startSimulator({ flavour });
  return { client: new CozeAPI({ baseURL: url, token }), simulator };
}

async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

const contents = (events: readonly WorkflowEvent[]): string =>
  events.map(({ data }) => (data && "content" in data ? data.content : "")).join("");

describe.each(FLAVOURS)("the official client against flavour %s", (flavour) => {
  test("runs a workflow and reads its variables", async () => {
    const { client } = await connect(flavour);
    const result = await client.workflows.runs.create({ workflow_id: WORKFLOW_IDS.instant, parameters: { topic: "潮汐" } });
    expect(JSON.parse(result.data)).toEqual({ echo: { topic: "潮汐" } });
    expect(new URL(result.debug_url).searchParams.get("execute_id")).toMatch(/^\d{19}$/);
  });

  test("streams a workflow to its Done", async () => {
    const { client } = await connect(flavour);
    const events = await collect(client.workflows.runs.stream({ workflow_id: WORKFLOW_IDS.write, parameters: { topic: "the moon" } }));
    expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index));
    expect(events.at(-1)?.event).toBe("Done");
    expect(contents(events)).toContain("the moon deserves a closer look");
    expect(events.length).toBeGreaterThan(16);
  });

  test("answers a question and gets the rest of the run", async () => {
    const { client } = await connect(flavour);
    const asked = await collect(client.workflows.runs.stream({ workflow_id: WORKFLOW_IDS.ask, parameters: {} }));
    const interrupt = asked.at(-1);
    expect(interrupt?.event).toBe("Interrupt");
    const asks = interrupt?.data as WorkflowEventInterrupt;
    const answer = { event_id: asks.interrupt_data.event_id, interrupt_type: asks.interrupt_data.type, resume_data: "Brest" };
    const rest = await collect(client.workflows.runs.resume({ workflow_id: WORKFLOW_IDS.ask, ...answer }));
    expect(rest[0]?.id).toBe(0);
    expect(rest.at(-1)?.event).toBe("Done");
    expect(contents(rest)).toBe("The answer for Brest is about tides.");
  });

  test("uploads a file and passes it to a run in the form of the flavour", async () => {
    const { client } = await connect(flavour);
    const folder = await mkdtemp(join(tmpdir(), "simulator-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "pass port.pdf"), "%PDF");
    const uploaded = await client.files.upload({ file: createReadStream(join(folder, "pass port.pdf")) });
    expect(uploaded).toMatchObject({ bytes: 4, file_name: "pass port.pdf" });
    const document = flavour === "hosted" ? JSON.stringify({ file_id: uploaded.id }) : (uploaded as unknown as { url: string }).url;
    const parameters = { traveller: { name: "Ada" }, stops: ["Brest"], document };
    const result = await client.workflows.runs.create({ workflow_id: WORKFLOW_IDS.trip, parameters });
    expect(JSON.parse(result.data)).toMatchObject({ document_name: "pass port.pdf", stops: ["Brest"] });
  });

  test("streams an agent chat to its done", async () => {
    const { client } = await connect(flavour);
    const additional_messages = [{ role: RoleType.User, content: "hello", content_type: "text" as const }];
    const parts = await collect(client.chat.stream({ bot_id: WORKFLOW_IDS.bot, user_id: "u-1", additional_messages }));
    const deltas = parts.filter((part) => part.event === ("conversation.message.delta" as ChatEventType));
    expect(deltas.map((part) => (part.data as { content: string }).content).join("")).toBe("I heard: hello");
    expect(parts.map((part) => part.event).slice(-2)).toEqual(["conversation.chat.completed", "done"]);
  });

  test("streams a chatflow and creates a conversation", async () => {
    const { client } = await connect(flavour);
    const conversation = await client.conversations.create({ bot_id: WORKFLOW_IDS.bot });
    const parts = await collect(
      client.workflows.chat.stream({
        workflow_id: WORKFLOW_IDS.chatflow,
        conversation_id: conversation.id,
        additional_messages: [{ role: RoleType.User, content: "hello", content_type: "text" }],
      }),
    );
    const answers = parts.filter((part) => part.event.startsWith("conversation.message."));
    expect(JSON.stringify(answers)).toContain("hello");
    expect(parts.at(-1)?.event).toBe("done");
  });

  test("meets a refused token as an error", async () => {
    const { client } = await connect(flavour, "pat_wrong");
    const refused = client.workflows.runs.create({ workflow_id: WORKFLOW_IDS.instant });
    await expect(refused).rejects.toMatchObject(flavour === "hosted" ? { status: 401, code: 4100 } : { status: 200, code: 700012006 });
  });

  test("meets a failed run as an Error event", async () => {
    const { client } = await connect(flavour);
    const events = await collect(client.workflows.runs.stream({ workflow_id: WORKFLOW_IDS.fails, parameters: { code: 777777776 } }));
    expect(events.at(-1)).toMatchObject({ event: "Error", data: { error_code: 777777776 } });
  });
});

describe("where the official client and a flavour do not fit together", () => {
  test("polling works on hosted", async () => {
    const { client } = await connect("hosted");
    const additional_messages = [{ role: RoleType.User, content: "hello", content_type: "text" as const }];
    const { chat, messages } = await client.chat.createAndPoll({ bot_id: WORKFLOW_IDS.bot, user_id: "u-1", additional_messages });
    expect(chat.status).toBe("completed");
    expect(messages?.map((message) => [message.type, message.content])).toContainEqual(["answer", "I heard: hello"]);
  });

  test("polling fails on oss, which does not route the POST the client sends for retrieve", async () => {
    const { client, simulator } = await connect("oss");
    await expect(client.chat.createAndPoll({ bot_id: WORKFLOW_IDS.bot, user_id: "u-1" })).rejects.toMatchObject({ status: 404 });
    expect(simulator.history().at(-1)).toMatchObject({ method: "POST", path: expect.stringContaining("/v3/chat/retrieve") });
  });

  test("the run history is found on hosted and refused for want of a session on oss", async () => {
    for (const flavour of FLAVOURS) {
      const { client } = await connect(flavour);
      const { execute_id } = await client.workflows.runs.create({ workflow_id: WORKFLOW_IDS.instant, is_async: true });
      const history = client.workflows.runs.history(WORKFLOW_IDS.instant, execute_id);
      if (flavour === "hosted") await expect(history).resolves.toMatchObject([{ execute_id, execute_status: "Success" }]);
      else await expect(history).rejects.toMatchObject({ code: 700012006, message: expect.stringContaining("session_key") });
    }
  });
});
