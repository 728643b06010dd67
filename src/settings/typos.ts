/** Finds variables that were probably meant for the gateway but misspelt: those have no effect, silently. */
import type { Environment } from "./environment.js";
import type { Table } from "./variable.js";

const OUR_PREFIXES = ["COZE_", "AUTH_", "SERVICE_API", "DATABASE_", "REDIS_", "INVOCATION_", "IDEMPOTENCY_", "EXPLORER", "EMBED"];

/** One sentence for each. Variables of other programs that merely share a prefix are left alone. */
export const findTypos = (table: Table, env: Environment): string[] => {
  const known = Object.entries(table).flatMap(([name, variable]) => (variable.secret ? [name, `${name}_FILE`] : [name]));
  return Object.keys(env).flatMap((name) => {
    if (!env[name] || known.includes(name) || !OUR_PREFIXES.some((prefix) => name.toUpperCase().startsWith(prefix))) return [];
    const plain = name.replace(/_FILE$/, "");
    if (plain !== name && known.includes(plain)) return [`${name} has no effect: only secrets come from files. Set ${plain} itself.`];
    const meant = closest(name, known);
    return meant === undefined ? [] : [`${name} is not a variable of the gateway and has no effect. Did you mean ${meant}?`];
  });
};

/** By spelling, or because one name consists of words of the other: COZE_TOKEN for COZE_API_TOKEN. */
export const closest = (name: string, known: readonly string[]): string | undefined => {
  const upper = name.toUpperCase();
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(upper, candidate.toUpperCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const near = ranked.find(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 5)));
  return (near ?? ranked.find(({ candidate }) => isSubsequence(words(upper), words(candidate))))?.candidate;
};

const words = (name: string): string[] => name.toUpperCase().split("_");

const isSubsequence = (part: readonly string[], whole: readonly string[]): boolean => {
  let matched = 0;
  for (const word of whole) if (word === part[matched]) matched += 1;
  return part.length > 1 && matched === part.length;
};

/** Insertions, deletions and replacements between two short texts. */
const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};
