/**
 * Sending to one peer with back-pressure: at once while it reads, with a wait when much is under way, and an end when it
 * makes no progress or far too much is waiting. The same rules for WebSockets and event streams.
 */
import type { Clock } from "../kernel/clock.js";

export interface FlowLimits {
  /** Bytes waiting for the peer above which a sender is made to wait. */
  readonly highWaterBytes: number;
  /** Bytes waiting for the peer above which it is given up. */
  readonly maxBufferedBytes: number;
  /** Milliseconds without progress while a sender waits, after which the peer is given up. */
  readonly stallMs: number;
}

export interface PacedSenderParts {
  readonly clock: Clock;
  readonly limits: FlowLimits;
  /** Bytes accepted for sending and not yet handed to the network. */
  buffered(): number;
  /** `taken` is called once the text was handed to the network, or cannot be any more. */
  write(text: string, taken?: () => void): void;
  /** The peer is too slow. */
  giveUp(): void;
}

export class PacedSender {
  constructor(private readonly parts: PacedSenderParts) {}

  /** Resolves when the peer is ready for more; nothing means: it is. */
  send(text: string): Promise<void> | void {
    const { limits } = this.parts;
    const buffered = this.parts.buffered();
    if (buffered > limits.maxBufferedBytes) return this.parts.giveUp();
    if (buffered + text.length <= limits.highWaterBytes) return this.parts.write(text);
    return this.sendAndWait(text);
  }

  private sendAndWait(text: string): Promise<void> {
    const { clock, limits } = this.parts;
    return new Promise((resolve) => {
      const cancel = clock.after(limits.stallMs, () => {
        this.parts.giveUp();
        resolve();
      });
      this.parts.write(text, () => {
        cancel();
        resolve();
      });
    });
  }
}
