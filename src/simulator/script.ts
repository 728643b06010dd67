/**
 * What a scripted workflow is: plain data that says which inputs it declares and what it does step by step. Texts and
 * amounts may hold `{{name}}` templates that `template.ts` fills from the parameters of the run.
 */

/** The types a Coze start node can declare (`reference/coze-api.md` §4.2). */
export type InputType = "string" | "integer" | "number" | "boolean" | "object" | "list" | "time" | "file";

export interface InputSpec {
  readonly type: InputType;
  readonly required?: boolean;
  /** Applied when the parameter is absent, and when a string, list or object is empty. */
  readonly default?: unknown;
  readonly description?: string;
  /** Declared fields of an `object`. */
  readonly properties?: Readonly<Record<string, InputSpec>>;
  /** Element type of a `list`. */
  readonly items?: InputSpec;
}

/** Where a message comes from, as the stream names it. */
export interface ScriptNode {
  readonly id: string;
  readonly title: string;
}

/** A number, or a template that becomes one. */
export type Amount = number | string;

/** Pieces in order, or one template repeated. `{{index}}` counts from 1 inside a repeated piece. */
export type Pieces = readonly string[] | { readonly repeat: Amount; readonly text: string };

export interface FormField {
  readonly name: string;
  readonly type: InputType;
  readonly required: boolean;
}

/** One branch of a `parallel` step. */
export interface Branch {
  readonly node: ScriptNode;
  readonly pieces: Pieces;
}

export type Step =
  | { readonly kind: "message"; readonly node: ScriptNode; readonly pieces: Pieces; readonly streamed: boolean; readonly delayMs?: Amount }
  | { readonly kind: "parallel"; readonly branches: readonly Branch[]; readonly delayMs?: Amount }
  /** The answer becomes the variable `saveAs`. */
  | {
      readonly kind: "question";
      readonly node: ScriptNode;
      readonly question: string;
      readonly options?: readonly string[];
      readonly saveAs: string;
    }
  /** The answered fields become variables. */
  | { readonly kind: "input"; readonly node: ScriptNode; readonly fields: readonly FormField[] }
  | { readonly kind: "sleep"; readonly seconds: Amount }
  /** `code` is the raw code, as a stream shows it. */
  | { readonly kind: "fail"; readonly code: Amount; readonly message: string }
  /** A string is a template of the whole output object, for example `{{*}}`. */
  | { readonly kind: "end"; readonly variables: Readonly<Record<string, unknown>> | string }
  | { readonly kind: "end"; readonly text: Pieces; readonly streamed: boolean; readonly delayMs?: Amount };

export interface ScriptedWorkflow {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** `workflow` by default. A `bot` answers `/v3/chat` only; a `chatflow` answers `/v1/workflows/chat` as well. */
  readonly kind?: "workflow" | "chatflow" | "bot";
  /** Default true. */
  readonly published?: boolean;
  readonly inputs?: Readonly<Record<string, InputSpec>>;
  readonly steps: readonly Step[];
}
