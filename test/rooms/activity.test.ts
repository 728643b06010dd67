import "reflect-metadata";
/** What operators hear of a tenant: only its own, only what tells, in order; and where something may be missing, that is said. */
import { expect, test } from "vitest";
import { createActivity } from "../../src/feed/activity.js";
import type { ActivityFollower, ActivityItem } from "../../src/feed/activity-follower.js";
import type { Invocation, InvocationEvent } from "../../src/invocations/invocation.js";
import { AppError } from "../../src/kernel/errors.js";
import type { PubSub, PubSubListener } from "../../src/pubsub/pubsub.js";
import { invocationOf } from "../support/invocations.js";
import { createManualClock } from "../support/manual-clock.js";
import { createRecordingLog } from "../support/recording-log.js";
import { until } from "../support/until.js";

const settle = () => new Promise((resolve) => setImmediate(resolve));
const eventOf = (invocation: Invocation, sequence: number, body: InvocationEvent["body"]): InvocationEvent => ({
  invocationId: invocation.id,
  sequence,
  at: sequence,
  body,
});
const change = (invocation: Invocation, sequence: number) =>
  eventOf(invocation, sequence, { type: "state", from: "QUEUED", to: "RUNNING" });

const createWorld = () => {
  const [mine, other, foreign] = [
    invocationOf({ id: "inv_1", tenant: "acme", abilityId: "abl_1" }),
    invocationOf({ id: "inv_2", tenant: "acme", abilityId: "abl_2" }),
    invocationOf({ id: "inv_3", tenant: "umbrella", abilityId: "abl_1" }),
  ] as const;
  const rows = new Map([mine, other, foreign].map((invocation) => [invocation.id, invocation]));
  const clock = createManualClock();
  const channels = new Map<string, Set<PubSubListener>>();
  const sent: { channel: string; message: string }[] = [];
  const world = { lost: false, away: false, reads: 0, subscribing: Promise.resolve() };
  const pubsub: PubSub = {
    publish(channel, message) {
      sent.push({ channel, message });
      if (!world.lost) for (const listener of channels.get(channel) ?? []) listener.onMessage(message);
    },
    async subscribe(channel, listener) {
      await world.subscribing;
      const listeners = channels.get(channel) ?? new Set();
      channels.set(channel, listeners.add(listener));
      return () => void listeners.delete(listener);
    },
    ping: async () => undefined,
    close: async () => undefined,
  };
  const log: InvocationEvent[] = [];
  const activity = createActivity({
    ...{ clock, pubsub, log: createRecordingLog().log },
    async byIds(ids) {
      world.reads++;
      await settle();
      if (world.away) throw new AppError("SERVICE_UNAVAILABLE", { params: { part: "database" } });
      return new Map(ids.flatMap((id) => (rows.has(id) ? [[id, rows.get(id) as Invocation]] : [])));
    },
    read: async (id, after, limit) => log.filter((event) => event.invocationId === id && event.sequence > after).slice(0, limit),
  });
  const listeners = () => [...channels.values()].reduce((sum, { size }) => sum + size, 0);
  const gapOnAll = () => [...channels.values()].flatMap((all) => [...all]).forEach((listener) => void listener.onGap());
  return { world, activity, clock, sent, log, mine, other, foreign, listeners, gapOnAll };
};

const collect = (follower: ActivityFollower): ActivityItem[] => {
  const items: ActivityItem[] = [];
  void (async () => {
    for await (const item of follower) items.push(item);
  })();
  return items;
};
const told = (items: readonly ActivityItem[]): string[] =>
  items.map((item) => (item.kind === "gap" ? item.reason : `${item.invocation.id}:${item.event.sequence}:${item.event.body.type}`));

test("state changes, questions and ends of the tenant arrive in order, with their invocation; text and progress do not", async () => {
  const { activity, mine, other, foreign, sent } = createWorld();
  const [all, one, foreigners] = [
    collect(activity.follow({ tenant: "acme" })),
    collect(activity.follow({ tenant: "acme", abilityId: "abl_2" })),
    collect(activity.follow({ tenant: "umbrella" })),
  ];
  await until(() => all.length === 1);
  activity.publish([change(mine, 1), eventOf(mine, 2, { type: "output", nodeId: "n", text: "x" })], mine);
  activity.publish([eventOf(other, 3, { type: "progress", nodeId: "n", nodeTitle: "", finished: true })], other);
  activity.publish([change(other, 4)], other);
  activity.publish([change(foreign, 5)], foreign);
  activity.publish([eventOf(mine, 6, { type: "finished", status: "SUCCEEDED", output: "the result" })], mine);
  await until(() => all.length === 4 && one.length === 2 && foreigners.length === 2);
  expect(told(all)).toEqual(["STARTED", "inv_1:1:state", "inv_2:4:state", "inv_1:6:finished"]);
  expect(told(one)).toEqual(["STARTED", "inv_2:4:state"]);
  expect(told(foreigners)).toEqual(["STARTED", "inv_3:5:state"]);
  // One small message per change, which names neither the tenant nor the result.
  expect(sent).toHaveLength(4);
  expect(JSON.stringify(sent)).not.toMatch(/acme|umbrella|the result/);
  activity.close();
});

test("a question too large to travel is read from the log", async () => {
  const { activity, mine, log, sent } = createWorld();
  const items = collect(activity.follow({ tenant: "acme" }));
  await until(() => items.length === 1);
  const question = { prompt: "字".repeat(5_000) };
  const event = eventOf(mine, 2, {
    type: "interrupt",
    interruptId: "i",
    question,
    answerers: "CALLER",
    expiresAt: 1,
  } as InvocationEvent["body"]);
  log.push(event);
  activity.publish([event], mine);
  await until(() => items.length === 2);
  expect(sent[0]?.message.length).toBeLessThan(200);
  expect(items[1]).toMatchObject({ event });
  activity.close();
});

test("lost messages, an unknown message and a database that is away are gaps, told once; then it goes on", async () => {
  const { world, activity, mine, gapOnAll, clock } = createWorld();
  const items = collect(activity.follow({ tenant: "acme" }));
  await until(() => items.length === 1);
  const startedAt = clock.now();
  await clock.advance(1_000);
  gapOnAll();
  await until(() => items.length === 2);
  expect(items[1]).toEqual({ kind: "gap", reason: "MESSAGES_LOST", since: startedAt, until: startedAt + 1_000 });
  world.away = true;
  activity.publish([change(mine, 1)], mine);
  await until(() => items.length === 3);
  world.away = false;
  activity.publish([change(mine, 2)], mine);
  await until(() => items.length === 4);
  expect(told(items)).toEqual(["STARTED", "MESSAGES_LOST", "MESSAGES_LOST", "inv_1:2:state"]);
  activity.close();
});

test("a follower who does not take what comes is told so, and memory stays bounded", async () => {
  const { activity, mine } = createWorld();
  const slow = activity.follow({ tenant: "acme" });
  expect((await slow.next()).value).toMatchObject({ reason: "STARTED" });
  for (let round = 0; round < 20; round++) {
    for (let count = 1; count <= 100; count++) activity.publish([change(mine, round * 100 + count)], mine);
    for (let turn = 0; turn < 6; turn++) await settle();
  }
  const first = (await slow.next()).value as ActivityItem;
  expect(first).toMatchObject({ kind: "gap", reason: "TOO_SLOW" });
  const rest: ActivityItem[] = [];
  while (rest.length === 0 || told(rest.slice(-1))[0] !== "inv_1:2000:state") rest.push((await slow.next()).value as ActivityItem);
  expect(rest.length).toBeLessThanOrEqual(500);
  activity.close();
});

test("more than can be read meanwhile is a gap, too", async () => {
  const { activity, mine } = createWorld();
  const items = collect(activity.follow({ tenant: "acme" }));
  await until(() => items.length === 1);
  for (let count = 1; count <= 1_500; count++) activity.publish([change(mine, count)], mine);
  await until(() => told(items).at(-1) === "inv_1:1500:state");
  expect(told(items)).toContain("MESSAGES_LOST");
});

test("nothing is promised before the subscription is in force, and nothing is left behind", async () => {
  const { world, activity, mine, listeners } = createWorld();
  let confirm: () => void = () => undefined;
  world.subscribing = new Promise((resolve) => (confirm = resolve));
  const early = activity.follow({ tenant: "acme" });
  const left = activity.follow({ tenant: "umbrella" });
  const items = collect(early);
  activity.publish([change(mine, 1)], mine);
  await left.return();
  confirm();
  await until(() => items.length === 1);
  const late = collect(activity.follow({ tenant: "acme" }));
  await until(() => late.length === 1);
  expect([told(items), told(late)]).toEqual([["STARTED"], ["STARTED"]]);
  activity.close();
  await settle();
  expect(listeners()).toBe(0);
});
