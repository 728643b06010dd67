/** Values that are more than text: secrets, which nobody may read back, and ids of files. Found by their schemas. Pure. */
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { escapeToken } from "../kernel/json-pointer.js";
import { subschemasOf } from "./form-keywords.js";
import { entrySchemas, everyNode, fieldSchemas, fieldsOf, type MatchesPattern, mapSchema, type SchemaMap } from "./form-nodes.js";

/** Stands where a secret was. */
export const SECRET_MASK = "••••";

/** `file_` and a time-ordered id: what the gateway gave for an upload. */
export const FILE_ID = /^file_[0-9A-HJKMNP-TV-Z]{26}$/;

/** A file that the form names, and what its field takes. */
export interface FileUse {
  /** JSON Pointer into the values. */
  readonly path: string;
  readonly id: string;
  /** Media types, `image/*` for all of a family; absent = any. */
  readonly kinds?: readonly string[];
  /** Absent = whatever may be uploaded. */
  readonly maxBytes?: number;
}

export interface Marks {
  /** JSON Pointers of secrets that were filled in. */
  readonly secrets: readonly string[];
  /** Of those that were not, in objects that are there. */
  readonly absentSecrets: ReadonlySet<string>;
  readonly files: readonly FileUse[];
}

const NO_MARKS: Marks = { secrets: [], absentSecrets: new Set(), files: [] };

export interface MarkerDeps {
  readonly matches: MatchesPattern;
  /** Counts what it costs. */
  readonly spend: (units: number) => void;
}

/** Whatever branch applies: what one alternative calls a secret is a secret. For values within the form's limits. */
export const createMarker = (schema: JsonObject, deps: MarkerDeps): ((values: JsonValue) => Marks) => {
  if (!isMarked(schema)) return () => NO_MARKS;
  const map = mapSchema(schema);
  return (values) => {
    const marks = { secrets: [], absentSecrets: new Set<string>(), files: [] };
    mark({ ...deps, map, marks }, { schemas: [schema], value: values, path: "" });
    return marks;
  };
};

export const namesSecret = (schema: JsonValue): boolean =>
  isJsonObject(schema) && (isSecret(schema) || subschemasOf(schema).some((below) => namesSecret(below.schema)));

const isMarked = (schema: JsonValue): boolean =>
  isJsonObject(schema) && (isSecret(schema) || isFile(schema) || subschemasOf(schema).some((below) => isMarked(below.schema)));

const isSecret = (node: JsonObject): boolean => node["x-secret"] === true;
const isFile = (node: JsonObject): boolean => node.format === "file-id";

interface Marking extends MarkerDeps {
  readonly map: SchemaMap;
  readonly marks: { readonly secrets: string[]; readonly absentSecrets: Set<string>; readonly files: FileUse[] };
}

interface Spot {
  readonly schemas: readonly JsonValue[];
  readonly value: JsonValue;
  readonly path: string;
}

/** Units of the meter, of a schema that applies to a value. */
const NODE_COST = 20;

const mark = (marking: Marking, { schemas, value, path }: Spot): void => {
  const nodes = everyNode(marking.map, schemas);
  marking.spend(NODE_COST * (nodes.length + 1));
  if (typeof value === "string") markText(marking, nodes, { value, path });
  if (Array.isArray(value)) {
    value.forEach((entry, index) => {
      mark(marking, { schemas: nodes.flatMap((node) => entrySchemas(node, index)), value: entry, path: `${path}/${index}` });
    });
  }
  if (!isJsonObject(value)) return;
  const schemasOf = fieldSchemas(nodes, marking.matches);
  for (const [name, entry] of Object.entries(value)) {
    mark(marking, { schemas: schemasOf(name), value: entry, path: `${path}/${escapeToken(name)}` });
  }
  for (const name of new Set(nodes.flatMap((node) => Object.keys(fieldsOf(node.properties))))) {
    if (Object.hasOwn(value, name)) continue;
    const absent = everyNode(marking.map, schemasOf(name));
    if (absent.some(isSecret)) marking.marks.absentSecrets.add(`${path}/${escapeToken(name)}`);
  }
};

const markText = ({ marks }: Marking, nodes: readonly JsonObject[], { value, path }: { value: string; path: string }): void => {
  if (value !== "" && nodes.some(isSecret)) marks.secrets.push(path);
  const files = nodes.filter(isFile);
  if (files.length > 0 && FILE_ID.test(value)) marks.files.push({ path, id: value, ...limitsOf(files) });
};

/** The first that says something; schemas of several alternatives seldom do. */
const limitsOf = (nodes: readonly JsonObject[]): Pick<FileUse, "kinds" | "maxBytes"> => {
  const { kinds, maxBytes } = fieldsOf(nodes.find((node) => isJsonObject(node["x-file"]))?.["x-file"]);
  return { ...(Array.isArray(kinds) && { kinds: kinds as string[] }), ...(typeof maxBytes === "number" && { maxBytes }) };
};
