/** Chance that repeats itself: every decision of a campaign comes from its seed, whatever the clock does meanwhile. */

export interface Chance {
  /** 0 ≤ n < 1. */
  float(): number;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  yes(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of the keys, as often as its weight says. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T;
  shuffled<T>(list: readonly T[]): T[];
}

/**
 * `name` may be any text: what is decided for call 17 of seed 5 is `chanceOf("5/call/17")`, so it does not depend on how
 * many decisions others have asked for before. sfc32, filled with the hash of the text.
 */
export const chanceOf = (name: string): Chance => {
  const float = sfc32(wordsOf(name));
  const int = (low: number, high: number): number => low + Math.floor(float() * (high - low + 1));
  const pick = <T>(list: readonly T[]): T => list[int(0, list.length - 1)] as T;
  return {
    float,
    int,
    pick,
    yes: (probability) => float() < probability,
    weighted(weights) {
      const entries = Object.entries(weights) as [keyof typeof weights, number][];
      let left = float() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      const chosen = entries.find(([, weight]) => {
        left -= weight;
        return left < 0;
      });
      return (chosen ?? entries[0] ?? [])[0] as keyof typeof weights;
    },
    shuffled(list) {
      const left = [...list];
      return list.map(() => left.splice(int(0, left.length - 1), 1)[0] as (typeof list)[number]);
    },
  };
};

/** Four words that differ in all bits for texts that differ in one (FNV-1a from four bases, each stirred). */
const wordsOf = (text: string): number[] =>
  [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35].map((basis) => {
    let word = basis;
    for (let index = 0; index < text.length; index++) word = Math.imul(word ^ text.charCodeAt(index), 0x01000193);
    word = Math.imul(word ^ (word >>> 16), 0x7feb352d);
    return (word ^ (word >>> 15)) >>> 0;
  });

const sfc32 = ([a = 0, b = 0, c = 0, counter = 1]: number[]): (() => number) => {
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 15; round++) next();
  return next;
};
