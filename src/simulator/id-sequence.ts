/**
 * 64-bit ids like Coze's: far beyond 2^53, rising, and not repeated after a restart.
 */
const EPOCH = Date.UTC(2025, 0, 1);

export type IdSequence = () => string;

/** One id per call; a million fit into each millisecond since the sequence began. */
export function createIdSequence(): IdSequence {
  let next = 7_500_000_000_000_000_000n + BigInt(Date.now() - EPOCH) * 1_000_000n + BigInt(Math.trunc(Math.random() * 1_000_000));
  return () => {
    next += 1n;
    return next.toString();
  };
}
