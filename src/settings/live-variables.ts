/** The variables of live connections: WebSockets and event streams. */
import { bytes, duration, integer } from "./parsers.js";
import type { Table, ValuesOf } from "./variable.js";

export const LIVE_VARIABLES = {
  LIVE_CONNECTIONS_PER_USER: {
    group: "Live",
    meaning: "WebSockets and event streams that one caller may have open at one instance, together.",
    parse: integer(1, 100_000),
    default: "100",
    example: "20",
  },
  LIVE_OPERATIONS_PER_SOCKET: {
    group: "Live",
    meaning: "Operations that may run at once on one WebSocket.",
    parse: integer(1, 10_000),
    default: "50",
    example: "200",
  },
  LIVE_BUFFER: {
    group: "Live",
    meaning: "What may wait for one connection for longer than two seconds before it is closed as too slow; it then resumes by cursor.",
    parse: bytes(65_536, 64 * 1024 ** 2),
    default: "1mb",
    example: "4mb",
  },
  LIVE_STALL: {
    group: "Live",
    meaning: "How long a connection may take nothing of what waits for it before it is closed as too slow.",
    parse: duration("1s", "10m"),
    default: "15s",
    example: "30s",
  },
  LIVE_PING: {
    group: "Live",
    meaning: "Time between pings on a WebSocket, and between comments on an event stream. Shorter than the idle time-out of every proxy.",
    parse: duration("1s", "10m"),
    default: "20s",
    example: "10s",
  },
  DRAIN_WINDOW: {
    group: "Live",
    meaning:
      "Time over which a stopping instance closes its live connections, so that they do not all come back at once. Part of `SHUTDOWN_GRACE`, at most half of it.",
    parse: duration("0s", "10m"),
    default: "5s",
    example: "15s",
  },
} as const satisfies Table;

/** Times are milliseconds, sizes are bytes. */
export interface LiveConfig {
  readonly connectionsPerPrincipal: number;
  readonly operationsPerSocket: number;
  readonly maxBufferedBytes: number;
  readonly stallMs: number;
  readonly pingIntervalMs: number;
  readonly drainWindowMs: number;
}

export const liveOf = (values: ValuesOf<typeof LIVE_VARIABLES>): LiveConfig => ({
  connectionsPerPrincipal: values.LIVE_CONNECTIONS_PER_USER,
  operationsPerSocket: values.LIVE_OPERATIONS_PER_SOCKET,
  maxBufferedBytes: values.LIVE_BUFFER,
  stallMs: values.LIVE_STALL,
  pingIntervalMs: values.LIVE_PING,
  drainWindowMs: values.DRAIN_WINDOW,
});
