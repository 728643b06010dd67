/** Compares the rules of a mapping with what its workflow declares. Pure. */
import type { LocalText } from "../kernel/errors.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import { parsePointer } from "../kernel/json-pointer.js";
import type { DeclaredInput, InputType, WorkflowDeclaration } from "../providers/provider.js";
import { type JsonType, jsonTypeOf, takesType, takesValue } from "./conversion.js";
import { candidates, finding } from "./finding-texts.js";
import { elementOf, type FormPlace, holdsFileIds, isClosed, memberOf, placeOf, typesAt, valuesAt } from "./form-shape.js";
import type { Finding } from "./mapping-check.js";

/** A parameter rule, as far as a check can judge it without a form value. */
export interface CheckedRule {
  readonly target: string;
  readonly source:
    | { readonly kind: "field"; readonly pointer: string }
    | { readonly kind: "constant"; readonly value: JsonValue }
    | { readonly kind: "expression"; readonly expression: string };
  readonly type?: InputType;
  readonly default?: JsonValue;
  readonly required?: boolean;
  readonly when?: string;
}

export interface CheckedMapping {
  readonly parameters: readonly CheckedRule[];
  readonly output?: { readonly select?: { readonly kind: string; readonly pointer?: string } | undefined; readonly from?: string } | null;
}

export interface CheckSubject {
  readonly mapping: CheckedMapping;
  readonly formSchema: JsonObject;
  readonly uiSchema?: JsonObject | null;
  readonly declaration: WorkflowDeclaration;
  /** Why this connection cannot hand files to workflows, if so. */
  readonly fileProblem?: LocalText | undefined;
}

/** In the order of the rules, then what no rule covers, then the output. */
export const findingsOf = (subject: CheckSubject): Finding[] => {
  const { mapping, declaration } = subject;
  const rules = new Set(mapping.parameters.map(({ target }) => target));
  const free = declaration.inputs.filter(({ name }) => !rules.has(name));
  return [
    ...mapping.parameters.flatMap((rule, index) => ruleFindings(subject, { rule, index, free })),
    ...free
      .filter(({ required }) => required)
      .map(({ name, type }) => finding("REQUIRED_INPUT_UNCOVERED", { rule: null, target: name }, { declared: type })),
    ...outputFindings(subject),
  ];
};

interface PlacedRule {
  readonly rule: CheckedRule;
  readonly index: number;
  /** Declared inputs without a rule. */
  readonly free: readonly DeclaredInput[];
}

const ruleFindings = (subject: CheckSubject, { rule, index, free }: PlacedRule): Finding[] => {
  const place = { rule: index, target: rule.target };
  const declared = subject.declaration.inputs.find(({ name }) => name === rule.target);
  if (!declared) return [finding("UNKNOWN_INPUT", place, { candidates: candidates(free.map(({ name }) => name)) })];
  const field =
    rule.source.kind === "field" ? placeOf({ schema: subject.formSchema, uiSchema: subject.uiSchema }, rule.source.pointer) : undefined;
  const found: Finding[] = [];
  if (declared.required && mayBeAbsent(rule, field)) found.push(finding("REQUIRED_INPUT_MAY_BE_ABSENT", place));
  const fileFindings = ofFiles(subject, { rule, index, declared, field });
  return [...found, ...(fileFindings ?? typeFindings({ rule, index, declared, field }))];
};

/** A rule that is skipped, or has nothing to send where the form has nothing. A required one refuses the call instead. */
const mayBeAbsent = ({ source, required = false, default: fallback, when }: CheckedRule, field: FormPlace | undefined): boolean => {
  if (when !== undefined) return true;
  if (source.kind === "constant" || required || fallback !== undefined) return false;
  return source.kind === "expression" || !(field?.always ?? false);
};

interface FedInput {
  readonly rule: CheckedRule;
  readonly index: number;
  readonly declared: DeclaredInput;
  readonly field: FormPlace | undefined;
}

/** `undefined` = no file is concerned. */
const ofFiles = ({ declaration, fileProblem }: CheckSubject, { rule, index, declared, field }: FedInput): Finding[] | undefined => {
  const place = { rule: index, target: rule.target };
  if (rule.type !== "FILE") {
    const unresolved = rule.type === undefined && field !== undefined && holdsFileIds(field);
    return unresolved ? [finding("FILE_ID_UNRESOLVED", place)] : undefined;
  }
  const element = declared.type === "LIST" ? (declared.items?.type ?? "ANY") : declared.type;
  const expected = element === "FILE" || element === "ANY" || (declaration.coarse && element === "STRING");
  if (!expected) return [finding("FILE_NOT_EXPECTED", place, { declared: declared.type })];
  return fileProblem ? [finding("FILE_MODE_REFUSED", place, { problem: fileProblem })] : [];
};

/** What a rule with a type of its own sends. */
const SENT_AS: Readonly<Record<InputType, JsonType | undefined>> = {
  ...{ STRING: "string", TIME: "string", INTEGER: "integer", NUMBER: "number", BOOLEAN: "boolean" },
  ...{ OBJECT: "object", LIST: "array", FILE: "string", ANY: undefined },
};

const typeFindings = ({ rule, index, declared, field }: FedInput): Finding[] => {
  const found: Finding[] = [];
  const told = (mismatch: Mismatch): Finding => {
    const { path, declared: wanted, given, certain } = mismatch;
    const words = { declared: wanted, given };
    return finding(certain ? "INPUT_TYPE_MISMATCH" : "INPUT_TYPE_UNCERTAIN", { rule: index, target: path }, words);
  };
  const sent = rule.type && SENT_AS[rule.type];
  if (rule.default !== undefined && !sent && !takesValue(declared, rule.default))
    found.push(told({ path: rule.target, declared: declared.type, given: jsonTypeOf(rule.default), certain: false }));
  if (sent && sent !== "object" && sent !== "array") {
    const verdict = takesType(declared.type, sent);
    if (verdict !== "yes") found.push(told({ path: rule.target, declared: declared.type, given: sent, certain: verdict === "no" }));
  } else if (rule.source.kind === "constant") {
    if (!takesValue(declared, rule.source.value))
      found.push(told({ path: rule.target, declared: declared.type, given: jsonTypeOf(rule.source.value), certain: true }));
  } else if (field) found.push(...mismatches(declared, field, rule.target).map(told));
  return found;
};

interface Mismatch {
  readonly path: string;
  readonly declared: InputType;
  readonly given: string | LocalText;
  /** No value that the form allows would do. */
  readonly certain: boolean;
}

const mismatches = (declared: DeclaredInput, field: FormPlace, path: string): Mismatch[] => {
  const types = [...(typesAt(field) ?? [])].filter((type) => type !== "null");
  const verdicts = types.map((type) => takesType(declared.type, type));
  const given = types.join(" | ");
  if (types.length > 0 && verdicts.every((verdict) => verdict === "no")) return [{ path, declared: declared.type, given, certain: true }];
  const listed = listedMismatch(declared, field, path);
  if (listed) return listed;
  if (verdicts.some((verdict) => verdict !== "yes") && !isAddress(declared, field))
    return [{ path, declared: declared.type, given, certain: false }];
  return insideMismatches(declared, field, path);
};

/** A form that lists its values is judged by them. `undefined` = it does not. */
const listedMismatch = (declared: DeclaredInput, field: FormPlace, path: string): Mismatch[] | undefined => {
  const values = valuesAt(field);
  if (!values) return undefined;
  const refused = values.filter((value) => !takesValue(declared, value));
  if (refused.length === 0) return [];
  // More than one schema: another of them may allow other values.
  const certain = refused.length === values.length && field.nodes.length === 1;
  return [
    {
      path,
      declared: declared.type,
      given: refused
        .slice(0, 3)
        .map((value) => JSON.stringify(value))
        .join(", "),
      certain,
    },
  ];
};

/** An address in the form is what a file input takes. */
const isAddress = (declared: DeclaredInput, { nodes }: FormPlace): boolean =>
  declared.type === "FILE" && nodes.some(({ format }) => format === "uri" || format === "url");

const insideMismatches = (declared: DeclaredInput, field: FormPlace, path: string): Mismatch[] => {
  if (declared.type === "LIST" && declared.items) {
    const element = elementOf(field);
    return element ? mismatches(declared.items, element, `${path}[]`) : [];
  }
  if (declared.type !== "OBJECT") return [];
  return (declared.properties ?? []).flatMap((member) => {
    const inside = memberOf(field, member.name);
    const memberPath = `${path}.${member.name}`;
    if (inside) {
      const absent = member.required && !inside.always ? [absentMember(member, memberPath, false)] : [];
      return [...absent, ...mismatches(member, inside, memberPath)];
    }
    return member.required ? [absentMember(member, memberPath, isClosed(field))] : [];
  });
};

const NOTHING: LocalText = { en: "nothing at times", zh: "可能为空的值" };

/** The code is that of a value of a wrong type: Coze tells the two apart no better (`reference/coze-api.md` §4.2). */
const absentMember = ({ type }: DeclaredInput, path: string, certain: boolean): Mismatch => ({
  path,
  declared: type,
  given: NOTHING,
  certain,
});

const outputFindings = ({ mapping, declaration }: CheckSubject): Finding[] => {
  const { output } = mapping;
  const select = output?.select;
  if (!declaration.outputs || select?.kind !== "field" || output?.from !== "DATA") return [];
  const [name] = parsePointer(select.pointer ?? "") ?? [];
  if (name === undefined || declaration.outputs.some((field) => field.name === name)) return [];
  const names = candidates(declaration.outputs.map((field) => field.name));
  return [finding("OUTPUT_FIELD_UNKNOWN", { rule: null, target: name }, { candidates: names })];
};
