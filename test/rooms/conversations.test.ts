import "reflect-metadata";
/** A caller's next call goes on where the last one was, and nobody else's does. */
import { expect, onTestFinished, test } from "vitest";
import type { Invocation } from "../../src/invocations/invocation.js";
import { createConversations } from "../../src/runs/conversations.js";
import { dropExpired } from "../../src/runs/retention.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { invocationOf } from "../support/invocations.js";
import { createManualClock } from "../support/manual-clock.js";
import { openTestDatabase } from "../support/open-database.js";
import { statementsOf } from "../support/statements.js";

const DAY = 24 * 3_600_000;

describeEachDatabase("conversations with engines", (makeUrl) => {
  const open = async () => {
    const { db, migrator } = await openTestDatabase(await makeUrl());
    onTestFinished(() => db.close());
    await migrator.up();
    const clock = createManualClock();
    const call = (facts: Partial<Invocation> = {}) => invocationOf({ provider: "COZE_AGENT", ...facts });
    const conversations = createConversations({ database: db, clock });
    /** One call, as the runner makes it. @returns what it went on with. */
    const converse = async (invocation: Invocation, told: string): Promise<string | undefined> => {
      const conversation = await conversations.of(invocation);
      if (!conversation) throw new Error("this engine does not converse");
      await conversations.told(invocation, conversation, told);
      return conversation.id;
    };
    return { db, clock, call, conversations, converse };
  };

  test("the id an engine told is used by the next call of the same caller, ability, key and connection only", async () => {
    const { call, converse } = await open();
    expect(await converse(call(), "100")).toBeUndefined();
    expect(await converse(call(), "100")).toBe("100");
    const others: Partial<Invocation>[] = [
      { callerId: "else" },
      { tenant: "t" },
      { abilityId: "abl_2" },
      { conversationKey: "k" },
      { connection: "b" },
    ];
    for (const facts of others) expect(await converse(call(facts), "200")).toBeUndefined();
    expect(await converse(call({ conversationKey: "k" }), "200")).toBe("200");
  });

  test("its name is stable, and tells nothing of the caller", async () => {
    const { call, conversations } = await open();
    const names = await Promise.all([call(), call(), call({ callerId: "else" })].map((one) => conversations.of(one)));
    expect(names[0]).toEqual(names[1]);
    expect(names[0]?.name).not.toBe(names[2]?.name);
    expect(names[0]?.name).toMatch(/^[0-9a-f]{64}$/);
  });

  test("of two first calls at once the first conversation is kept; one the engine replaced is replaced", async () => {
    const { call, converse, conversations } = await open();
    const [one, other] = [await conversations.of(call()), await conversations.of(call())];
    if (one) await conversations.told(call(), one, "100");
    if (other) await conversations.told(call(), other, "200");
    expect(await converse(call(), "300")).toBe("100");
    expect(await converse(call(), "300")).toBe("300");
  });

  test("a chatflow goes on where a key says so; without one each call is a conversation of its own, at no cost", async () => {
    const { call, converse, conversations } = await open();
    const chatflow = (facts: Partial<Invocation> = {}) => call({ provider: "COZE_CHATFLOW", ...facts });
    const first = chatflow({ id: "inv_01" });
    const { result, statements } = await statementsOf(() => converse(first, "100"));
    expect([result, statements]).toEqual([undefined, []]);
    const names = await Promise.all([first, first, chatflow({ id: "inv_02" })].map((one) => conversations.of(one)));
    expect(names[0]).toEqual(names[1]);
    expect(names[0]?.name).not.toBe(names[2]?.name);
    await converse(chatflow({ id: "inv_03", conversationKey: "k" }), "200");
    expect(await converse(chatflow({ id: "inv_04", conversationKey: "k" }), "200")).toBe("200");
  });

  test("a workflow converses with nobody, and costs no statement", async () => {
    const { conversations } = await open();
    const { result, statements } = await statementsOf(() => conversations.of(invocationOf()));
    expect([result, statements]).toEqual([undefined, []]);
  });

  test("conversations that nobody continued for three months are forgotten", async () => {
    const { call, converse, clock, db } = await open();
    await converse(call(), "100");
    await converse(call({ callerId: "else" }), "200");
    await clock.advance(60 * DAY);
    await converse(call(), "100");
    await clock.advance(31 * DAY);
    expect(await dropExpired({ database: db, clock })).toBe(1);
    expect(await converse(call(), "100")).toBe("100");
    expect(await converse(call({ callerId: "else" }), "300")).toBeUndefined();
  });
});
