/** An environment: a gateway spoken to over its GraphQL endpoint, as any other client does. */
import axios from "axios";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { type AbilityDocument, DEFAULTS, type LiveAbility, type Place, withoutDefaults } from "./ability-document.js";
import * as documents from "./transfer-documents.js";
import { TransferError } from "./transfer-folder.js";

export interface TransferGateway {
  /** By key: those asked for, or all. */
  read(keys: ReadonlySet<string>): Promise<Map<string, LiveAbility>>;
  /** Creates or changes the ability, saves its mapping and publishes it; what is the same is left alone. */
  write(document: AbilityDocument, place: Place, live: LiveAbility | undefined): Promise<void>;
}

export interface GatewayAddress {
  /** Of the gateway, without a path. */
  readonly url: string;
  /** Of an admin; absent = the gateway signs in by itself (development, on this machine). */
  readonly token?: string;
}

const TIMEOUT_MS = 60_000;
const PAGE = 100;

export const openGateway = (address: GatewayAddress): TransferGateway => {
  const ask = createAsk(address);
  return {
    async read(keys) {
      const found = new Map<string, LiveAbility>();
      for (const ability of await allAbilities(ask)) {
        if (keys.size > 0 && !keys.has(String(ability.key))) continue;
        const { workflowMappings } = await ask(documents.VERSIONS, { abilityId: ability.id ?? "" });
        found.set(String(ability.key), liveOf(ability, workflowMappings as JsonObject[]));
      }
      return found;
    },
    write: (document, place, live) => write(ask, { document, place, live }),
  };
};

type Ask = (document: string, variables: JsonObject) => Promise<JsonObject>;

const createAsk =
  ({ url, token }: GatewayAddress): Ask =>
  async (query, variables) => {
    const endpoint = new URL("/graphql", url).href;
    const headers = { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    const answer = await axios
      .post<unknown>(endpoint, { query, variables }, { headers, timeout: TIMEOUT_MS, maxRedirects: 0, validateStatus: () => true })
      .catch((error: Error) => {
        throw new TransferError(`${endpoint} cannot be reached: ${error.message}`);
      });
    const body = isJsonObject(answer.data) ? answer.data : {};
    const [problem] = Array.isArray(body.errors) ? body.errors : [];
    if (isJsonObject(problem)) throw new TransferError(`${endpoint} refuses: ${String(problem.message)}`);
    if (isJsonObject(body.data)) return body.data;
    throw new TransferError(`${endpoint} answers ${answer.status} and no GraphQL: is this the address of a gateway?`);
  };

const allAbilities = async (ask: Ask): Promise<JsonObject[]> => {
  const found: JsonObject[] = [];
  let after: JsonValue = null;
  do {
    const { abilities } = (await ask(documents.ABILITIES, { first: PAGE, after })) as { abilities: JsonObject };
    const pageInfo = abilities.pageInfo as JsonObject;
    found.push(...(abilities.nodes as JsonObject[]));
    after = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null;
  } while (after !== null);
  return found;
};

const liveOf = ({ id, revision, key, form, mapping, ...ability }: JsonObject, versions: readonly JsonObject[]): LiveAbility => {
  const { connection, workflowId, ...rest } = isJsonObject(mapping) ? mapping : {};
  const draft = versions.find(({ state }) => state === "DRAFT");
  return {
    id: String(id),
    revision: Number(revision),
    document: {
      key: String(key),
      ability: withoutDefaults(ability),
      form: withoutDefaults(form as JsonObject),
      mapping: isJsonObject(mapping) ? mappingOf(rest) : null,
    },
    place: isJsonObject(mapping) ? { connection: String(connection), workflowId: String(workflowId) } : {},
    draft: draft ? { revision: Number(draft.revision) } : null,
  };
};

const mappingOf = ({ parameters, output, ...mapping }: JsonObject): JsonObject => ({
  ...withoutDefaults(mapping),
  ...(isJsonObject(output) && { output: withoutDefaults(output) }),
  parameters: (parameters as JsonObject[]).map(({ source, constant, ...rule }) => ({
    ...withoutDefaults(rule),
    // A constant may be null, which says something.
    ...(source === "CONSTANT" && { constant: constant ?? null }),
  })),
});

interface Target {
  readonly document: AbilityDocument;
  readonly place: Place;
  readonly live: LiveAbility | undefined;
}

const write = async (ask: Ask, { document, place, live }: Target): Promise<void> => {
  const { key, ability, form, mapping } = document;
  const id = live
    ? await outcome(ask, documents.UPDATE, { id: live.id, expectedRevision: live.revision, ...reset(live, ability), ...ability, form })
    : await outcome(ask, documents.CREATE, { key, ...ability, form });
  if (mapping === null) return;
  const { connection = "", workflowId = "" } = place;
  const expectedRevision = live?.draft?.revision ?? null;
  const draft = await outcome(ask, documents.SAVE, { abilityId: id, connection, workflowId, ...mapping, expectedRevision });
  await outcome(ask, documents.PUBLISH, { id: draft });
};

/** What stands there and is not in the document goes back to nothing. */
const reset = (live: LiveAbility, ability: JsonObject): JsonObject => {
  const gone = Object.keys(live.document.ability).filter((name) => !(name in ability));
  return Object.fromEntries(gone.map((name) => [name, DEFAULTS[name] ?? null]));
};

/** @returns the id of what was written. @throws TransferError with what the gateway says. */
const outcome = async (ask: Ask, document: string, input: JsonObject): Promise<string> => {
  const [result] = Object.values(await ask(document, { input }));
  const { written, message, fieldErrors } = (isJsonObject(result) ? result : {}) as JsonObject;
  if (isJsonObject(written)) return String(written.id);
  const fields = (Array.isArray(fieldErrors) ? fieldErrors : []).map((field) =>
    isJsonObject(field) ? `${field.path}: ${field.message}` : "",
  );
  throw new TransferError([String(message ?? "the gateway refuses it"), ...fields].join("\n  "));
};
