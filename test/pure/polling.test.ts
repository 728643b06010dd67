/** Asking again and again: how long between two questions, and which failures end it. */
import { expect, test } from "vitest";
import { AppError } from "../../src/kernel/errors.js";
import { pollUntil } from "../../src/providers/polling.js";
import { createLeapingClock } from "../support/leaping-clock.js";
import { failureOf } from "../support/raw-coze.js";

const polling = (forMs: number) => {
  const clock = createLeapingClock();
  const { signal } = new AbortController();
  return { clock, signal, until: clock.now() + forMs, askAtOnce: true, random: () => 1 };
};
/** Gives one after the other; errors are thrown. */
const answers = (...list: readonly (string | AppError | undefined)[]) => {
  const rest = [...list];
  return async () => {
    const next = rest.shift();
    if (next instanceof AppError) throw next;
    return next;
  };
};

test("pauses grow from one second to ten, and a server that asks for more is given it", async () => {
  const busy = new AppError("ENGINE_RATE_LIMITED", { retryAfterMs: 45_000 });
  const asked = polling(3_600_000);
  expect(await pollUntil(asked, answers(undefined, undefined, busy, undefined, undefined, undefined, undefined, "over"))).toBe("over");
  expect(asked.clock.slept.filter((ms) => ms > 0)).toEqual([1_000, 1_500, 45_000, 3_375, 5_063, 7_594, 10_000]);
});

test("it ends with the time there is, however long a server asks to wait", async () => {
  const asked = polling(10_000);
  const busy = new AppError("ENGINE_RATE_LIMITED", { retryAfterMs: 45_000 });
  const begin = asked.clock.now();
  expect(await failureOf(pollUntil(asked, answers(busy, "late")))).toMatchObject({ code: "ENGINE_TIMEOUT", cause: busy });
  expect(asked.clock.now() - begin).toBe(10_000);
});

test("a question that is refused ends it, and says nothing about the run", async () => {
  const refused = new AppError("ENGINE_AUTH_FAILED", { notAccepted: true });
  expect(await failureOf(pollUntil(polling(10_000), answers(refused)))).toMatchObject({ code: "OUTCOME_UNKNOWN", notAccepted: false });
});
