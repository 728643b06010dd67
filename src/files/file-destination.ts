/** Where a file goes and what may go there: decided by the ability that it is meant for, if one is named. */
import type { AbilityReference, AbilityService } from "../abilities/ability.service.js";
import type { RequestContext } from "../auth/request-context.js";
import { AppError } from "../kernel/errors.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { isArrayIndex, parsePointer } from "../kernel/json-pointer.js";
import type { MappingService } from "../mappings/mapping.service.js";
import type { FileRule } from "./file.js";

/** What a file is for. Nothing named = the connection `default`, and whatever the gateway takes. */
export interface FilePurpose {
  readonly ability?: AbilityReference | undefined;
  /** JSON Pointer of the field in the ability's form. */
  readonly field?: string | undefined;
}

export interface Destination {
  readonly connection: string;
  readonly rule: FileRule;
}

export interface DestinationDeps {
  readonly abilities: AbilityService;
  readonly mappings: MappingService;
}

/** @returns nothing when none is named. @throws AppError BAD_USER_INPUT when two are. */
export const abilityNamed = ({
  abilityId,
  abilityKey,
}: {
  abilityId?: string | null;
  abilityKey?: string | null;
}): AbilityReference | undefined => {
  if (abilityId != null && abilityKey != null)
    throw refuse("name the ability by id or by key, not by both.", "请只用 ID 或键之一指定能力。");
  return abilityId != null ? { id: abilityId } : abilityKey != null ? { key: abilityKey } : undefined;
};

const DEFAULT_CONNECTION = "default";

/** @throws AppError BAD_USER_INPUT, NOT_FOUND, ABILITY_NOT_PUBLISHED */
export const destinationOf = async (deps: DestinationDeps, ctx: RequestContext, purpose: FilePurpose): Promise<Destination> => {
  const { ability: reference, field } = purpose;
  if (!reference) {
    if (field === undefined) return { connection: DEFAULT_CONNECTION, rule: {} };
    throw refuse("a field is named without its ability.", "指定了字段但未指定能力。");
  }
  const ability = await deps.abilities.getToInvoke(ctx, reference);
  const mapping = await deps.mappings.published(ability);
  if (!mapping) throw new AppError("ABILITY_NOT_PUBLISHED", { params: { ability: ability.key } });
  return { connection: mapping.connection, rule: field === undefined ? {} : ruleAt(ability.form.schema, field) };
};

const refuse = (en: string, zh: string) => new AppError("BAD_USER_INPUT", { params: { problem: { en, zh } } });

const ruleAt = (schema: JsonObject, field: string): FileRule => {
  const rule = fileRuleAt(schema, field);
  if (rule) return rule;
  const shown = field.slice(0, 80);
  throw refuse(`the form has no field for files at ${shown}.`, `表单在 ${shown} 处没有文件字段。`);
};

/**
 * What the schema says of the file at this place, as far as the way there is written plainly: through `properties` and
 * `items`. @returns an empty rule where it is not, since the call itself is checked anyway; nothing for a field that takes no file.
 */
export const fileRuleAt = (schema: JsonObject, field: string): FileRule | undefined => {
  let here: JsonValue | undefined = schema;
  for (const token of parsePointer(field) ?? []) {
    const below: JsonValue | undefined = isJsonObject(here) ? stepInto(here, token) : undefined;
    if (below === undefined) return {};
    here = below;
  }
  // A list of files may be meant by the place of the list.
  const node = isJsonObject(here) && here.format === undefined && isJsonObject(here.items) ? here.items : here;
  if (!isJsonObject(node) || node.format !== "file-id") return undefined;
  return ruleOf(node["x-file"]);
};

const stepInto = (schema: JsonObject, token: string): JsonValue | undefined => {
  const { properties, items } = schema;
  if (isJsonObject(properties) && Object.hasOwn(properties, token)) return properties[token];
  return isArrayIndex(token) || token === "-" ? items : undefined;
};

const ruleOf = (rule: JsonValue | undefined): FileRule => {
  if (!isJsonObject(rule)) return {};
  const { kinds, maxBytes } = rule;
  return {
    ...(Array.isArray(kinds) && { kinds: kinds.map(String) }),
    ...(typeof maxBytes === "number" && { maxBytes }),
  };
};
