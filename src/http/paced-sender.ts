/**
 * Sending to one peer with back-pressure: at once while it reads, in line while much is under way, and an end for a peer
 * that takes nothing or stays too far behind. The same rules for WebSockets and event streams.
 */
import type { Clock } from "../kernel/clock.js";
import { Fifo } from "../kernel/fifo.js";

/** Bytes are UTF-8. */
export type Text = string | Buffer;

export interface FlowLimits {
  /** Bytes handed to the network and not yet taken, above which texts wait in line. */
  readonly highWaterBytes: number;
  /** Characters or bytes in line above which a peer is given up, unless the line gets shorter soon. */
  readonly maxBufferedBytes: number;
  /** Milliseconds in which a peer takes nothing of what waits, after which it is given up. */
  readonly stallMs: number;
}

export interface PacedSenderParts {
  readonly clock: Clock;
  readonly limits: FlowLimits;
  /** Bytes accepted for sending and not yet handed to the network. */
  buffered(): number;
  /** `taken` is called once the text was handed to the network, or cannot be any more. */
  write(text: Text, taken?: () => void): void;
  /** The peer is too slow. Expected to lead to `close()`. */
  giveUp(): void;
}

/** A burst that a quick peer reads in this time is not held against it. */
const OVERFULL_MS = 2_000;

interface Waiting {
  readonly text: Text;
  readonly resolve: () => void;
}

export class PacedSender {
  readonly #parts: PacedSenderParts;
  readonly #line = new Fifo<Waiting>();
  /** Written, not yet taken. */
  readonly #underWay = new Set<Waiting>();
  /** Characters or bytes of both. */
  #waiting = 0;
  #cancelStall: (() => void) | undefined;
  #cancelOverfull: (() => void) | undefined;
  #closed = false;

  constructor(parts: PacedSenderParts) {
    this.#parts = parts;
  }

  /** Resolves when the peer took it; nothing means: ready for more. */
  send(text: Text): Promise<void> | void {
    if (this.#closed) return;
    const { buffered, limits } = this.#parts;
    const free = this.#waiting === 0 && buffered() + text.length <= limits.highWaterBytes;
    return free ? this.#parts.write(text) : this.#sendInLine(text);
  }

  /** Lets go of everybody who waits. */
  close(): void {
    this.#closed = true;
    this.#cancelStall?.();
    this.#cancelOverfull?.();
    for (const { resolve } of this.#underWay) resolve();
    for (let waiting = this.#line.shift(); waiting; waiting = this.#line.shift()) waiting.resolve();
  }

  #sendInLine(text: Text): Promise<void> {
    return new Promise((resolve) => {
      this.#line.push({ text, resolve });
      this.#waiting += text.length;
      this.#cancelStall ??= this.#parts.clock.after(this.#parts.limits.stallMs, this.#parts.giveUp);
      if (this.#waiting > this.#parts.limits.maxBufferedBytes) {
        this.#cancelOverfull ??= this.#parts.clock.after(OVERFULL_MS, this.#parts.giveUp);
      }
      this.#pump();
    });
  }

  #pump(): void {
    const { buffered, limits } = this.#parts;
    // One is always under way while any waits: that it was taken is the sign to go on.
    while (this.#line.size > 0 && (this.#underWay.size === 0 || buffered() < limits.highWaterBytes)) {
      const next = this.#line.shift() as Waiting;
      this.#underWay.add(next);
      this.#parts.write(next.text, () => this.#taken(next));
    }
  }

  #taken(waiting: Waiting): void {
    if (!this.#underWay.delete(waiting) || this.#closed) return;
    this.#waiting -= waiting.text.length;
    this.#cancelStall?.();
    this.#cancelStall = this.#waiting > 0 ? this.#parts.clock.after(this.#parts.limits.stallMs, this.#parts.giveUp) : undefined;
    if (this.#waiting <= this.#parts.limits.maxBufferedBytes) {
      this.#cancelOverfull?.();
      this.#cancelOverfull = undefined;
    }
    waiting.resolve();
    this.#pump();
  }
}
