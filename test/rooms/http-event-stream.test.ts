import { expect, test } from "vitest";
import { EventStream } from "../../src/http/event-stream.js";
import { HeldStream } from "../support/tiny-schema.js";

const streamOf = (source: AsyncIterable<unknown>) => new EventStream({ source, map: (event) => `${event}!` });

test("events come mapped and in order, then the end", async () => {
  const seen: string[] = [];
  const source = (async function* () {
    yield* [1, 2, 3];
  })();
  for await (const event of streamOf(source)) seen.push(event);
  expect(seen).toEqual(["1!", "2!", "3!"]);
});

test("leaving settles a waiting next at once, even when the source sleeps", async () => {
  const source = (async function* (): AsyncGenerator<string> {
    yield "dozing";
    await new Promise(() => undefined);
  })();
  const stream = streamOf(source);
  await stream.next();
  const waiting = stream.next();
  await stream.return();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test("the source is let go of once, however often the listener leaves", async () => {
  const source = new HeldStream();
  const stream = streamOf(source);
  await stream.return();
  await stream.return();
  expect(source.returned).toBe(1);
});

test("an event that arrives while the listener leaves is dropped", async () => {
  const source = new HeldStream();
  const stream = streamOf(source);
  const waiting = stream.next();
  source.push("late");
  await stream.return();
  expect((await waiting).done).toBe(true);
});

test("a source that breaks passes its error on, as does an event that cannot be mapped, and the source is let go of", async () => {
  const broken = new HeldStream();
  broken.fail(new Error("broken"));
  await expect(streamOf(broken).next()).rejects.toThrow("broken");
  const source = new HeldStream();
  source.push("odd");
  const refuse = () => {
    throw new Error("cannot map");
  };
  await expect(new EventStream({ source, map: refuse }).next()).rejects.toThrow("cannot map");
  expect([broken.returned, source.returned]).toEqual([1, 1]);
});

test("a source whose return fails harms nobody", async () => {
  const source = Object.assign(new HeldStream(), { return: () => Promise.reject(new Error("unheard")) });
  expect((await streamOf(source).return()).done).toBe(true);
});
