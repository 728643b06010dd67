/** Tools of the machine against what a checkout wants: everything that is wrong is said before a build starts. */
import { join } from "node:path";
import type { Machine } from "../../contract/machine.js";
import { type Text, text } from "../../contract/text.js";
import { readIfThere } from "../../system/files.js";
import { compareVersions, goVersionOf, rushVersionsOf, satisfies, versionIn, type WantedVersions } from "./versions.js";

/** @throws Error when rush.json is no JSON. A file that is missing leaves its versions undefined. */
export const wantedBy = async (checkout: string): Promise<WantedVersions> => {
  const goMod = await readIfThere(join(checkout, "backend", "go.mod"));
  const rush = await readIfThere(join(checkout, "rush.json"));
  return { go: goMod && goVersionOf(goMod), ...(rush ? rushVersionsOf(rush) : {}) };
};

interface Tool {
  readonly program: string;
  readonly args: readonly string[];
  readonly wanted: string | undefined;
  fits(found: string, wanted: string): boolean;
  /** How the wish reads: `at least 1.24`. */
  readonly wish: string;
}

const toolsFor = ({ go, node, rush, pnpm }: WantedVersions): readonly Tool[] => [
  { program: "go", args: ["version"], wanted: go, fits: (found, wanted) => compareVersions(found, wanted) >= 0, wish: `>= ${go}` },
  { program: "node", args: ["--version"], wanted: node, fits: satisfies, wish: `${node}` },
  { program: "rush", args: ["--version"], wanted: rush, fits: (found, wanted) => found === wanted, wish: `${rush}` },
  { program: "pnpm", args: ["--version"], wanted: pnpm, fits: (found, wanted) => found === wanted, wish: `${pnpm}` },
];

/** One text per tool that is missing or of another version; none when the build may start. */
export const toolProblems = async (machine: Machine, wanted: WantedVersions): Promise<readonly Text[]> => {
  const problems: Text[] = [];
  for (const tool of toolsFor(wanted)) {
    const problem = await problemOf(machine, tool);
    if (problem) problems.push(problem);
  }
  return problems;
};

const problemOf = async (machine: Machine, { program, args, wanted, fits, wish }: Tool): Promise<Text | undefined> => {
  if (wanted === undefined) return undefined;
  if (machine.find(program) === undefined)
    return text(
      `${program} is not on PATH; the checkout wants ${program} ${wish}`,
      `PATH 中没有 ${program}；代码仓库要求 ${program} ${wish}`,
    );
  const { stdout, stderr } = await machine.run({ program, args });
  const found = versionIn(stdout) ?? versionIn(stderr);
  if (found !== undefined && fits(found, wanted)) return undefined;
  return text(
    `${program} is ${found ?? "of an unknown version"}; the checkout wants ${wish}`,
    `${program} 的版本是 ${found ?? "未知"}；代码仓库要求 ${wish}`,
  );
};
