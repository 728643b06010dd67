/** The GraphQL documents of the webhook suites, and short ways to run them. */
import type { Data, TestClient } from "./client.js";
import { FIELDS_REFUSED, run } from "./operations.js";
import { until } from "./until.js";

const WEBHOOK_FIELDS = "id state pauseReason url document ownerId revision previousSecretUntil ability { id } invocation { id }";
export const DELIVERY_FIELDS =
  "id kind state attempts httpStatus lastError nextAttemptAt finishedAt body invocation { id } attemptLog { number httpStatus error }";

const mutation = (name: string, payload: string) => {
  const type = name.replace(/^./, (first) => first.toUpperCase());
  return `mutation($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Payload { ${payload} } ${FIELDS_REFUSED} } }`;
};

export const CREATE_WEBHOOK = mutation("createWebhook", `secret webhook { ${WEBHOOK_FIELDS} }`);
export const UPDATE_WEBHOOK = mutation("updateWebhook", `webhook { ${WEBHOOK_FIELDS} }`);
export const PAUSE_WEBHOOK = mutation("pauseWebhook", `webhook { ${WEBHOOK_FIELDS} }`);
export const ACTIVATE_WEBHOOK = mutation("activateWebhook", `webhook { ${WEBHOOK_FIELDS} }`);
export const ROTATE_SECRET = mutation("rotateWebhookSecret", `secret webhook { ${WEBHOOK_FIELDS} }`);
export const DELETE_WEBHOOK = mutation("deleteWebhook", "deletedId");
export const TEST_WEBHOOK = mutation("testWebhook", `delivery { ${DELIVERY_FIELDS} }`);
export const REDELIVER_WEBHOOK = mutation("redeliverWebhook", `delivery { ${DELIVERY_FIELDS} }`);

/** What `createWebhook` answered, a refusal included. */
export const createWebhook = (client: TestClient, input: object): Promise<Data> => run(client, CREATE_WEBHOOK, { input });

/** @throws Error when it was refused. */
export const registered = async (client: TestClient, input: object): Promise<{ id: string; secret: string }> => {
  const answer = await createWebhook(client, input);
  if (!answer.webhook) throw new Error(`the webhook was refused: ${JSON.stringify(answer)}`);
  return { id: answer.webhook.id as string, secret: answer.secret as string };
};

export const readWebhook = (client: TestClient, id: string): Promise<Data> =>
  run(client, `query($id: ID!) { webhook(id: $id) { ${WEBHOOK_FIELDS} } }`, { id });

export const deliveriesOf = async (client: TestClient, id: string, states?: readonly string[]): Promise<Data[]> => {
  const document = `query($id: ID!, $filter: WebhookDeliveryFilter) { webhook(id: $id) { deliveries(filter: $filter) { nodes { ${DELIVERY_FIELDS} } } } }`;
  return (await run(client, document, { id, filter: states ? { states } : null })).deliveries.nodes as Data[];
};

export const readDelivery = (client: TestClient, id: string): Promise<Data> =>
  run(client, `query($id: ID!) { node(id: $id) { ... on WebhookDelivery { ${DELIVERY_FIELDS} } } }`, { id });

export const deliveryIn = (client: TestClient, id: string, state: string): Promise<Data> =>
  until(
    async () => {
      const delivery = await readDelivery(client, id);
      return delivery.state === state && delivery;
    },
    { timeoutMs: 20_000, everyMs: 50, what: `${id} to be ${state}` },
  );
