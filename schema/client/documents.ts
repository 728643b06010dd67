/**
 * What the client asks for: the text of `schema/operations/client.graphql`, in which typed documents and the manifest of
 * trusted documents have their source. A test compares the two.
 */

const REFUSAL = "fragment Refusal on DomainError { code message retryable retryAfterMs }";
const FIELD_PROBLEMS = "fragment FieldProblems on ValidationFailed { fieldErrors { path code message } }";
const FAILURE = "failure { class code message retryable }";

const INVOCATION = `fragment ClientInvocation on Invocation {
  id status createdAt startedAt finishedAt deadlineAt durationMs attempt tags allowedActions
  cancellation cancel { requestedAt outcome } interrupt { ...ClientInterrupt } output ${FAILURE}
}
fragment ClientInterrupt on InvocationInterrupt { id prompt options form answerers expiresAt }`;

const EVENT = `fragment ClientEvent on InvocationEvent {
  __typename cursor sequence at
  ... on SnapshotEvent { invocation { ...ClientInvocation } }
  ... on StateChanged { from to attempt restarted }
  ... on NodeProgress { nodeId nodeTitle finished }
  ... on OutputDelta { nodeId text }
  ... on InterruptRaised { interrupt { ...ClientInterrupt } }
  ... on InterruptExpired { interruptId }
  ... on GapEvent { fromSequence toSequence }
  ... on Finished { status output ${FAILURE} }
}`;

export const INVOKE = `mutation ClientInvoke($input: InvokeAbilityInput!) {
  invokeAbility(input: $input) {
    __typename
    ... on InvocationAccepted { replayed subscribeFrom idempotencyKey invocation { ...ClientInvocation } }
    ...FieldProblems
    ... on LimitExceeded { limit remaining reset }
    ...Refusal
  }
}
${INVOCATION}
${FIELD_PROBLEMS}
${REFUSAL}`;

export const FOLLOW = `subscription ClientFollow($invocationId: ID!, $after: Cursor, $snapshot: Boolean! = true) {
  invocationEvents(invocationId: $invocationId, after: $after, snapshot: $snapshot) { ...ClientEvent }
}
${EVENT}
${INVOCATION}`;

export const REST = `query ClientRest($invocationId: ID!, $after: Cursor) {
  invocation(id: $invocationId) { status }
  invocationEvents(invocationId: $invocationId, after: $after, first: 1) { nodes { sequence } }
}`;
