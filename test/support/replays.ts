/** Short ways to repeat many invocations, with the documents a client would use. */
import type { Data, TestClient } from "./client.js";
import { run } from "./operations.js";
import { storedOperation } from "./stored-operations.js";
import { until } from "./until.js";

const REPLAY = storedOperation("ReplayInvocations");
const ABORT = storedOperation("AbortReplay");
const STATE = storedOperation("InvocationReplay");
const LIST = storedOperation("InvocationReplays");

/** The payload, or the refusal. */
export const replay = (client: TestClient, filter: object, more: object = {}): Promise<Data> =>
  run(client, REPLAY, { input: { filter, ...more } });

/** @throws Error when it was refused. */
export const startReplay = async (client: TestClient, filter: object, more: object = {}): Promise<Data> => {
  const answer = await replay(client, filter, more);
  if (!answer.replay) throw new Error(`the replay was refused: ${JSON.stringify(answer)}`);
  return answer.replay;
};

export const abort = (client: TestClient, id: string): Promise<Data> => run(client, ABORT, { input: { id } });

export const replayState = (client: TestClient, id: string, first = 100): Promise<Data> => run(client, STATE, { id, first });

export const replays = async (client: TestClient, page: object = {}): Promise<Data> => run(client, LIST, { ...page });

export const replayIn = (client: TestClient, id: string, ...states: readonly string[]): Promise<Data> =>
  until(
    async () => {
      const found = await replayState(client, id);
      return states.includes(found.state) && found;
    },
    { timeoutMs: 60_000, everyMs: 100, what: `${id} to be ${states.join(" or ")}` },
  );
