/** Signing in, in tests: an authenticator on a clock of the test, and what a refusal looked like. */
import { expect } from "vitest";
import { type Authenticator, type AuthOptions, createAuthenticator } from "../../src/auth/authenticator.js";
import { type Clock, systemClock } from "../../src/kernel/clock.js";
import { AppError } from "../../src/kernel/errors.js";
import { createLog, type Log } from "../../src/kernel/log.js";

/** Everything that `options` does not mention is off. */
export const createTestAuthenticator = (options: Partial<AuthOptions>, deps: { clock?: Clock; log?: Log } = {}): Authenticator =>
  createAuthenticator(
    { serviceToken: null, jwt: null, development: false, ...options },
    { clock: deps.clock ?? systemClock, log: deps.log ?? createLog("silent") },
  );

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** What the sign-in was refused with; fails when it was not, or when the answer repeats the token. */
export const refusal = async (attempt: Promise<unknown>, token = "never-in-it"): Promise<AppError> => {
  const error = await attempt.then(
    () => expect.unreachable("the sign-in was accepted"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  expect(error.messageIn("en") + error.messageIn("zh")).not.toContain(token);
  expect(error.messageIn("zh")).not.toBe(error.messageIn("en"));
  return error;
};
