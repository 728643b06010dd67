/** An environment: a gateway spoken to over its GraphQL endpoint, as any other client does. */
import axios from "axios";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import {
  type AbilityDocument,
  DEFAULTS,
  isSameMapping,
  type LiveAbility,
  type LiveDraft,
  type Place,
  withoutDefaults,
} from "./ability-document.js";
import * as documents from "./transfer-documents.js";
import { TransferError } from "./transfer-folder.js";

export interface TransferGateway {
  /** By key: those asked for, or all. */
  read(keys: ReadonlySet<string>): Promise<Map<string, LiveAbility>>;
  /**
   * Creates or changes the ability, saves its mapping and publishes it; a mapping that is the same is left alone.
   * @returns the ability's revision by then. @throws TransferError, also when anything was changed since `live` was read.
   */
  write(change: AbilityChange): Promise<number>;
}

export interface AbilityChange {
  readonly document: AbilityDocument;
  readonly place: Place;
  /** As it was read; absent = it was not there. */
  readonly live: LiveAbility | undefined;
  /** The ability is written, its mapping is about to be. */
  readonly halfway?: () => Promise<void>;
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
        found.set(String(ability.key), liveOf(ability, await draftIn(ask, workflowMappings as JsonObject[])));
      }
      return found;
    },
    write: (change) => write(ask, change),
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

const draftIn = async (ask: Ask, versions: readonly JsonObject[]): Promise<LiveDraft | null> => {
  const open = versions.find(({ state }) => state === "DRAFT");
  if (!open) return null;
  const { workflowMapping } = await ask(documents.DRAFT, { id: open.id ?? "" });
  const { id, state, revision, connection, workflowId, ...rest } = (workflowMapping ?? {}) as JsonObject;
  if (state !== "DRAFT") return null;
  const place = { connection: String(connection), workflowId: String(workflowId) };
  return { id: String(id), revision: Number(revision), mapping: mappingOf(rest), place };
};

const liveOf = ({ id, revision, key, form, mapping, ...ability }: JsonObject, draft: LiveDraft | null): LiveAbility => {
  const { connection, workflowId, ...rest } = isJsonObject(mapping) ? mapping : {};
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
    draft,
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

const write = async (ask: Ask, change: AbilityChange): Promise<number> => {
  const { document, place, live } = change;
  const { key, ability, form, mapping } = document;
  // Also when nothing of it changes: whoever has changed, published or rolled back meanwhile has raised the revision.
  const { id, revision } = live
    ? await outcome(ask, documents.UPDATE, { id: live.id, expectedRevision: live.revision, ...reset(live, ability), ...ability, form })
    : await outcome(ask, documents.CREATE, { key, ...ability, form });
  if (mapping === null || (live && isSameMapping({ mapping, place }, publishedIn(live)))) return revision;
  await change.halfway?.();
  const draft = await savedDraft(ask, id, change);
  try {
    return (await outcome(ask, documents.PUBLISH, { id: draft.id, expectedRevision: draft.revision })).revision;
  } catch (error) {
    if (!(error instanceof TransferError)) throw error;
    const what = `${key}: the mapping is saved as a draft there and could not be published; settle this and import again`;
    throw new TransferError(`${what}: ${error.message}`, { cause: error });
  }
};

const publishedIn = ({ document: { mapping }, place }: LiveAbility) => ({ mapping, place });

interface Written {
  readonly id: string;
  readonly revision: number;
}

/** A draft that says the same already, say of an import that could not publish it, keeps its revision: it may have been tried since. */
const savedDraft = async (ask: Ask, abilityId: string, { document: { mapping }, place, live }: AbilityChange): Promise<Written> => {
  const open = live?.draft;
  if (open && isSameMapping({ mapping, place }, open)) return open;
  const { connection = "", workflowId = "" } = place;
  return outcome(ask, documents.SAVE, { abilityId, connection, workflowId, ...mapping, expectedRevision: open?.revision ?? 0 });
};

/** What stands there and is not in the document goes back to nothing. */
const reset = (live: LiveAbility, ability: JsonObject): JsonObject => {
  const gone = Object.keys(live.document.ability).filter((name) => !(name in ability));
  return Object.fromEntries(gone.map((name) => [name, DEFAULTS[name] ?? null]));
};

/** @throws TransferError with what the gateway says. */
const outcome = async (ask: Ask, document: string, input: JsonObject): Promise<Written> => {
  const [result] = Object.values(await ask(document, { input }));
  const { written, message, fieldErrors } = (isJsonObject(result) ? result : {}) as JsonObject;
  if (isJsonObject(written)) return { id: String(written.id), revision: Number(written.revision) };
  const fields = (Array.isArray(fieldErrors) ? fieldErrors : []).map((field) =>
    isJsonObject(field) ? `${field.path}: ${field.message}` : "",
  );
  throw new TransferError([String(message ?? "the gateway refuses it"), ...fields].join("\n  "));
};
