/**
 * Notes which files of a result are to be kept, in the transaction that ends its invocation: what is to be kept is not
 * forgotten by a process that dies, and nothing is kept of what did not end.
 */
import type { Dialect, Transaction } from "../db/database.js";
import { placeholders, selectRows } from "../db/sql.js";
import type { Clock } from "../kernel/clock.js";
import type { IdFactory } from "../kernel/ids.js";
import { type JsonValue, tryParseJson } from "../kernel/json.js";
import type { StoredFile } from "./file.js";
import { insertOutputs } from "./file.store.js";
import { addressesIn, outputKey } from "./output-addresses.js";

export interface OutputOutbox {
  /** May run more than once for the same invocations. */
  ended(tx: Transaction, invocationIds: readonly string[]): Promise<void>;
}

export interface OutputOutboxDeps {
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly newId: IdFactory;
  readonly keptExpiryMs: number;
  /** After the commit: something is due. */
  readonly wake: () => void;
}

/** One statement where nothing is kept. */
export const createOutputOutbox = (deps: OutputOutboxDeps): OutputOutbox => ({
  async ended(tx, invocationIds) {
    const rows = await selectRows<EndedRow>(tx.manager, keepingSql(invocationIds.length), [...invocationIds]);
    const outputs = rows.flatMap((row) => outputsOf(deps, row));
    if (outputs.length === 0) return;
    await insertOutputs(tx, outputs, deps.dialect);
    tx.afterCommit(deps.wake);
  },
});

interface EndedRow {
  invocation_id: string;
  tenant_id: string;
  caller_id: string;
  request_id: string;
  keep_files: string;
  output: string | null;
}

const keepingSql = (count: number): string =>
  "SELECT l.invocation_id AS invocation_id, l.tenant_id AS tenant_id, l.caller_id AS caller_id, l.request_id AS request_id, " +
  "m.keep_files AS keep_files, p.output AS output FROM ability_invocation_logs l " +
  "JOIN workflow_mappings m ON m.id = l.mapping_id AND m.keep_files IS NOT NULL " +
  "JOIN ability_invocation_payloads p ON p.invocation_id = l.invocation_id " +
  `WHERE l.gateway_status = 'SUCCEEDED' AND l.invocation_id IN (${placeholders(count)})`;

const outputsOf = ({ clock, newId, keptExpiryMs }: OutputOutboxDeps, row: EndedRow): { file: StoredFile; key: string }[] => {
  const pointers = tryParseJson(row.keep_files);
  const output = row.output === null ? undefined : (tryParseJson(row.output) as JsonValue | undefined);
  if (output === undefined || !Array.isArray(pointers)) return [];
  const createdAt = clock.now();
  return addressesIn(output, pointers.map(String)).map(({ pointer, url }) => ({
    key: outputKey(row.invocation_id, pointer),
    file: {
      ...{ id: newId("file"), tenant: row.tenant_id, callerId: row.caller_id, origin: "OUTPUT", state: "PENDING", connection: null },
      ...{ engine: {}, sourceUrl: url, invocationId: row.invocation_id, pointer, name: "file", kind: "application/octet-stream" },
      ...{ bytes: null, sha256: null, failure: null, requestId: row.request_id, createdAt, expiresAt: createdAt + keptExpiryMs },
    },
  }));
};
