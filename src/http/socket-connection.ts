/**
 * One WebSocket: sends with back-pressure, notices peers that are gone or too slow, and closes once, telling the
 * protocol at once instead of when the peer gets round to answering.
 */
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Clock } from "../kernel/clock.js";
import type { Flusher } from "./flusher.js";
import { type FlowLimits, PacedSender, type Text } from "./paced-sender.js";

/** Close codes of ours; 4400–4499 that are not listed are graphql-transport-ws's own. */
export const CLOSE = {
  /** The server stops: connect again, after the `retryAfterMs` in the reason. */
  goingAway: 1001,
  /** The sign-in check itself could not be made: connect again later. */
  tryAgainLater: 1013,
  /** No token, or it expired: connect again with a new one. */
  unauthenticated: 4401,
  /** The token does not hold here. */
  forbidden: 4403,
  /** The peer reads slower than events arrive: connect again and resume with `after: <last cursor>`. */
  tooSlow: 4413,
  /** This caller has too many live connections open already. */
  tooManyConnections: 4430,
  internal: 4500,
} as const;

export interface ConnectionParts {
  readonly socket: WebSocket;
  /** What the WebSocket writes to. */
  readonly transport: Duplex;
  readonly flusher: Flusher;
  readonly clock: Clock;
  readonly limits: FlowLimits;
  /** Called once, with the code and reason that were sent or received. */
  onClosed(code: number, reason: string): void;
}

/** RFC 6455 §5.5: a control frame holds 125 bytes, two of them the code. */
const MAX_REASON_BYTES = 123;

const AS_TEXT = { binary: false } as const;

export class SocketConnection {
  /** False from the first reason to close, whoever gave it. */
  open = true;
  private alive = true;
  private readonly sender: PacedSender;

  constructor(private readonly parts: ConnectionParts) {
    const { socket } = parts;
    this.sender = new PacedSender({
      ...parts,
      buffered: () => socket.bufferedAmount,
      write(text, taken) {
        parts.flusher.hold(parts.transport);
        socket.send(text, AS_TEXT, taken);
      },
      giveUp: () => this.close(CLOSE.tooSlow, "Too slow: resume with your last cursor"),
    });
    socket.on("pong", () => {
      this.alive = true;
    });
    // Frames that break the protocol end in an error and a close; the close is what counts.
    socket.on("error", () => undefined);
    socket.on("close", (code, reason) => this.ended(code, reason.toString()));
  }

  get protocol(): string {
    return this.parts.socket.protocol;
  }

  /** Resolves when the peer is ready for more. What is sent after the close is dropped. */
  send(text: Text): Promise<void> | void {
    return this.open ? this.sender.send(text) : undefined;
  }

  /** The first call wins. The protocol is told now: its subscriptions must not run on while a close is in flight. */
  close(code: number, reason: string): void {
    if (!this.open) return;
    const clipped = clip(reason);
    this.parts.socket.close(code, clipped);
    this.ended(code, clipped);
  }

  onMessage(handle: (text: string) => void): void {
    this.parts.socket.on("message", (data) => {
      this.alive = true;
      if (this.open) handle(data.toString());
    });
  }

  /** To be called at intervals: a peer that did not answer the last ping is gone. */
  ping(): void {
    // When this process itself was held up, the answer may lie unread in the socket: it is read before the second immediate.
    if (!this.alive) return void setImmediate(() => setImmediate(() => this.terminateUnlessAlive()));
    this.alive = false;
    if (this.open) this.parts.socket.ping();
  }

  private terminateUnlessAlive(): void {
    if (!this.alive) this.terminate();
  }

  terminate(): void {
    this.parts.socket.terminate();
  }

  private ended(code: number, reason: string): void {
    if (!this.open) return;
    this.open = false;
    this.sender.close();
    this.parts.onClosed(code, reason);
  }
}

const clip = (reason: string): string => {
  let clipped = reason;
  while (Buffer.byteLength(clipped) > MAX_REASON_BYTES) clipped = [...clipped].slice(0, -1).join("");
  return clipped;
};
