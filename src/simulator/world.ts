/**
 * What the routes of one simulator share. Two simulators share nothing.
 */
import type { ChatStore } from "./chat-store.js";
import type { Faults } from "./faults.js";
import type { FileStore } from "./file-store.js";
import type { Settings } from "./flavour.js";
import type { IdSequence } from "./id-sequence.js";
import type { Ledger } from "./ledger.js";
import type { Runs } from "./runs.js";
import type { ScriptedWorkflow } from "./script.js";

export interface World {
  readonly settings: Settings;
  readonly workflows: Map<string, ScriptedWorkflow>;
  readonly newId: IdSequence;
  readonly runs: Runs;
  readonly chats: ChatStore;
  readonly files: FileStore;
  readonly faults: Faults;
  readonly ledger: Ledger;
  /** Where this simulator can be reached; file addresses start with it. */
  baseUrl(): string;
}
