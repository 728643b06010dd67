/**
 * One event stream: frames, back-pressure, and its ways to end. Whoever reads too slowly is cut off, as nothing more can
 * be said to them; everybody else is told why it ends.
 */
import type { ServerResponse } from "node:http";
import type { Clock } from "../kernel/clock.js";
import type { Outgoing } from "./fan-out.js";
import { type FlowLimits, PacedSender } from "./paced-sender.js";

/** graphql-sse, distinct connections: `next` with a result, then `complete`. Nothing else carries an event name. */
export const COMPLETE_FRAME = "event: complete\ndata:\n\n";
/** A comment: readers skip it, proxies see life. */
const HEARTBEAT = ":\n\n";

/** JSON of ours holds no raw line break, so that one `data:` line is enough. */
export const nextFrame = (resultJson: string, cursor?: string): string =>
  `event: next\n${cursor === undefined ? "" : `id: ${cursor}\n`}data: ${resultJson}\n\n`;

/** Made once, whoever of the event streams sends it first. */
export const sharedFrame = (result: Outgoing): string => {
  result.eventFrame ??= nextFrame(result.json, result.cursor);
  return result.eventFrame;
};

export interface SseConnectionParts {
  readonly response: ServerResponse;
  readonly clock: Clock;
  readonly limits: FlowLimits;
  /** Called once, with a word for the log. */
  onClosed(why: string): void;
}

export class SseConnection {
  /** False from the first reason to end, whoever gave it. */
  open = true;
  /** Resolves when nothing is left of it. */
  readonly gone: Promise<void>;
  readonly #parts: SseConnectionParts;
  readonly #sender: PacedSender;

  constructor(parts: SseConnectionParts) {
    this.#parts = parts;
    const { response } = parts;
    this.#sender = new PacedSender({
      ...parts,
      buffered: () => response.writableLength,
      write: (text, taken) => void response.write(text, taken && (() => taken())),
      giveUp: () => this.#cutOff(),
    });
    response.on("error", () => undefined);
    this.gone = new Promise((resolve) => {
      response.on("close", () => {
        this.#ended("left");
        resolve();
      });
    });
  }

  /** Resolves when the peer is ready for more. What is sent after the end is dropped. */
  send(frame: string): Promise<void> | void {
    return this.open ? this.#sender.send(frame) : undefined;
  }

  heartbeat(): void {
    // What already waits is proof enough that the connection is in use.
    if (this.open && this.#parts.response.writableLength === 0) this.#parts.response.write(HEARTBEAT);
  }

  /** The first call wins. */
  end(lastFrames: string, why: string): void {
    if (!this.open) return;
    this.#parts.response.end(lastFrames);
    this.#ended(why);
  }

  /** Without `complete`: the reader is to connect again, after this long, behind its last event. */
  hangUp(retryAfterMs: number): void {
    this.end(`retry: ${retryAfterMs}\n\n`, "stopping");
  }

  terminate(): void {
    this.#parts.response.destroy();
  }

  #cutOff(): void {
    if (!this.open) return;
    this.#ended("too slow");
    this.terminate();
  }

  #ended(why: string): void {
    if (!this.open) return;
    this.open = false;
    this.#sender.close();
    this.#parts.onClosed(why);
  }
}
