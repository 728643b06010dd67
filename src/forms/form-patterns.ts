/**
 * Which `pattern`s a form may use. JavaScript matches by backtracking, so a careless pattern can take minutes on one
 * text and stop the process for everybody. Rules, applied when the form is saved:
 * at most 500 characters; no back-references; what is repeated must match any text in one way only (no `(a+)+`,
 * `(a|a)*`; a delimiter makes it unique: `(-[a-z]+)*`); and the number of ways in which the rest can split a text
 * decides the longest text the pattern is tried on, such that the work stays below a fixed budget.
 */
import type { LocalText } from "../kernel/errors.js";
import { type CharacterSets, createCharacterSets, TooManyClasses } from "./form-characters.js";
import type { FormMeter } from "./form-meter.js";
import { type PatternNode, parsePattern } from "./form-pattern-syntax.js";

const MAX_PATTERN_LENGTH = 500;
/** Steps one match may take in the worst case: some tenths of a second. */
const STEP_BUDGET = 25_000_000;
/** Splits that do not depend on the length of the text, as in `(\\d{1,3}\\.){3}`. */
const MAX_WAYS = 1_000_000;
/** A pattern that could only be tried on shorter texts than this is refused. */
const LEAST_TEXT = 64;

export type PatternVerdict =
  /** Trying it on n characters takes at most `ways` × n^`degree` steps. */
  { readonly longestText: number; readonly degree: number; readonly ways: number } | { readonly problem: LocalText };

/** The longest text (characters) a pattern may be tried on, or why it is refused. Never throws. */
export type JudgePattern = (pattern: string) => PatternVerdict;

/** Remembers what it found out: one for all patterns of a form, which together have a bounded number of classes. */
export const createPatternJudge = (): JudgePattern => {
  const sets = createCharacterSets();
  const verdicts = new Map<string, PatternVerdict>();
  return (pattern) => {
    const verdict = verdicts.get(pattern) ?? judged(pattern, sets);
    verdicts.set(pattern, verdict);
    return verdict;
  };
};

const judged = (pattern: string, sets: CharacterSets): PatternVerdict => {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return refusal(`is longer than ${MAX_PATTERN_LENGTH} characters`, `超过 ${MAX_PATTERN_LENGTH} 个字符`);
  }
  try {
    new RegExp(pattern, "u");
  } catch {
    return refusal("is not a valid regular expression with Unicode rules", "不是有效的 Unicode 正则表达式");
  }
  const tree = parsePattern(pattern);
  if (contains(tree, "backreference"))
    return refusal("refers back to a group, which cannot be matched in bounded time", "使用了反向引用，无法保证匹配时间");
  try {
    return bounded(tree, sets);
  } catch (error) {
    if (!(error instanceof TooManyClasses)) throw error;
    return refusal("brings more different character classes than a form may have", "使表单中不同的字符类过多");
  }
};

const bounded = (tree: PatternNode, sets: CharacterSets): PatternVerdict => {
  const cost = costOf(tree, sets);
  const degree = cost.degree + (anchored(tree) ? 0 : 1);
  const longestText = degree === 0 ? Number.POSITIVE_INFINITY : Math.floor((STEP_BUDGET / cost.ways) ** (1 / degree));
  if (cost.ways <= MAX_WAYS && longestText >= LEAST_TEXT) return { longestText, degree, ways: cost.ways };
  return refusal(
    "repeats something that is itself repeated or ambiguous, such as (a+)+; matching it could take for ever",
    "对本身可重复或有歧义的内容再次重复（如 (a+)+），匹配可能永不结束",
  );
};

export interface PatternTester {
  /** `false` instead of trying a text that is too long for the pattern. @throws TooMuchWork */
  test(text: string): boolean;
  toString(): string;
}

/** So few steps are not worth a look at the clock, of which there are about 20 in a unit. */
const FEW_STEPS = 2_000;
const STEPS_PER_UNIT = 20;

export const createPatternTester = (pattern: string, { judge, meter }: { judge: JudgePattern; meter: FormMeter }): PatternTester => {
  const expression = new RegExp(pattern, "u");
  const verdict = judge(pattern);
  const { longestText, degree, ways } = "longestText" in verdict ? verdict : { longestText: 0, degree: 0, ways: 0 };
  return {
    test(text) {
      if (text.length > longestText) return false;
      const steps = ways * text.length ** degree;
      if (steps > FEW_STEPS) return meter.timed(() => expression.test(text));
      meter.spend(steps / STEPS_PER_UNIT);
      return expression.test(text);
    },
    // Ajv keeps one tester per printed form: without it all patterns of a form would be the first one.
    toString: () => String(expression),
  };
};

const refusal = (en: string, zh: string): PatternVerdict => ({ problem: { en, zh } });

/**
 * Worst case of trying a node on n characters: at most `ways` × n^`degree` splits.
 * Infinite `ways` = exponential.
 */
interface Cost {
  readonly degree: number;
  readonly ways: number;
}

const costOf = (node: PatternNode, sets: CharacterSets): Cost => {
  switch (node.kind) {
    case "look":
      return costOf(node.body, sets);
    case "choice": {
      const costs = node.options.map((option) => costOf(option, sets));
      return { degree: Math.max(...costs.map((cost) => cost.degree)), ways: costs.reduce((sum, cost) => sum + cost.ways, 0) };
    }
    case "sequence":
      return costOfSequence(node.parts, sets);
    case "repeat":
      return costOfRepeat(node, sets);
    default:
      return { degree: 0, ways: 1 };
  }
};

const costOfSequence = (parts: readonly PatternNode[], sets: CharacterSets): Cost => {
  let free = 0;
  let determined = 0;
  let ways = 1;
  parts.forEach((part, index) => {
    const cost = costOf(part, sets);
    if (part.kind === "repeat" && endsByItself(part, parts[index + 1], sets)) determined = Math.max(determined, cost.degree);
    else free += cost.degree;
    ways *= cost.ways;
  });
  return { degree: free + determined, ways };
};

/** Giving characters back cannot help: what follows never matches a repeated character, or only the end of the text. */
const endsByItself = (repeat: PatternNode & { kind: "repeat" }, next: PatternNode | undefined, sets: CharacterSets): boolean => {
  if (repeat.body.kind !== "atom" || !next) return false;
  if (next.kind === "assertion") return next.source === "$";
  const follower = next.kind === "repeat" && next.min > 0 ? next.body : next;
  return follower.kind === "atom" && sets.disjoint(repeat.body.source, follower.source);
};

const costOfRepeat = ({ body, min, max }: PatternNode & { kind: "repeat" }, sets: CharacterSets): Cost => {
  const inner = costOf(body, sets);
  if (max <= 1) return { degree: inner.degree, ways: inner.ways + (min === max ? 0 : 1) };
  const endless = max === Number.POSITIVE_INFINITY;
  if (matchesOneWay(body, sets)) return endless ? { degree: 1, ways: 1 } : { degree: inner.degree, ways: max - min + 1 };
  if (endless) return { degree: 0, ways: Number.POSITIVE_INFINITY };
  return { degree: inner.degree * max, ways: inner.ways ** max * (max - min + 1) };
};

/** Whether repeating the node splits any text in one way only. Says no when in doubt. */
const matchesOneWay = (node: PatternNode, sets: CharacterSets): boolean => {
  if (isFixed(node)) return true;
  if (node.kind === "choice") return node.options.every(isFixed) && pairwiseDisjoint(node.options.map(firstAtom), sets);
  if (node.kind !== "sequence") return false;
  // Between two delimiters at most one part of variable length: then its length is given.
  const variable = node.parts.filter((part) => !isFixed(part));
  const simple = variable.length === 1 && variable.every((part) => part.kind === "repeat" && part.body.kind === "atom");
  return simple && [node.parts.at(0), node.parts.at(-1)].some((edge) => edge?.kind === "atom" && delimits(edge, node.parts, sets));
};

type Atom = PatternNode & { kind: "atom" };

const delimits = (edge: Atom, parts: readonly PatternNode[], sets: CharacterSets): boolean =>
  parts.every((part) => part === edge || atomsOf(part).every((atom) => sets.disjoint(edge.source, atom.source)));

const isFixed = (node: PatternNode): boolean => {
  if (node.kind === "sequence") return node.parts.length > 0 && node.parts.every(isFixed);
  return node.kind === "atom" || (node.kind === "repeat" && node.min === node.max && node.min > 0 && isFixed(node.body));
};

const atomsOf = (node: PatternNode): Atom[] => {
  if (node.kind === "atom") return [node];
  if (node.kind === "sequence") return node.parts.flatMap(atomsOf);
  if (node.kind === "choice") return node.options.flatMap(atomsOf);
  return node.kind === "repeat" || node.kind === "look" ? atomsOf(node.body) : [];
};

const firstAtom = (node: PatternNode): Atom | undefined => atomsOf(node)[0];

const pairwiseDisjoint = (atoms: readonly (Atom | undefined)[], sets: CharacterSets): boolean =>
  atoms.every((atom, index) => atoms.slice(index + 1).every((other) => atom && other && sets.disjoint(atom.source, other.source)));

const contains = (node: PatternNode, kind: PatternNode["kind"]): boolean => {
  if (node.kind === kind) return true;
  if (node.kind === "sequence") return node.parts.some((part) => contains(part, kind));
  if (node.kind === "choice") return node.options.some((option) => contains(option, kind));
  return (node.kind === "repeat" || node.kind === "look") && contains(node.body, kind);
};

/** Whether matching can only begin at the start of the text. */
const anchored = (node: PatternNode): boolean => {
  if (node.kind === "assertion") return node.source === "^";
  if (node.kind === "choice") return node.options.every(anchored);
  return node.kind === "sequence" && node.parts[0] !== undefined && anchored(node.parts[0]);
};
