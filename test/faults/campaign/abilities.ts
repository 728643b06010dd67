/** The abilities of a campaign: each kind of work with each promise about its side effects, made through the API. */
import { WORKFLOW_IDS } from "../../../src/simulator/catalogue.js";
import type { TestClient } from "../../support/client.js";
import { FIELDS_REFUSED, REFUSED, run } from "../../support/operations.js";
import type { Capabilities } from "./capabilities.js";

export const SIDE_EFFECTS = ["SIDE_EFFECTING", "IDEMPOTENT", "READ_ONLY"] as const;
export type SideEffects = (typeof SIDE_EFFECTS)[number];

/** What an ability does: its workflow, the form fields passed on to it, and how the engine is asked. */
interface WorkKind {
  readonly engineId: string;
  readonly fields: Readonly<Record<string, object>>;
  readonly mode?: "STREAM" | "SYNC" | "ASYNC";
  readonly provider?: "COZE_CHATFLOW" | "COZE_AGENT";
  readonly asks?: true;
  /** More of `CreateAbilityInput`, where the gateway has it. */
  readonly ability?: object;
}

const TEXT = { type: "string" };
const NUMBER = { type: "number" };
const FAULT = { type: ["string", "array"] };
const { instant, write, long, slow, job, fails, ask, askTwice, input, chatflow, askingChatflow, bot } = WORKFLOW_IDS;

/** `nonce` travels to the engine in every call, under a name its workflow uses or ignores. */
export const WORK = {
  instant: { engineId: instant, fields: { nonce: TEXT } },
  write: { engineId: write, fields: { topic: TEXT } },
  spoilt: { engineId: write, fields: { topic: TEXT, __fault: FAULT } },
  long: { engineId: long, fields: { nonce: TEXT, pieces: NUMBER, delay_ms: NUMBER } },
  slow: { engineId: slow, fields: { nonce: TEXT, seconds: NUMBER } },
  narrow: { engineId: slow, fields: { nonce: TEXT, seconds: NUMBER }, ability: { maxConcurrency: 2 } },
  fails: { engineId: fails, fields: { nonce: TEXT } },
  ask: { engineId: ask, fields: { topic: TEXT }, asks: true },
  input: { engineId: input, fields: { nonce: TEXT }, asks: true },
  askTwice: { engineId: askTwice, fields: { nonce: TEXT }, asks: true },
  sync: { engineId: job, fields: { label: TEXT, seconds: NUMBER }, mode: "SYNC" },
  async: { engineId: job, fields: { label: TEXT, seconds: NUMBER }, mode: "ASYNC" },
  chat: { engineId: chatflow, fields: { message: TEXT }, provider: "COZE_CHATFLOW" },
  chatAsk: { engineId: askingChatflow, fields: { message: TEXT }, provider: "COZE_CHATFLOW", asks: true },
  agent: { engineId: bot, fields: { message: TEXT }, provider: "COZE_AGENT" },
} as const satisfies Readonly<Record<string, WorkKind>>;
export type Work = keyof typeof WORK;

/** The field that holds the nonce is the first one of each kind. */
export const nonceField = (work: Work): string => Object.keys(WORK[work].fields)[0] ?? "nonce";

/** What this version of the gateway cannot do is left out. */
export const possibleWork = (can: Capabilities): Work[] =>
  (Object.keys(WORK) as Work[]).filter((work) => {
    const kind: WorkKind = WORK[work];
    if (kind.mode && !can.modes) return false;
    if (kind.provider && !can.providers.includes(kind.provider)) return false;
    return !kind.ability || can.bounds;
  });

export const abilityKey = (work: Work, sideEffects: SideEffects): string =>
  `${work.toLowerCase()}-${sideEffects.toLowerCase().replace("_", "-")}`;

/** Whether it asks a person in the middle. */
export const isAsking = (work: Work): boolean => "asks" in WORK[work];

const CREATE = `mutation($input: CreateAbilityInput!) {
  createAbility(input: $input) { __typename ... on CreateAbilityPayload { ability { id } } ${FIELDS_REFUSED} }
}`;
const SAVE = `mutation($input: SaveWorkflowMappingInput!) {
  saveWorkflowMapping(input: $input) { __typename ... on SaveWorkflowMappingPayload { mapping { id } } ${REFUSED} }
}`;
const PUBLISH = `mutation($input: PublishWorkflowMappingInput!) {
  publishWorkflowMapping(input: $input) { __typename ${REFUSED} }
}`;

export interface Expiries {
  /** How long a question waits for its answer. */
  readonly answerMs: number;
}

/** @returns their ids by key. */
export const publishAbilities = async (admin: TestClient, can: Capabilities, { answerMs }: Expiries): Promise<Map<string, string>> => {
  const publications = possibleWork(can).flatMap((work) => SIDE_EFFECTS.map((sideEffects) => ({ work, sideEffects, can, answerMs })));
  return new Map(await Promise.all(publications.map((publication) => publish(admin, publication))));
};

interface Publication extends Expiries {
  readonly work: Work;
  readonly sideEffects: SideEffects;
  readonly can: Capabilities;
}

const publish = async (admin: TestClient, { work, sideEffects, can, answerMs }: Publication): Promise<[key: string, id: string]> => {
  const key = abilityKey(work, sideEffects);
  const { engineId, fields, mode, provider, asks, ability }: WorkKind = WORK[work];
  const form = { schema: { type: "object", properties: formFields(fields) } };
  const expiry = asks && can.resume ? { answerExpiryMs: answerMs } : {};
  const created = await run(admin, CREATE, { input: { key, name: key, sideEffects, form, ...ability, ...expiry } });
  const abilityId = granted(created, "ability");
  const parameters = Object.keys(fields).map((name) => ({ target: name, field: `/${formName(name)}` }));
  const target = { abilityId, workflowId: engineId, parameters, ...(mode && { mode }), ...(provider && { provider }) };
  const id = granted(await run(admin, SAVE, { input: target }), "mapping");
  const published = await run(admin, PUBLISH, { input: { id } });
  if (published.code) throw new Error(`the mapping of ${key} was not published: ${JSON.stringify(published)}`);
  return [key, abilityId];
};

/** Form fields may not begin with underscores in every form renderer; parameters of the simulator do. */
const formName = (target: string): string => target.replace(/^__/, "");
const formFields = (fields: Readonly<Record<string, object>>): Record<string, object> =>
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [formName(name), schema]));

const granted = (answer: Record<string, { id: string } | undefined>, field: string): string => {
  const id = answer[field]?.id;
  if (id === undefined) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return id;
};
