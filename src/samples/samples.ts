/**
 * Four abilities for the embedded start, to show the range: streamed text, a nested form with a file, a question in the
 * middle, and a form whose fields come and go. Data only. Each comes with the rules of its mapping and an example that fits its form.
 */

import type { Ability } from "../abilities/ability.js";
import type { JsonObject } from "../kernel/json.js";
import { BOOK_BERTH_FORM, PLAN_TRIP_FORM, WRITE_TEXT_FORM } from "./sample-forms.js";
import { SEND_REPORT_FORM } from "./send-report-form.js";

export interface SampleAbility {
  readonly ability: Pick<Ability, "key" | "name" | "description" | "category" | "tags" | "sideEffects" | "form" | "deadlineMs"> &
    Partial<Pick<Ability, "answerExpiryMs">>;
  /** Rules as `mappings/mapping.ts` reads them. */
  readonly parameters: readonly JsonObject[];
  /** A workflow that the simulator serves. */
  readonly workflowId: string;
  /** Form values to try it with. */
  readonly example: JsonObject;
}

const field = (target: string, pointer: string, required = false): JsonObject => ({
  target,
  source: { kind: "field", pointer },
  ...(required && { required }),
});

const constant = (target: string, value: string): JsonObject => ({ target, source: { kind: "constant", value } });

const writeText: SampleAbility = {
  ability: {
    key: "write-text",
    name: "Write a text",
    description: "Writes a short text about a topic while you watch.",
    category: "writing",
    tags: ["text", "streaming"],
    sideEffects: "READ_ONLY",
    form: WRITE_TEXT_FORM,
    deadlineMs: 120_000,
  },
  parameters: [field("topic", "/topic", true), field("max_words", "/maxWords"), field("tone", "/tone")],
  workflowId: "7500000000000000001",
  example: { topic: "The tides of Saint-Malo", maxWords: 80, tone: "friendly" },
};

const planTrip: SampleAbility = {
  ability: {
    key: "plan-trip",
    name: "Plan a trip",
    description: "Plans a trip for a traveller from a list of stops, with an optional document to consider.",
    category: "travel",
    tags: ["nested form", "file"],
    sideEffects: "READ_ONLY",
    form: PLAN_TRIP_FORM,
    deadlineMs: 300_000,
  },
  parameters: [field("traveller", "/traveller", true), field("stops", "/stops", true), field("document", "/document")],
  workflowId: "7500000000000000002",
  example: {
    traveller: { name: "Lin Wei", email: "lin.wei@example.com" },
    stops: [
      { city: "Brest", nights: 2 },
      { city: "Saint-Malo", nights: 3 },
    ],
    document: "https://files.example.com/wishes.pdf",
  },
};

const bookBerth: SampleAbility = {
  ability: {
    key: "book-berth",
    name: "Book a berth",
    description: "Books a berth for a boat. Asks for the port before it books, and waits a day for the answer.",
    category: "travel",
    tags: ["question"],
    sideEffects: "SIDE_EFFECTING",
    form: BOOK_BERTH_FORM,
    deadlineMs: 3_600_000,
    answerExpiryMs: 86_400_000,
  },
  parameters: [
    field("topic", "/boat/name", true),
    field("length_m", "/boat/length", true),
    field("arrival", "/arrival", true),
    field("nights", "/nights"),
    constant("channel", "ability-gateway"),
  ],
  workflowId: "7500000000000000003",
  example: { boat: { name: "Petit Prince", length: 9.5 }, arrival: "2030-06-01", nights: 2 },
};

const sendReport: SampleAbility = {
  ability: {
    key: "send-report",
    name: "Send a report",
    description: "Puts a report together and sends it by e-mail, or to a portal with a password that nobody reads back.",
    category: "reports",
    tags: ["conditional fields", "secret"],
    sideEffects: "SIDE_EFFECTING",
    form: SEND_REPORT_FORM,
    deadlineMs: 300_000,
  },
  parameters: [
    field("subject", "/subject", true),
    field("sections", "/sections", true),
    field("since", "/period/since"),
    field("until", "/period/until"),
    field("recipient", "/recipient"),
    field("portal", "/portal/address"),
    field("password", "/portal/password"),
  ],
  workflowId: "7500000000000000016",
  example: {
    subject: "Harbour dues",
    sections: ["summary", "table"],
    covers: "period",
    period: { since: "2030-01-01", until: "2030-03-31" },
    delivery: "portal",
    portal: { address: "https://portal.example.com", password: "change-me" },
  },
};

export const SAMPLE_ABILITIES: readonly SampleAbility[] = [writeText, planTrip, bookBerth, sendReport];
