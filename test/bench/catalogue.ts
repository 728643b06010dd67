/** Abilities to list and to invoke, made through the API of a running gateway. */
import type { Running } from "./processes.js";

export const ADMIN_TOKEN = "bench-admin-token-0123456789";

export const LIST_QUERY = `query Catalogue($first: Int!) {
  abilities(first: $first) { nodes { id key name status mapping { version workflowId } } pageInfo { hasNextPage } }
}`;

/** Served without the database: what the HTTP and GraphQL layers cost alone. */
export const VIEWER_QUERY = "query Viewer { viewer { id tenant roles permissions } serverInfo { name version database } }";

export const INVOKE = `mutation Invoke($input: InvokeAbilityInput!) {
  invokeAbility(input: $input) {
    __typename
    ... on InvocationAccepted { invocation { id status output } }
    ... on DomainError { code message }
  }
}`;

/** The simulator's cheapest workflow: it ends at once and gives back what it got. */
export const INSTANT_WORKFLOW = "7500000000000000004";

export const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };

export const graphqlBody = (query: string, variables: object): string => JSON.stringify({ query, variables });

const ask = async (gateway: Running, query: string, variables: object) => {
  const answer = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: graphqlBody(query, variables),
  });
  const text = await answer.text();
  const { data, errors } = JSON.parse(text) as { data: Record<string, Record<string, Record<string, unknown>>>; errors?: unknown[] };
  if (errors) throw new Error(text);
  return data;
};

export interface Work {
  readonly workflowId: string;
  /** Parameters beside the topic. */
  readonly constants: Readonly<Record<string, unknown>>;
}

/** Adds `count` abilities, on the instant workflow if no other is named; the first has the key `bench-00`. */
export const fillCatalogue = async (
  gateway: Running,
  count: number,
  { workflowId, constants }: Work = { workflowId: INSTANT_WORKFLOW, constants: {} },
): Promise<void> => {
  const parameters = [
    { target: "topic", field: "/topic", required: true },
    ...Object.entries(constants).map(([target, constant]) => ({ target, constant })),
  ];
  const form = { schema: { type: "object", required: ["topic"], properties: { topic: { type: "string", maxLength: 2000 } } } };
  for (let index = 0; index < count; index++) {
    const key = `bench-${String(index).padStart(2, "0")}`;
    const created = await ask(
      gateway,
      "mutation($input: CreateAbilityInput!) { createAbility(input: $input) { ... on CreateAbilityPayload { ability { id } } } }",
      {
        input: { key, name: `Bench ${index}`, form },
      },
    );
    const abilityId = created.createAbility?.ability?.id;
    const saved = await ask(
      gateway,
      "mutation($input: SaveWorkflowMappingInput!) { saveWorkflowMapping(input: $input) { ... on SaveWorkflowMappingPayload { mapping { id } } } }",
      {
        input: { abilityId, workflowId, parameters },
      },
    );
    const id = saved.saveWorkflowMapping?.mapping?.id;
    await ask(gateway, "mutation($input: PublishWorkflowMappingInput!) { publishWorkflowMapping(input: $input) { __typename } }", {
      input: { id },
    });
  }
};
