import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createMetrics } from "../../src/kernel/metrics.js";
import type { PubSub } from "../../src/pubsub/pubsub.js";
import { createRedisPubSub, type RedisPubSubOptions } from "../../src/pubsub/redis.js";
import { describeWithServers } from "../support/database-matrix.js";
import { type PrivateServer, startPrivateRedis } from "../support/private-servers.js";
import { recordingListener } from "../support/recording-listener.js";
import { createRecordingLog } from "../support/recording-log.js";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";
import { until } from "../support/until.js";

describeWithServers("pub/sub while Redis is away", () => {
  let redis: PrivateServer;
  let proxy: TcpProxy;
  const opened: PubSub[] = [];

  beforeAll(async () => {
    redis = await startPrivateRedis();
    proxy = await startTcpProxy(redis.port);
  });

  afterEach(async () => {
    redis.resume();
    proxy.mend();
    await Promise.all(opened.splice(0).map((bus) => bus.close()));
  });

  afterAll(async () => {
    await proxy.close();
    await redis.stop();
  });

  const open = (overrides: Partial<RedisPubSubOptions> = {}) => {
    const { log, lines } = createRecordingLog();
    const metrics = createMetrics({ processMetrics: false });
    const bus = createRedisPubSub({ url: redis.url, prefix: "test:", log, metrics, ...overrides });
    opened.push(bus);
    const lost = async () => {
      const metric = metrics.registry.getSingleMetric("ability_gateway_pubsub_messages_lost_total");
      return (await metric?.get())?.values[0]?.value ?? 0;
    };
    return { bus, lines, lost };
  };
  const openThroughProxy = (overrides: Partial<RedisPubSubOptions> = {}) => open({ url: `redis://127.0.0.1:${proxy.port}`, ...overrides });
  /** Both connections have noticed, so nothing is under way that could be lost with them. */
  const cutOff = async () => {
    proxy.cut();
    const before = proxy.attempts;
    await until(() => proxy.attempts >= before + 4, { what: "attempts to connect again" });
  };
  const connected = (bus: PubSub) => until(() => bus.ping().then(() => true), { what: "a connection to Redis" });
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index));

  test("after a restart every listener is told of the gap, subscribed again, and hears what follows", async () => {
    const { bus, lines } = open();
    const listeners = [recordingListener(), recordingListener(), recordingListener()];
    await Promise.all(listeners.map((listener, number) => bus.subscribe(`channel ${number % 2}`, listener)));
    await redis.kill();
    await until(() => lines.length > 0);
    await redis.restart();
    await until(() => listeners.every((listener) => listener.gaps > 0));
    for (const channel of ["channel 0", "channel 1"]) bus.publish(channel, "back");
    await until(() => listeners.every((listener) => listener.messages.includes("back")));
    expect(lines.map(({ level, msg }) => `${level}: ${msg}`)).toEqual([
      "warn: Redis is out of reach; trying until it is back",
      "info: Redis is back",
    ]);
  });

  test("a subscription made while Redis is away is in force when it resolves, without a gap", async () => {
    const { bus } = openThroughProxy();
    await connected(bus);
    await cutOff();
    const listener = recordingListener();
    let resolved = false;
    const subscribed = bus.subscribe("meanwhile", listener).then(() => {
      resolved = true;
    });
    await expect(bus.ping()).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect(resolved).toBe(false);
    proxy.mend();
    await subscribed;
    bus.publish("meanwhile", "hello");
    await until(() => listener.messages.length > 0);
    expect(listener).toMatchObject({ messages: ["hello"], gaps: 0 });
  });

  test("what is published meanwhile is sent afterwards, in order", async () => {
    const { bus: sender, lost } = openThroughProxy();
    const { bus: receiver } = open();
    const listener = recordingListener();
    await receiver.subscribe("backlog", listener);
    await connected(sender);
    await cutOff();
    for (const message of numbers(0, 100)) sender.publish("backlog", message);
    proxy.mend();
    await until(() => listener.messages.length === 100);
    expect(listener).toMatchObject({ messages: numbers(0, 100), gaps: 0 });
    expect(await lost()).toBe(0);
  });

  test("beyond the limit of the backlog the oldest are dropped and counted, and listeners elsewhere are told", async () => {
    const { bus: sender, lost, lines } = openThroughProxy({ backlogLimit: 10 });
    const { bus: receiver } = open();
    const listener = recordingListener();
    await receiver.subscribe("backlog", listener);
    await connected(sender);
    await cutOff();
    for (const message of numbers(0, 25)) sender.publish("backlog", message);
    expect(await lost()).toBe(15);
    proxy.mend();
    await until(() => listener.gaps > 0);
    expect(listener).toMatchObject({ messages: numbers(15, 25), gaps: 1 });
    expect(lines.filter(({ msg }) => msg.startsWith("pub/sub messages are being lost"))).toHaveLength(1);
  });

  test("what Redis took but could not acknowledge is counted and announced, never sent again", async () => {
    const { bus: sender, lost } = openThroughProxy();
    const { bus: receiver } = open();
    const listener = recordingListener();
    await receiver.subscribe("unknown", listener);
    await connected(sender);
    proxy.mute();
    for (const message of numbers(0, 10)) sender.publish("unknown", message);
    await until(() => listener.messages.length === 10);
    await cutOff();
    expect(await lost()).toBe(10);
    sender.publish("unknown", "end");
    proxy.mend();
    await until(() => listener.gaps > 0);
    expect(listener.messages).toEqual([...numbers(0, 10), "end"]);
  });

  test("a Redis that freezes for three seconds delays messages and subscriptions but loses none", async () => {
    const { bus, lost } = open();
    const [listener, late] = [recordingListener(), recordingListener()];
    await bus.subscribe("frozen", listener);
    redis.pause();
    for (const message of numbers(0, 50)) bus.publish("frozen", message);
    const subscribed = bus.subscribe("frozen late", late);
    await sleep(3_000);
    expect(listener.messages).toEqual([]);
    redis.resume();
    await subscribed;
    bus.publish("frozen late", "hello");
    await until(() => listener.messages.length === 50 && late.messages.length === 1);
    expect(listener).toMatchObject({ messages: numbers(0, 50), gaps: 0 });
    expect(await lost()).toBe(0);
  });

  test("publishing to a frozen Redis takes bounded memory: the same limit and count hold", async () => {
    const { bus, lost } = open({ backlogLimit: 10 });
    const listener = recordingListener();
    await bus.subscribe("flood", listener);
    await connected(bus);
    redis.pause();
    for (const message of numbers(0, 1_030)) bus.publish("flood", message);
    expect(await lost()).toBe(20);
    redis.resume();
    await until(() => listener.gaps > 0);
    expect(listener.messages).toEqual([...numbers(0, 1_000), ...numbers(1_020, 1_030)]);
  });

  test("a connection that answers no heartbeat is replaced, and listeners are told of the gap", async () => {
    const { bus, lines } = openThroughProxy({ heartbeatMs: 200 });
    const listener = recordingListener();
    await bus.subscribe("heartbeat", listener);
    redis.pause();
    // The frozen server still accepts connections, so both of them are given up again and again.
    const before = proxy.attempts;
    await until(() => proxy.attempts >= before + 6);
    expect(lines.map(({ reason }) => reason)).toEqual(["no answer to a heartbeat"]);
    await expect(bus.ping()).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    redis.resume();
    await until(() => listener.gaps > 0);
    bus.publish("heartbeat", "back");
    await until(() => listener.messages.includes("back"));
  });

  test("an idle connection outlives many heartbeats", async () => {
    const { bus, lines } = open({ heartbeatMs: 300 });
    const listener = recordingListener();
    await bus.subscribe("idle", listener);
    await sleep(1_500);
    bus.publish("idle", "still here");
    await until(() => listener.messages.length > 0);
    expect(listener.gaps).toBe(0);
    expect(lines).toEqual([]);
  });

  test("an outage is one line in the log, however many attempts it takes", async () => {
    proxy.cut();
    const before = proxy.attempts;
    const { bus, lines } = openThroughProxy();
    bus.publish("nobody", "hears this");
    await until(() => proxy.attempts > before + 10);
    expect(lines.map(({ level }) => level)).toEqual(["warn"]);
    proxy.mend();
    await connected(bus);
    expect(lines.map(({ level }) => level)).toEqual(["warn", "info"]);
  });

  test("close() while Redis is away lets go of waiting subscribers and stops trying", async () => {
    const { bus } = openThroughProxy();
    await cutOff();
    const subscribed = bus.subscribe("never", recordingListener());
    await bus.close();
    (await subscribed)();
    const attempts = proxy.attempts;
    await sleep(500);
    expect(proxy.attempts).toBe(attempts);
  });

  test.each(["answering", "frozen", "gone"])("close() leaves no socket and no timer with a Redis that is %s", async (state) => {
    const resources = () => process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap" || name === "Timeout").length;
    const before = resources();
    const { bus } = openThroughProxy();
    await bus.subscribe("handles", recordingListener());
    if (state === "frozen") redis.pause();
    if (state === "gone") await cutOff();
    await bus.close();
    await until(() => resources() <= before, { what: `at most ${before} sockets and timers, not ${resources()}` });
  });

  test("the password appears neither in the log nor in an error", async () => {
    const locked = await startPrivateRedis({ password: "right-secret" });
    try {
      const { bus, lines } = open({ url: locked.url.replace("right-secret", "wrong-secret") });
      await until(() => lines.length > 0);
      const error = await bus.ping().catch((problem: unknown) => problem);
      expect(lines[0]?.reason).toContain("WRONGPASS");
      expect(JSON.stringify(lines) + inspect(error, { depth: 10 })).not.toContain("secret");
      const { bus: allowed } = open({ url: locked.url });
      await connected(allowed);
    } finally {
      await locked.stop();
    }
  });
});
