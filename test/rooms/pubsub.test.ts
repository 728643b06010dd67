import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createInProcessPubSub } from "../../src/pubsub/in-process.js";
import type { PubSub } from "../../src/pubsub/pubsub.js";
import { createRedisPubSub } from "../../src/pubsub/redis.js";
import { recordingListener } from "../support/recording-listener.js";
import { createRecordingLog } from "../support/recording-log.js";
import { selectedDialects } from "../support/selected-dialects.js";
import { randomRedisPrefix, sharedRedisUrl } from "../support/services.js";
import { until } from "../support/until.js";

interface Variant {
  readonly name: string;
  /** Two ends of one bus: two gateways on Redis, twice the same object in process. */
  open(): Promise<{ here: PubSub; there: PubSub; logged: () => unknown[] }>;
}

const inProcess: Variant = {
  name: "in process",
  async open() {
    const { log, lines } = createRecordingLog();
    const bus = createInProcessPubSub({ log });
    return { here: bus, there: bus, logged: () => lines.filter(({ level }) => level === "error") };
  },
};

const overRedis: Variant = {
  name: "Redis",
  async open() {
    const { log, lines } = createRecordingLog();
    const options = { url: await sharedRedisUrl(), prefix: randomRedisPrefix(), log };
    return {
      here: createRedisPubSub(options),
      there: createRedisPubSub(options),
      logged: () => lines.filter(({ level }) => level === "error"),
    };
  },
};

const variants = selectedDialects().includes("mysql") ? [inProcess, overRedis] : [inProcess];

describe.each(variants)("pub/sub ($name)", ({ open }) => {
  let here: PubSub;
  let there: PubSub;
  let logged: () => unknown[];

  beforeAll(async () => {
    ({ here, there, logged } = await open());
  });

  afterAll(async () => {
    await Promise.all([here.close(), there.close()]);
  });

  /** Once this message has arrived, everything published before it on that channel has, too. */
  const arrived = async (listener: ReturnType<typeof recordingListener>, last: string) => {
    await until(() => listener.messages.includes(last), { what: `the message ${last}` });
    return listener.messages;
  };

  test("what is published after subscribe() has resolved arrives, in order, once", async () => {
    const listener = recordingListener();
    await here.subscribe("order", listener);
    const sent = Array.from({ length: 500 }, (_, number) => `message ${number}`);
    for (const message of sent) there.publish("order", message);
    expect(await arrived(listener, "message 499")).toEqual(sent);
    expect(listener.gaps).toBe(0);
  });

  test("every listener of a channel gets every message once, and none of another channel", async () => {
    const [one, two, other] = [recordingListener(), recordingListener(), recordingListener()];
    await Promise.all([here.subscribe("shared", one), here.subscribe("shared", two), here.subscribe("other", other)]);
    there.publish("shared", "a");
    there.publish("shared", "end");
    there.publish("other", "end");
    for (const listener of [one, two]) expect(await arrived(listener, "end")).toEqual(["a", "end"]);
    expect(await arrived(other, "end")).toEqual(["end"]);
  });

  test("what was published before the subscription does not arrive", async () => {
    const [early, late] = [recordingListener(), recordingListener()];
    await here.subscribe("before", early);
    here.publish("before", "too early");
    await arrived(early, "too early");
    await here.subscribe("before", late);
    here.publish("before", "in time");
    expect(await arrived(late, "in time")).toEqual(["in time"]);
  });

  test("unsubscribing one listener leaves the others; doing it twice changes nothing", async () => {
    const [leaving, staying] = [recordingListener(), recordingListener()];
    const leave = await here.subscribe("leave", leaving);
    await here.subscribe("leave", staying);
    leave();
    leave();
    there.publish("leave", "end");
    await arrived(staying, "end");
    expect(leaving.messages).toEqual([]);
  });

  test("a channel that was given up can be taken up again at once", async () => {
    const [first, second] = [recordingListener(), recordingListener()];
    const leave = await here.subscribe("again", first);
    leave();
    await here.subscribe("again", second);
    leave();
    there.publish("again", "end");
    expect(await arrived(second, "end")).toEqual(["end"]);
    expect(first.messages).toEqual([]);
  });

  test("a listener may unsubscribe and publish while it is being called", async () => {
    const witness = recordingListener();
    let seen = 0;
    const leave = await here.subscribe("inside", {
      onMessage: () => {
        seen++;
        leave();
        here.publish("inside", "answer");
      },
      onGap: () => undefined,
    });
    await here.subscribe("inside", witness);
    here.publish("inside", "question");
    here.publish("inside", "end");
    await until(() => witness.messages.length === 3);
    expect(witness.messages).toEqual(["question", "end", "answer"]);
    expect(seen).toBe(1);
  });

  test("a listener that throws is logged and harms neither the others nor the next message", async () => {
    const good = recordingListener();
    const leave = await here.subscribe("throws", {
      onMessage: () => {
        throw new Error("listener is broken");
      },
      onGap: () => undefined,
    });
    await here.subscribe("throws", good);
    there.publish("throws", "a");
    there.publish("throws", "end");
    expect(await arrived(good, "end")).toEqual(["a", "end"]);
    leave();
    expect(logged()).toHaveLength(2);
    expect(logged()[0]).toMatchObject({ err: { message: "listener is broken" } });
  });

  test("a thousand channels each get their own message", async () => {
    const listeners = Array.from({ length: 1_000 }, () => recordingListener());
    const leaves = await Promise.all(listeners.map((listener, number) => here.subscribe(`many ${number}`, listener)));
    for (let number = 0; number < 1_000; number++) there.publish(`many ${number}`, String(number));
    await until(() => listeners.every((listener) => listener.messages.length > 0));
    expect(listeners.map((listener) => listener.messages)).toEqual(listeners.map((_, number) => [String(number)]));
    for (const leave of leaves) leave();
  });

  test("text of every kind and a large message arrive unchanged", async () => {
    const listener = recordingListener();
    const texts = ["", '{"文":"🙂"}', "line\r\nline\u0000nul", "x".repeat(1_000_000), "end"];
    await here.subscribe("text ✓", listener);
    for (const text of texts) there.publish("text ✓", text);
    expect(await arrived(listener, "end")).toEqual(texts);
  });

  test("ping() resolves", async () => {
    await Promise.all([here.ping(), there.ping()]);
  });
});

describe.each(variants)("closing pub/sub ($name)", ({ open }) => {
  let buses: PubSub[] = [];

  afterEach(async () => {
    await Promise.all(buses.map((bus) => bus.close()));
  });

  test("after close() nothing is delivered, and every call is harmless", async () => {
    const { here, there } = await open();
    buses = [here, there];
    const listener = recordingListener();
    const leave = await here.subscribe("closed", listener);
    await here.close();
    there.publish("closed", "nobody listens");
    here.publish("closed", "nobody sends");
    const leaveAgain = await here.subscribe("closed", listener);
    leave();
    leaveAgain();
    await here.close();
    expect(listener.messages).toEqual([]);
  });
});
