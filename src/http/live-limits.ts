/** How many live connections there may be, how much may wait for one of them, and how they end with the server. */
import type { FlowLimits } from "./paced-sender.js";

export interface LiveLimits extends FlowLimits {
  /** WebSockets and event streams of one caller, together. */
  readonly connectionsPerPrincipal: number;
  /** Operations running at once on one WebSocket. */
  readonly operationsPerSocket: number;
  /** Bytes of one incoming message; more closes with 1009. */
  readonly maxMessageBytes: number;
  /** Milliseconds a new socket has to send `connection_init`. */
  readonly initWaitMs: number;
  /** Milliseconds between pings; a peer that misses one is cut off at the next. Event streams get a comment instead. */
  readonly pingIntervalMs: number;
  /** Milliseconds over which a stopping server closes its live connections; at most half of its grace. */
  readonly drainWindowMs: number;
}

export const DEFAULT_LIVE_LIMITS: LiveLimits = {
  connectionsPerPrincipal: 100,
  operationsPerSocket: 50,
  maxMessageBytes: 256 * 1024,
  highWaterBytes: 256 * 1024,
  maxBufferedBytes: 1024 * 1024,
  stallMs: 15_000,
  initWaitMs: 5_000,
  pingIntervalMs: 20_000,
  drainWindowMs: 5_000,
};
