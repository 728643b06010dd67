/**
 * One form, two languages. Labels are English where JSON Schema has them; every schema node and every UI schema node
 * may carry `x-i18n`: `{"zh": {"title": "主题", "ui:placeholder": "…"}}`, whose entries replace the keys of the same
 * name in that node. In schemas only labels can be replaced, so that no translation changes what is valid.
 */
import type { Language } from "../kernel/errors.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import type { FormDefinition } from "./form.js";
import { mapSchemas } from "./form-keywords.js";
import { cloneJson } from "./form-limits.js";

const SCHEMA_LABELS: ReadonlySet<string> = new Set(["title", "description", "enumNames", "examples"]);

/** The definition with labels in the language asked for and without `x-i18n`. What has no translation stays English. */
export const localizeForm = (definition: FormDefinition, language: Language): FormDefinition => {
  const localizeNode = (node: JsonObject) => relabel(node, language, (key) => SCHEMA_LABELS.has(key));
  return {
    revision: definition.revision,
    schema: cloneJson(mapSchemas(definition.schema, localizeNode)) as JsonObject,
    uiSchema: definition.uiSchema && (localizeUi(definition.uiSchema, language) as JsonObject),
  };
};

const localizeUi = (node: JsonValue, language: Language): JsonValue => {
  if (Array.isArray(node)) return node.map((entry) => localizeUi(entry, language));
  if (!isJsonObject(node)) return node;
  const labelled = relabel(node, language, () => true);
  return Object.fromEntries(Object.entries(labelled).map(([key, value]) => [key, localizeUi(value, language)]));
};

const relabel = (node: JsonObject, language: Language, replaceable: (key: string) => boolean): JsonObject => {
  const { "x-i18n": translations, ...plain } = node;
  const labels = isJsonObject(translations) && Object.hasOwn(translations, language) ? translations[language] : undefined;
  if (!isJsonObject(labels)) return plain;
  const replaced = Object.entries(labels).filter(([key]) => replaceable(key));
  return Object.fromEntries([...Object.entries(plain), ...replaced]);
};
