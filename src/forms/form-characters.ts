/** Which characters the atoms of a pattern match, to tell whether two of them share one. */

/** Of a form, classes whose characters had to be looked up; each takes half a millisecond. */
const MAX_CLASSES = 200;

export interface CharacterSets {
  /** No character is matched by both. @throws TooManyClasses */
  disjoint(one: string, other: string): boolean;
}

/** More different classes than a form may have. */
export class TooManyClasses extends Error {}

/** First and behind the last index of what lies together in `ALPHABET`. */
type Runs = readonly (readonly [start: number, end: number])[];

/** Atoms: patterns that match exactly one character. */
export const createCharacterSets = (): CharacterSets => {
  const known = new Map<string, Runs>();
  const pairs = new Map<string, boolean>();
  const runsOf = (atom: string): Runs => {
    const found = known.get(atom);
    if (found) return found;
    if (known.size >= MAX_CLASSES) throw new TooManyClasses();
    const runs = [...ALPHABET.matchAll(new RegExp(`(?:${atom})+`, "gsu"))].map(({ index, 0: run }) => [index, index + run.length] as const);
    known.set(atom, runs);
    return runs;
  };
  const compare = (one: string, other: string): boolean => {
    if (isLiteral(one)) return !matches(other, one);
    if (isLiteral(other)) return !matches(one, other);
    return apart(runsOf(one), runsOf(other));
  };
  return {
    disjoint(one, other) {
      const key = one < other ? `${one} ${other}` : `${other} ${one}`;
      const answer = pairs.get(key) ?? compare(one, other);
      pairs.set(key, answer);
      return answer;
    },
  };
};

const matches = (atom: string, character: string): boolean => new RegExp(`^${atom}$`, "su").test(character);

const isLiteral = (atom: string): boolean => atom !== "." && Array.from(atom).length === 1;

const apart = (one: Runs, other: Runs): boolean => {
  let [at, against] = [0, 0];
  for (let run = one[at], rival = other[against]; run && rival; run = one[at], rival = other[against]) {
    if (run[0] < rival[1] && rival[0] < run[1]) return false;
    if (run[1] <= rival[1]) at++;
    else against++;
  }
  return true;
};

const PLANE = 0x1_0000;
const SURROGATES = [0xd800, 0xdfff] as const;

/** All characters of the first two planes. Beyond are blocks of one kind, of which every sixteenth character stands for its neighbours. */
const ALPHABET = ((): string => {
  const parts: string[] = [];
  for (let code = 0; code < 2 * PLANE; code++) if (code < SURROGATES[0] || code > SURROGATES[1]) parts.push(String.fromCodePoint(code));
  for (let code = 2 * PLANE; code < 17 * PLANE; code += 16) parts.push(String.fromCodePoint(code));
  return parts.join("");
})();
