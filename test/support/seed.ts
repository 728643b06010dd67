/** Abilities for tests: created, mapped and published through the API, in a line. */
import type { TestClient } from "./client.js";
import { FIELDS_REFUSED, REFUSED, run } from "./operations.js";

export interface RuleInput {
  readonly target: string;
  readonly field?: string;
  readonly constant?: unknown;
  readonly expression?: string;
  readonly type?: string;
  readonly items?: string;
  readonly default?: unknown;
  readonly when?: string;
  readonly required?: boolean;
}

export interface AbilitySeed {
  /** Default: one that nobody else has. */
  readonly key?: string;
  readonly workflowId: string;
  /** Properties of the form; anything goes when absent. */
  readonly properties?: object;
  readonly required?: readonly string[];
  /** Default: a rule per property, under the same name. */
  readonly parameters?: readonly RuleInput[];
  readonly timeoutMs?: number;
  readonly connection?: string;
  /** Default: COZE_WORKFLOW. */
  readonly provider?: string;
  /** Default: STREAM. */
  readonly mode?: string;
  /** More of `CreateAbilityInput`. */
  readonly fields?: object;
}

export interface SeededAbility {
  readonly id: string;
  readonly key: string;
  readonly mappingId: string;
}

export const CREATE = `mutation Create($input: CreateAbilityInput!) {
  createAbility(input: $input) { __typename ... on CreateAbilityPayload { ability { id key name status revision form { revision schema } } } ${FIELDS_REFUSED} }
}`;
export const SAVE = `mutation Save($input: SaveWorkflowMappingInput!) {
  saveWorkflowMapping(input: $input) {
    __typename
    ... on SaveWorkflowMappingPayload { mapping { id version state revision workflowId connection timeoutMs parameters { target source field constant required } } }
    ${REFUSED}
  }
}`;
export const PUBLISH = `mutation Publish($input: PublishWorkflowMappingInput!) {
  publishWorkflowMapping(input: $input) {
    __typename
    ... on PublishWorkflowMappingPayload { mapping { id version state publishedBy } ability { id status cozeWorkflowId } }
    ${REFUSED}
  }
}`;

let made = 0;
export const newKey = (name = "ability"): string => `${name}-${++made}-${Date.now().toString(36)}`;

export const createAbility = async (admin: TestClient, seed: Omit<AbilitySeed, "workflowId">): Promise<SeededAbility> => {
  const { key = newKey(), properties, required, fields } = seed;
  const schema = { type: "object", ...(properties && { properties }), ...(required && { required }) };
  const result = await run(admin, CREATE, { input: { key, name: key, form: { schema }, ...fields } });
  if (!result.ability) throw new Error(`the ability ${key} was refused: ${JSON.stringify(result)}`);
  return { id: result.ability.id, key, mappingId: "" };
};

/** Saves a mapping and publishes it. @returns its id. */
export const publishMapping = async (admin: TestClient, abilityId: string, seed: AbilitySeed): Promise<string> => {
  const { workflowId, properties = {}, timeoutMs, connection, provider, mode } = seed;
  const parameters = seed.parameters ?? Object.keys(properties).map((name) => ({ target: name, field: `/${name}` }));
  const target = { ...(connection && { connection }), ...(provider && { provider }), ...(mode && { mode }) };
  const input = { abilityId, workflowId, parameters, ...target, ...(timeoutMs && { timeoutMs }) };
  const saved = await run(admin, SAVE, { input });
  if (!saved.mapping) throw new Error(`the mapping was refused: ${JSON.stringify(saved)}`);
  const published = await run(admin, PUBLISH, { input: { id: saved.mapping.id } });
  if (!published.mapping) throw new Error(`the mapping was not published: ${JSON.stringify(published)}`);
  return saved.mapping.id as string;
};

/** An ability that can be invoked. */
export const publishAbility = async (admin: TestClient, seed: AbilitySeed): Promise<SeededAbility> => {
  const ability = await createAbility(admin, seed);
  return { ...ability, mappingId: await publishMapping(admin, ability.id, seed) };
};

/** Its form takes `fault`, and any other field it is given under `more`, and the simulator misbehaves as it says. */
export const publishFaulty = (admin: TestClient, seed: AbilitySeed): Promise<SeededAbility> => {
  const properties = { ...seed.properties, fault: { type: ["string", "array"] } };
  const parameters = [
    ...Object.keys(seed.properties ?? {}).map((name) => ({ target: name, field: `/${name}` })),
    { target: "__fault", field: "/fault" },
  ];
  return publishAbility(admin, { ...seed, properties, parameters });
};
