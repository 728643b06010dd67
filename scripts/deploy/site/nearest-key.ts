/** The key that somebody probably meant. */

/** Undefined when none is near: more than a third of the letters differ. */
export const nearestKey = (key: string, known: Iterable<string>): string | undefined => {
  let best: { key: string; distance: number } | undefined;
  for (const other of known) {
    const distance = editDistance(key.toUpperCase(), other);
    if (distance <= Math.max(1, Math.floor(other.length / 3)) && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
      best = { key: other, distance };
  }
  return best?.key;
};

/** Letters to insert, remove or replace (Levenshtein). */
const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1])));
    row = next;
  }
  return row[b.length] ?? 0;
};
