/** Everything that is wrong with a configuration, in one report. Pure: what the machine says comes in as facts. */
import type { Problem } from "../contract/site.js";
import { text } from "../contract/text.js";
import { type Asked, type Question, type Rule, wrong } from "./asked.js";
import { fileModeProblems } from "./file-mode-problems.js";
import { hostProblems } from "./host-problems.js";
import { keyProblems } from "./key-problems.js";
import { loadProblems } from "./load-problems.js";
import { secretProblems } from "./secret-problems.js";
import { sharedProblems } from "./shared-problems.js";
import { siteFrom } from "./site.js";
import { valueProblems } from "./value-problems.js";

export type { Asked, Facts } from "./asked.js";

/** Rules over single values first; those that ask the components come last, for they may stumble over what the first found. */
const SIMPLE_RULES: readonly Rule[] = [fileModeProblems, keyProblems, hostProblems, valueProblems, secretProblems, sharedProblems];

export const problemsOf = (asked: Asked): readonly Problem[] => {
  const site = siteFrom(asked.values);
  const { catalogue, values } = asked;
  const matters = (key: string): boolean => {
    const owners = catalogue.owners(key);
    return owners.length === 0 || owners.some((owner) => site.place(owner).kind !== "none");
  };
  const question: Question = { ...asked, site, components: values.components, matters };
  const found = SIMPLE_RULES.flatMap((rule) => rule(question));
  const isSound = !found.some(({ severity }) => severity === "error");
  return withoutRepetition([
    ...found,
    ...attempt(isSound, () => componentProblems(question)),
    ...attempt(isSound, () => loadProblems(question)),
  ]);
};

const componentProblems: Rule = ({ components, site }) =>
  components.filter(({ name }) => site.place(name).kind !== "none").flatMap((component) => component.problems(site));

/** A component may fail on values that were reported above; on sound ones its failure is a problem of its own. */
const attempt = (isSound: boolean, rule: () => readonly Problem[]): readonly Problem[] => {
  try {
    return rule();
  } catch (error) {
    const { message } = error as Error;
    return isSound ? [wrong([], text(`A component cannot be described: ${message}`, `无法描述某个组件：${message}`))] : [];
  }
};

const withoutRepetition = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];
