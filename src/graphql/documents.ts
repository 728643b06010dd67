/** Documents that arrive over WebSocket: parsed and validated once, then remembered by their text, within bounds. */
import { type DocumentNode, GraphQLError, parse, specifiedRules, validate } from "graphql";
import type { QueryGate } from "./limits.js";

export type PreparedDocument = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

export type PrepareDocument = (text: string) => PreparedDocument;

const MAX_DOCUMENTS = 500;
/** Characters; longer texts are valid but not worth the memory. */
const MAX_REMEMBERED_LENGTH = 20_000;

/** Least recently used documents are forgotten first; refused ones are not remembered at all. */
export const createDocumentCache = (gate: QueryGate): PrepareDocument => {
  const documents = new Map<string, DocumentNode>();
  return (text) => {
    const known = documents.get(text);
    if (known) {
      documents.delete(text);
      documents.set(text, known);
      return { document: known };
    }
    const prepared = prepare(text, gate);
    if ("document" in prepared && text.length <= MAX_REMEMBERED_LENGTH) {
      documents.set(text, prepared.document);
      const [oldest] = documents.keys();
      if (documents.size > MAX_DOCUMENTS && oldest !== undefined) documents.delete(oldest);
    }
    return prepared;
  };
};

const prepare = (text: string, gate: QueryGate): PreparedDocument => {
  let document: DocumentNode;
  try {
    document = parse(text, gate.parseOptions);
  } catch (error) {
    return { errors: [coded(error, "GRAPHQL_PARSE_FAILED")] };
  }
  const errors = validate(gate.schema, document, [...specifiedRules, ...gate.validationRules]);
  return errors.length === 0 ? { document } : { errors: errors.map((error) => coded(error, "GRAPHQL_VALIDATION_FAILED")) };
};

/** The codes Apollo gives over HTTP, so that one client can read both. */
const coded = (error: unknown, code: string): GraphQLError =>
  error instanceof GraphQLError
    ? new GraphQLError(error.message, {
        nodes: error.nodes,
        source: error.source,
        positions: error.positions,
        originalError: error.originalError,
        extensions: { code, ...error.extensions },
      })
    : new GraphQLError("The document could not be read.", { originalError: error instanceof Error ? error : undefined });
