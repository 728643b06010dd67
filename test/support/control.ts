/** Short ways to stop, answer and repeat invocations, with the documents a client would use. */
import type { Data, TestClient } from "./client.js";
import { readInvocation, run } from "./operations.js";
import { storedOperation } from "./stored-operations.js";
import { until } from "./until.js";

const CANCEL = storedOperation("CancelInvocation");
const RESUME = storedOperation("ResumeInvocation");
const RETRY = storedOperation("RetryInvocation");
const DIFF = storedOperation("InvocationDiff");
const STATE = storedOperation("Invocation");

/** Each answers with the payload, or with the refusal. */
export const cancel = (client: TestClient, id: string): Promise<Data> => run(client, CANCEL, { input: { id } });

export const answer = (client: TestClient, given: { invocationId: string; interruptId: string; answer: unknown }): Promise<Data> =>
  run(client, RESUME, { input: given });

export const retry = (client: TestClient, id: string, more: object = {}): Promise<Data> => run(client, RETRY, { input: { id, ...more } });

export const diff = async (client: TestClient, id: string, earlier?: string): Promise<Data> =>
  (await run(client, DIFF, { id, with: earlier })).diff;

/** With what may be done with it. */
export const stateOf = (client: TestClient, id: string): Promise<Data> => run(client, STATE, { id });

/** Waits for the question. @returns the invocation that asks it. */
export const asked = (client: TestClient, id: string): Promise<Data> =>
  until(
    async () => {
      const invocation = await stateOf(client, id);
      return invocation.interrupt && invocation;
    },
    { timeoutMs: 30_000, everyMs: 50, what: `the question of ${id}` },
  );

export const inStatus = (client: TestClient, id: string, ...statuses: readonly string[]): Promise<Data> =>
  until(
    async () => {
      const invocation = await readInvocation(client, id);
      return statuses.includes(invocation.status) && invocation;
    },
    { timeoutMs: 30_000, everyMs: 50, what: `${id} to be ${statuses.join(" or ")}` },
  );
