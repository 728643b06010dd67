import { describe, expect, test } from "vitest";
import {
  ABILITY_ACTIONS,
  ABILITY_STATUSES,
  type AbilityAction,
  type AbilityStatus,
  checkAbilityFields,
  invokable,
  nextAbilityStatus,
  parseAbilityKey,
} from "../../src/abilities/ability.js";
import { AppError, fieldMessage } from "../../src/kernel/errors.js";

const errorOf = (run: () => unknown): AppError => {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

// biome-ignore format: a table
const TRANSITIONS: [from: AbilityStatus, action: AbilityAction, to: AbilityStatus | undefined][] = [
  ["DRAFT", "publish", "ACTIVE"],  ["DRAFT", "activate", "ACTIVE"],   ["DRAFT", "pause", undefined],   ["DRAFT", "retire", "RETIRED"],
  ["ACTIVE", "publish", "ACTIVE"], ["ACTIVE", "activate", undefined], ["ACTIVE", "pause", "PAUSED"],   ["ACTIVE", "retire", "RETIRED"],
  ["PAUSED", "publish", "PAUSED"], ["PAUSED", "activate", "ACTIVE"],  ["PAUSED", "pause", undefined],  ["PAUSED", "retire", "RETIRED"],
  ["RETIRED", "publish", undefined], ["RETIRED", "activate", undefined], ["RETIRED", "pause", undefined], ["RETIRED", "retire", undefined],
];

describe("the states of an ability", () => {
  test("are all in the table", () => {
    expect(TRANSITIONS).toHaveLength(ABILITY_STATUSES.length * ABILITY_ACTIONS.length);
  });

  test.each(TRANSITIONS)("%s, on %s, becomes %s", (from, action, to) => {
    if (to !== undefined) {
      expect(nextAbilityStatus(from, action)).toBe(to);
      return;
    }
    const error = errorOf(() => nextAbilityStatus(from, action));
    expect(error.code).toBe("ABILITY_TRANSITION_REFUSED");
    expect(error.messageIn("en")).toMatch(new RegExp(`^An ability that is ${from} cannot become (ACTIVE|PAUSED|RETIRED)\\.$`));
  });

  test.each([
    ["DRAFT", "ABILITY_NOT_PUBLISHED"],
    ["ACTIVE", undefined],
    ["PAUSED", "ABILITY_PAUSED"],
    ["RETIRED", "ABILITY_RETIRED"],
  ] as const)("%s answers an invocation with %s", (status, code) => {
    const error = invokable({ key: "write-text", status });
    expect(error?.code).toBe(code);
    if (error) expect(error.messageIn("en")).toContain("write-text");
  });
});

describe("the key of an ability", () => {
  test.each(["a", "write-text", "a1-b2", "x".repeat(63)])("may be %s", (key) => expect(parseAbilityKey(key)).toBe(key));

  test.each(["", "Write", "1a", "-a", "a b", "a_b", "é", "a\n", "x".repeat(64)])("may not be %j", (key) => {
    const error = errorOf(() => parseAbilityKey(key));
    expect(error.code).toBe("BAD_USER_INPUT");
    expect(error.messageIn("en")).toContain("such as write-text");
    expect(error.messageIn("zh")).toContain("例如 write-text");
  });
});

describe("what people write about an ability", () => {
  const good = { name: "Write", description: null, category: "writing", tags: ["text"], deadlineMs: null };

  test("is accepted up to the limits, counted in characters", () => {
    expect(() => checkAbilityFields(good)).not.toThrow();
    expect(() =>
      checkAbilityFields({ ...good, name: "😀".repeat(255), tags: Array.from({ length: 20 }, (_, n) => `tag ${n}`), deadlineMs: 1_000 }),
    ).not.toThrow();
  });

  test("is refused with one problem for each part that does not fit, in both languages", () => {
    const tags = ["x".repeat(41), "a", "a", ...Array.from({ length: 18 }, (_, n) => `${n}`)];
    const error = errorOf(() => checkAbilityFields({ name: " ", description: "a\0", category: "c".repeat(65), tags, deadlineMs: 999 }));
    expect(error.code).toBe("BAD_USER_INPUT");
    expect(error.fields.map((problem) => `${problem.path} ${fieldMessage(problem, "en")}`)).toEqual([
      "/name This field is required.",
      "/description This text contains characters that cannot be stored (NUL). Remove them.",
      "/category This must have at most 64 characters.",
      "/tags/0 This must have at most 40 characters.",
      "/tags This must have at most 20 entries.",
      "/tags Entries must differ from each other.",
      "/deadlineMs This must be at least 1000.",
    ]);
    for (const problem of error.fields) expect(fieldMessage(problem, "zh")).toMatch(/[\u4e00-\u9fff]/);
  });

  test("may not hold half a character or a deadline of more than a day", () => {
    const error = errorOf(() => checkAbilityFields({ ...good, name: "\ud800", deadlineMs: 86_400_001 }));
    expect(error.fields.map((problem) => `${problem.path} ${problem.code}`)).toEqual(["/name FIELD_TEXT", "/deadlineMs FIELD_RANGE"]);
  });

  test("bounds runs at once and the time a question stays open, which is told in whole seconds", () => {
    const bounds = (maxConcurrency: number | null, answerExpiryMs: number | null) => () =>
      checkAbilityFields({ ...good, maxConcurrency, answerExpiryMs });
    for (const [runs, expiry] of [
      [null, null],
      [1, 1_000],
      [10_000, 2_073_600_000],
    ] as const)
      expect(bounds(runs, expiry)).not.toThrow();
    const problems = (runs: number | null, expiry: number | null) =>
      errorOf(bounds(runs, expiry)).fields.map((problem) => `${problem.path} ${fieldMessage(problem, "en")}`);
    expect(problems(0, 999)).toEqual([
      "/maxConcurrency This must be at least 1.",
      "/answerExpiryMs This must be at least 1000.",
      "/answerExpiryMs This must be whole seconds.",
    ]);
    expect(problems(10_001, 2_073_601_000)).toEqual([
      "/maxConcurrency This must be at most 10000.",
      "/answerExpiryMs This must be at most 2073600000.",
    ]);
    expect(problems(null, 1_500)).toEqual(["/answerExpiryMs This must be whole seconds."]);
  });
});
