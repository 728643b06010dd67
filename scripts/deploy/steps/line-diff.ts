/** What changes in a file, line by line, for the operator's eyes. */

/** Lines around a change that are shown with it. */
const CONTEXT = 2;
/** Above this many lines the longest common part is not worth its time: the file is shown as replaced. */
const LARGEST = 2000;

type Line = readonly [sign: " " | "-" | "+", text: string];

/** Unified, without line numbers; "" when nothing differs. `before` undefined = a new file. */
export const lineDiff = (before: string | undefined, after: string): string => shown(compared(linesOf(before), linesOf(after)));

/** As `lineDiff`, but of a file that holds secrets: names of settings and no values, and nothing of what stays. */
export const maskedDiff = (before: string | undefined, after: string): string => {
  const lines = compared(linesOf(before), linesOf(after)).filter(([sign]) => sign !== " ");
  // A file of one line may be nothing but the secret: then what stands before a colon is a part of it.
  const isBare = linesOf(after).length <= 1;
  return lines.map(([sign, line]) => `${sign}${isBare ? HIDDEN : masked(line)}`).join("\n");
};

const HIDDEN = "***";

/** `KEY=***` and `key: ***`; of every other line nothing is said. Base64 that ends in "=" is no setting. */
const masked = (line: string): string => {
  const setting = /^(\s*(?:export )?["']?[A-Za-z_][\w.-]{0,60}["']?\s*[=:])(?!=)\s*\S/.exec(line);
  return line.trim() === "" ? "" : `${setting?.[1] ?? ""}${HIDDEN}`;
};

const linesOf = (content: string | undefined): readonly string[] => {
  if (content === undefined || content === "") return [];
  return content.replace(/\n$/, "").split("\n");
};

const compared = (before: readonly string[], after: readonly string[]): readonly Line[] => {
  if (before.length + after.length > LARGEST)
    return [...before.map((line) => ["-", line] as const), ...after.map((line) => ["+", line] as const)];
  const common = commonLengths(before, after);
  const lines: Line[] = [];
  let [old, fresh] = [0, 0];
  while (old < before.length || fresh < after.length) {
    if (old < before.length && before[old] === after[fresh]) {
      lines.push([" ", before[old] ?? ""]);
      old += 1;
      fresh += 1;
    } else if (old < before.length && (fresh === after.length || at(common, old + 1, fresh) >= at(common, old, fresh + 1))) {
      lines.push(["-", before[old] ?? ""]);
      old += 1;
    } else {
      lines.push(["+", after[fresh] ?? ""]);
      fresh += 1;
    }
  }
  return lines;
};

const at = (table: readonly Uint16Array[], row: number, column: number): number => table[row]?.[column] ?? 0;

/** `[i][j]` = length of the longest common part of `before` from i and `after` from j. */
const commonLengths = (before: readonly string[], after: readonly string[]): readonly Uint16Array[] => {
  const table = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = table[i];
      if (row) row[j] = before[i] === after[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
};

const shown = (lines: readonly Line[]): string => {
  const near = (index: number): boolean => lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(([sign]) => sign !== " ");
  const output: string[] = [];
  let skipped = false;
  for (const [index, [sign, line]] of lines.entries()) {
    if (!near(index)) {
      skipped = true;
      continue;
    }
    if (skipped && output.length > 0) output.push("…");
    skipped = false;
    output.push(`${sign}${line}`);
  }
  return output.join("\n");
};
