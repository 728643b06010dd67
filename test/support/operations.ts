/** The GraphQL documents of the suites on whole apps, and short ways to run them. */
import type { Data, GraphqlAnswer, TestClient, Variables } from "./client.js";
import type { Following } from "./following.js";
import { until } from "./until.js";

export const REFUSED = "... on DomainError { code message retryable retryAfterMs }";
export const FIELDS_REFUSED = `${REFUSED} ... on ValidationFailed { fieldErrors { path code message } }`;

export const INVOCATION_FIELDS = `
  id status input output tags attempt durationMs createdAt startedAt finishedAt deadlineAt executeId allowedActions
  usage { inputTokens outputTokens totalTokens } links { studioWorkflow studioRun }
  failure { code class message retryable engineCode engineMessage }`;

export const INVOKE = `mutation Invoke($input: InvokeAbilityInput!) {
  invokeAbility(input: $input) {
    __typename
    ... on InvocationAccepted { replayed subscribeFrom idempotencyKey invocation { ${INVOCATION_FIELDS} } }
    ${FIELDS_REFUSED}
  }
}`;

const EVENT_FIELDS = `__typename cursor sequence at
  ... on StateChanged { from to }
  ... on OutputDelta { nodeId text }
  ... on NodeProgress { nodeId nodeTitle finished }
  ... on GapEvent { fromSequence toSequence }
  ... on SnapshotEvent { invocation { id status output } }
  ... on Finished { status output failure { code message engineMessage } }`;

export const FOLLOW = `subscription Follow($id: ID!, $after: Cursor, $snapshot: Boolean! = true) {
  invocationEvents(invocationId: $id, after: $after, snapshot: $snapshot) { ${EVENT_FIELDS} }
}`;

export const POLL = `query Poll($id: ID!, $after: Cursor, $first: Int! = 100) {
  invocationEvents(invocationId: $id, after: $after, first: $first) {
    edges { cursor } nodes { ${EVENT_FIELDS} } pageInfo { hasNextPage endCursor }
  }
}`;

export const READ = `query Read($id: ID!) { invocation(id: $id) { ${INVOCATION_FIELDS} ability { id key name } } }`;

/** An `InvokeAbilityInput` without the ability. */
export interface Call {
  readonly form?: unknown;
  readonly idempotencyKey?: string;
  readonly waitMs?: number;
  readonly deadlineMs?: number;
  readonly tags?: readonly string[];
  readonly formRevision?: number;
}

/** Runs a document with one root field. @returns that field. @throws Error when the answer has errors. */
export const run = async (client: TestClient, document: string, variables: Variables = {}): Promise<Data> =>
  Object.values((await client.execute(document, variables)).ok())[0];

export const tryInvoke = (client: TestClient, abilityKey: string, { form = {}, ...call }: Call = {}): Promise<GraphqlAnswer> =>
  client.execute(INVOKE, { input: { abilityKey, form, ...call } });

/** What `invokeAbility` answered, a refusal included. */
export const invoke = async (client: TestClient, abilityKey: string, call: Call = {}): Promise<Data> =>
  (await tryInvoke(client, abilityKey, call)).ok().invokeAbility;

/** @returns the invocation. @throws Error when the call was refused. */
export const accept = async (client: TestClient, abilityKey: string, call: Call = {}): Promise<Data> => {
  const answer = await invoke(client, abilityKey, call);
  if (answer.__typename !== "InvocationAccepted") throw new Error(`${abilityKey} was refused: ${JSON.stringify(answer)}`);
  return answer.invocation;
};

export const readInvocation = (client: TestClient, id: string): Promise<Data> => run(client, READ, { id });

const FINAL = ["SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"];

/** The invocation in its final state. */
export const finished = (client: TestClient, id: string, timeoutMs = 15_000): Promise<Data> =>
  until(
    async () => {
      const invocation = await readInvocation(client, id);
      return FINAL.includes(invocation.status) && invocation;
    },
    { timeoutMs, everyMs: 50, what: `the end of ${id}` },
  );

/** Every event from the first, live. */
export const followAll = (client: TestClient, id: string): Following => client.subscribe(FOLLOW, { id, snapshot: false });

export const sequences = (events: readonly Data[]): number[] => events.map(({ sequence }) => sequence as number);

/** 1, 2, … n. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** All streamed text of one node, or of all. */
export const textOf = (events: readonly Data[]): string =>
  events
    .filter(({ __typename }) => __typename === "OutputDelta")
    .map(({ text }) => text as string)
    .join("");
