/**
 * The tool versions that a checkout asks for, and whether a tool fits: read from `go.mod` and `rush.json`, never from a list
 * of ours (`reference/deploy.md §0.3`, `§0.4`). Pure.
 */

/** What a checkout wants; undefined where its files do not say. */
export interface WantedVersions {
  /** `1.24.0`: at least this one. */
  readonly go?: string;
  /** A range as npm writes it: `>=18.20.3 <19.0.0 || >=20.14.0`. */
  readonly node?: string;
  /** Exactly this one. */
  readonly rush?: string;
  readonly pnpm?: string;
}

/** `go 1.24.0` of a go.mod; its `toolchain` line wins when there is one. */
export const goVersionOf = (goMod: string): string | undefined => {
  const toolchain = /^toolchain\s+go(\S+)/m.exec(goMod)?.[1];
  return toolchain ?? /^go\s+(\S+)/m.exec(goMod)?.[1];
};

/** rush.json is JSON with comments, among them addresses with `//` inside of strings. */
export const rushVersionsOf = (rushJson: string): Omit<WantedVersions, "go"> => {
  const plain = rushJson.replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) => (part.startsWith('"') ? part : ""));
  const settings = JSON.parse(plain.replace(/,(\s*[}\]])/g, "$1")) as Record<string, unknown>;
  const said = (key: string): string | undefined => (typeof settings[key] === "string" ? settings[key] : undefined);
  return { node: said("nodeSupportedVersionRange"), rush: said("rushVersion"), pnpm: said("pnpmVersion") };
};

/** The first number with dots in what a tool prints about itself: `go version go1.24.3 linux/amd64` → `1.24.3`. */
export const versionIn = (said: string): string | undefined => /(\d+(?:\.\d+)+)/.exec(said)?.[1];

const numbersOf = (version: string): number[] => version.split(".").map((part) => Number.parseInt(part, 10) || 0);

/** Negative, zero or positive, as for sort. What is missing at the end counts as 0. */
export const compareVersions = (one: string, other: string): number => {
  const [left, right] = [numbersOf(one), numbersOf(other)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Ranges of comparators (`>=`, `>`, `<=`, `<`, `=`, `^`, `~`), joined by blanks (and) and `||` (or). */
export const satisfies = (version: string, range: string): boolean =>
  range.split("||").some((alternative) =>
    alternative
      .trim()
      .replace(/([<>=^~]+)\s+/g, "$1")
      .split(/\s+/)
      .filter(Boolean)
      .every((comparator) => fits(version, comparator)),
  );

const fits = (version: string, comparator: string): boolean => {
  const [, operator = "", wanted = ""] = /^([<>=^~]*)v?(.*)$/.exec(comparator) ?? [];
  if (wanted === "" || wanted === "*") return true;
  const order = compareVersions(version, wanted);
  switch (operator) {
    case ">=":
      return order >= 0;
    case ">":
      return order > 0;
    case "<=":
      return order <= 0;
    case "<":
      return order < 0;
    case "^":
      return order >= 0 && compareVersions(version, nextOf(wanted, 0)) < 0;
    case "~":
      return order >= 0 && compareVersions(version, nextOf(wanted, 1)) < 0;
    default:
      return order === 0;
  }
};

/** The first version that `^` (its major, at 0) or `~` (its minor, at 1) leaves out. */
const nextOf = (version: string, at: number): string =>
  numbersOf(version)
    .slice(0, at + 1)
    .map((part, index) => (index === at ? part + 1 : part))
    .join(".");
