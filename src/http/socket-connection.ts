/**
 * One WebSocket: sends with back-pressure, notices peers that are gone or too slow, and closes once, telling the
 * protocol at once instead of when the peer gets round to answering.
 */
import type { WebSocket } from "ws";
import type { Clock } from "../kernel/clock.js";

/** Close codes of ours; 4400–4499 that are not listed are graphql-transport-ws's own. */
export const CLOSE = {
  /** The server stops: connect again. */
  goingAway: 1001,
  /** The sign-in check itself could not be made: connect again later. */
  tryAgainLater: 1013,
  /** No token, or it expired: connect again with a new one. */
  unauthenticated: 4401,
  /** The token does not hold here. */
  forbidden: 4403,
  /** The peer reads slower than events arrive: connect again and resume with `after: <last cursor>`. */
  tooSlow: 4413,
  /** This caller has too many sockets open already. */
  tooManySockets: 4430,
  internal: 4500,
} as const;

export interface FlowLimits {
  /** Bytes waiting for the peer above which a sender is made to wait. */
  readonly highWaterBytes: number;
  /** Bytes waiting for the peer above which it is given up (4413). */
  readonly maxBufferedBytes: number;
  /** Milliseconds without progress while a sender waits, after which the peer is given up (4413). */
  readonly stallMs: number;
}

export interface ConnectionParts {
  readonly socket: WebSocket;
  readonly clock: Clock;
  readonly limits: FlowLimits;
  /** Called once, with the code and reason that were sent or received. */
  onClosed(code: number, reason: string): void;
}

/** RFC 6455 §5.5: a control frame holds 125 bytes, two of them the code. */
const MAX_REASON_BYTES = 123;

export class SocketConnection {
  /** False from the first reason to close, whoever gave it. */
  open = true;
  private alive = true;

  constructor(private readonly parts: ConnectionParts) {
    const { socket } = parts;
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
  send(text: string): Promise<void> | void {
    const { socket, clock, limits } = this.parts;
    if (!this.open) return;
    if (socket.bufferedAmount > limits.maxBufferedBytes) return this.giveUp();
    if (socket.bufferedAmount + text.length <= limits.highWaterBytes) return socket.send(text);
    return new Promise((resolve) => {
      const cancel = clock.after(limits.stallMs, () => {
        this.giveUp();
        resolve();
      });
      socket.send(text, () => {
        cancel();
        resolve();
      });
    });
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
    if (!this.alive) this.terminate();
    this.alive = false;
    if (this.open) this.parts.socket.ping();
  }

  terminate(): void {
    this.parts.socket.terminate();
  }

  private giveUp(): void {
    this.close(CLOSE.tooSlow, "Too slow: resume with your last cursor");
  }

  private ended(code: number, reason: string): void {
    if (!this.open) return;
    this.open = false;
    this.parts.onClosed(code, reason);
  }
}

const clip = (reason: string): string => {
  let clipped = reason;
  while (Buffer.byteLength(clipped) > MAX_REASON_BYTES) clipped = [...clipped].slice(0, -1).join("");
  return clipped;
};
