/** What of the engine's output is the ability's output. Types only. */
import type { JsonObject } from "../kernel/json.js";

export const OUTPUT_SOURCES = ["DATA", "TEXT", "NODES"] as const;
export const RENDER_HINTS = ["TEXT", "MARKDOWN", "JSON", "IMAGE", "FILE", "TABLE"] as const;

export interface OutputRule {
  /** Absent = all of it. Expressions are JSONata. */
  readonly select?: { readonly kind: "field"; readonly pointer: string } | { readonly kind: "expression"; readonly expression: string };
  /** The final output as JSON, as plain text, or the messages of each node. */
  readonly from: (typeof OUTPUT_SOURCES)[number];
  /** JSON Schema; an output that breaks it fails the invocation. */
  readonly schema?: JsonObject;
  /** How a frontend that has never seen the output may show it. */
  readonly hint?: (typeof RENDER_HINTS)[number];
}
