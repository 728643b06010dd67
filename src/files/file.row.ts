/** Between the columns of `files` and a `StoredFile`. */
import type { SqlValue } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import type { FileOrigin, FileState, StoredFile } from "./file.js";

export interface FileRow {
  id: string;
  tenant_id: string;
  caller_id: string;
  origin: string;
  state: string;
  connection: string | null;
  engine_file_id: string | null;
  engine_uri: string | null;
  engine_url: string | null;
  source_url: string | null;
  invocation_id: string | null;
  pointer: string | null;
  name: string;
  kind: string;
  bytes: number | null;
  sha256: string | null;
  failure: string | null;
  request_id: string;
  created_at: Date | string;
  expires_at: Date | string;
}

export const COLUMNS = (
  "id,tenant_id,caller_id,origin,state,connection,engine_file_id,engine_uri,engine_url,source_url,invocation_id,pointer,name,kind," +
  "bytes,sha256,failure,request_id,created_at,expires_at"
).split(",");

export const fromRow = (row: FileRow): StoredFile => ({
  id: row.id,
  tenant: row.tenant_id,
  callerId: row.caller_id,
  origin: row.origin as FileOrigin,
  state: row.state as FileState,
  connection: row.connection,
  engine: {
    ...(row.engine_file_id !== null && { fileId: row.engine_file_id }),
    ...(row.engine_uri !== null && { uri: row.engine_uri }),
    ...(row.engine_url !== null && { url: row.engine_url }),
  },
  sourceUrl: row.source_url,
  invocationId: row.invocation_id,
  pointer: row.pointer,
  name: row.name,
  kind: row.kind,
  bytes: row.bytes,
  sha256: row.sha256,
  failure: row.failure,
  requestId: row.request_id,
  createdAt: fromSqlTime(row.created_at),
  expiresAt: fromSqlTime(row.expires_at),
});

/** Values in the order of `COLUMNS`. */
export const toRow = (file: StoredFile): SqlValue[] => [
  ...[file.id, file.tenant, file.callerId, file.origin, file.state, file.connection],
  ...[file.engine.fileId ?? null, file.engine.uri ?? null, file.engine.url ?? null, file.sourceUrl, file.invocationId, file.pointer],
  ...[file.name, file.kind, file.bytes, file.sha256, file.failure, file.requestId],
  ...[toSqlTime(file.createdAt), toSqlTime(file.expiresAt)],
];
