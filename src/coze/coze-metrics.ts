/** What the Coze room counts. Made once per app and shared by its connections. */
import type { ErrorCode } from "../kernel/error-codes.js";
import type { Metrics } from "../kernel/metrics.js";
import type { CircuitPosition } from "./circuit.js";

export type CallOutcome = "ok" | "interrupted" | "abandoned" | ErrorCode;

export type CozeOperation =
  | "run"
  | "run_async"
  | "stream_run"
  | "stream_resume"
  | "run_history"
  | "chat"
  | "chat_retrieve"
  | "chat_messages"
  | "chat_cancel"
  | "chatflow"
  | "describe"
  | "describe_in_studio"
  | "file_upload";

export interface CozeMetrics {
  called(connection: string, operation: CozeOperation, outcome: CallOutcome): void;
  circuit(connection: string, position: CircuitPosition): void;
}

export const createCozeMetrics = (metrics: Metrics): CozeMetrics => {
  const calls = metrics.counter("coze_calls_total", "Calls to Coze by how they ended", ["connection", "operation", "outcome"]);
  const open = metrics.gauge("coze_circuit_open", "1 while calls to this Coze connection are refused", ["connection"]);
  return {
    called: (connection, operation, outcome) => calls.inc({ connection, operation, outcome }),
    circuit: (connection, position) => open.set({ connection }, position === "closed" ? 0 : 1),
  };
};
