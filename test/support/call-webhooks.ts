/** Calls that bring their webhook, through the API. */
import type { Data, TestClient } from "./client.js";
import { type Call, FIELDS_REFUSED, run } from "./operations.js";

const INVOKE_WATCHED = `mutation($input: InvokeAbilityInput!) {
  invokeAbility(input: $input) {
    __typename
    ... on InvocationAccepted { replayed idempotencyKey webhookSecret webhook { id url document ownerId revision invocation { id } } invocation { id status } }
    ${FIELDS_REFUSED}
  }
}`;

export interface WatchedCall extends Call {
  readonly webhook?: { readonly url: string; readonly document?: string | null } | null;
}

/** What `invokeAbility` answered, a refusal included. */
export const invokeWatched = (client: TestClient, abilityKey: string, { form = {}, ...call }: WatchedCall): Promise<Data> =>
  run(client, INVOKE_WATCHED, { input: { abilityKey, form, ...call } });
