/**
 * How live connections are told that the server stops: in batches over a window, each with its own time to come back,
 * so that the other instances are not asked by all of them at once.
 */
import { type Clock, delay } from "../kernel/clock.js";

export interface DrainParts<Peer> {
  readonly peers: readonly Peer[];
  /** Milliseconds; the last batch is told before it is over. */
  readonly windowMs: number;
  readonly clock: Clock;
  /** 0 to 1, excluded. */
  readonly random: () => number;
  /** Closes the connection with the hint to connect again after this many milliseconds. */
  hangUp(peer: Peer, retryAfterMs: number): void;
}

/** So few at once do no harm. */
const SMALLEST_BATCH = 50;
const STEP_MS = 100;
/** Every peer lengthens the time over which they are asked to come back, up to the window. */
const SPREAD_PER_PEER_MS = 2;
const SOONEST_MS = 50;

/** Resolves when all were told. */
export const drain = async <Peer>({ peers, windowMs, clock, random, hangUp }: DrainParts<Peer>): Promise<void> => {
  const batch = Math.max(SMALLEST_BATCH, Math.ceil((peers.length * STEP_MS) / Math.max(windowMs, STEP_MS)));
  const spreadMs = Math.min(windowMs, peers.length * SPREAD_PER_PEER_MS);
  for (let start = 0; start < peers.length; start += batch) {
    if (start > 0) await delay(clock, STEP_MS);
    for (const peer of peers.slice(start, start + batch)) hangUp(peer, SOONEST_MS + Math.floor(random() * spreadMs));
  }
};

/** The reason of the closing frame, at most 123 bytes. */
export const retryHint = (retryAfterMs: number): string => JSON.stringify({ retryAfterMs });

/** Milliseconds after the window in which peers may still answer the close; then they are cut off. */
export const CLOSING_MS = 2_000;
