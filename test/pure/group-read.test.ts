import { describe, expect, test } from "vitest";
import { createGroupRead } from "../../src/db/group-read.js";

/** Reads that end when the test says so. */
const heldReads = (lanes = 1, maxBatch = 100) => {
  const begun: { keys: readonly string[]; end: (error?: Error) => void }[] = [];
  const read = createGroupRead<string, string>({
    lanes,
    maxBatch,
    read: (keys) =>
      new Promise((resolve, reject) => {
        begun.push({
          keys,
          end: (error) =>
            error ? reject(error) : resolve(new Map(keys.filter((key) => key !== "none").map((key) => [key, `value of ${key}`]))),
        });
      }),
  });
  return { read, begun };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("group read", () => {
  test("what one turn asks for is one read; an unknown key has no value", async () => {
    const { read, begun } = heldReads();
    const values = Promise.all([read("a"), read("b"), read("a"), read("none")]);
    await turn();
    expect(begun.map(({ keys }) => keys)).toEqual([["a", "b", "none"]]);
    begun[0]?.end();
    expect(await values).toEqual(["value of a", "value of b", "value of a", undefined]);
  });

  test("a key asked for again during its read is read again: the first read may have been too early", async () => {
    const { read, begun } = heldReads();
    const early = read("a");
    await turn();
    const late = read("a");
    await turn();
    expect(begun).toHaveLength(1);
    begun[0]?.end();
    await early;
    await turn();
    expect(begun).toHaveLength(2);
    begun[1]?.end();
    expect(await late).toBe("value of a");
  });

  test("no more reads at once than lanes, no more keys than a batch, and none forgotten", async () => {
    const { read, begun } = heldReads(2, 3);
    const first = read("1");
    await turn();
    const second = read("2");
    await turn();
    const rest = Promise.all(["3", "4", "5", "6", "7"].map(read));
    await turn();
    expect(begun.map(({ keys }) => keys)).toEqual([["1"], ["2"]]);
    for (let index = 0; index < 4; index++) {
      begun[index]?.end();
      await turn();
    }
    expect(begun.map(({ keys }) => keys.length)).toEqual([1, 1, 3, 2]);
    expect(await Promise.all([first, second])).toEqual(["value of 1", "value of 2"]);
    expect(await rest).toHaveLength(5);
  });

  test("a failed read fails its askers alone", async () => {
    const { read, begun } = heldReads();
    const failing = read("a");
    await turn();
    const waiting = read("b");
    begun[0]?.end(new Error("away"));
    await expect(failing).rejects.toThrow("away");
    await turn();
    begun[1]?.end();
    expect(await waiting).toBe("value of b");
  });
});
