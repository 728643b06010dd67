/**
 * What the routes of one simulator share. Two simulators share nothing.
 */
import type { Accounts } from "./account-store.js";
import type { ChatStore } from "./chat-store.js";
import type { Faults } from "./faults.js";
import type { FileStore } from "./file-store.js";
import type { Settings } from "./flavour.js";
import type { IdSequence } from "./id-sequence.js";
import type { Ledger } from "./ledger.js";
import type { Runs } from "./runs.js";
import type { ScriptedWorkflow } from "./script.js";
import type { SpanStore } from "./span-store.js";

export interface World {
  readonly settings: Settings;
  readonly workflows: Map<string, ScriptedWorkflow>;
  readonly newId: IdSequence;
  readonly runs: Runs;
  readonly chats: ChatStore;
  readonly files: FileStore;
  readonly faults: Faults;
  readonly ledger: Ledger;
  /** Accounts, sessions and tokens of Studio and of Loop. */
  readonly studio: Accounts;
  readonly loop: Accounts;
  /** What Loop was told. */
  readonly spans: SpanStore;
  /** Where this simulator can be reached; file addresses start with it. */
  baseUrl(): string;
}
