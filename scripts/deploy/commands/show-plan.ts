/** A plan as an operator reads it and as a program does. */
import type { Text } from "../contract/text.js";
import { text } from "../contract/text.js";
import type { Found, Planned } from "../steps/plan.js";
import { inState } from "../steps/plan.js";
import type { Terminal } from "./verb.js";

const MARKS: Readonly<Record<Found["state"], Text>> = {
  done: text("done   ", "完成 "),
  pending: text("CHANGE ", "变更 "),
  later: text("later  ", "稍后 "),
  manual: text("BY HAND", "手动 "),
  blocked: text("BLOCKED", "受阻 "),
  unknown: text("ERROR  ", "错误 "),
};

export const reasonOf = (found: Found): Text | undefined => {
  if (found.state === "done") return undefined;
  return found.state === "manual" ? found.what : found.why;
};

/** Everything but what is done, each with why, and how a file changes; `all` shows what is done too. */
export const showPlan = (terminal: Terminal, planned: readonly Planned[], all = false): void => {
  for (const { step, found } of planned) {
    if (found.state === "done" && !all) continue;
    const reason = reasonOf(found);
    terminal.say(`${terminal.of(MARKS[found.state])} ${step.id}${reason ? `: ${terminal.of(reason)}` : ""}`);
    if (found.state === "pending" && found.diff) for (const line of found.diff.split("\n")) terminal.say(`          ${line}`);
  }
};

export const planSummary = (planned: readonly Planned[]): Text => {
  const count = (...states: Found["state"][]): number => inState(planned, ...states).length;
  const [changes, waiting, done] = [count("pending"), count("later"), count("done")];
  const [byHand, wrong] = [count("manual"), count("blocked", "unknown")];
  return text(
    `${changes} to change, ${waiting} later, ${done} in place, ${byHand} by hand, ${wrong} blocked or wrong`,
    `待变更 ${changes}，稍后 ${waiting}，已就绪 ${done}，需手动 ${byHand}，受阻或出错 ${wrong}`,
  );
};

export const planJson = (planned: readonly Planned[]): readonly object[] =>
  planned.map(({ step, found }) => ({
    id: step.id,
    component: step.component,
    title: step.title,
    state: found.state,
    why: reasonOf(found),
    ...(found.state === "pending" && found.diff ? { diff: found.diff } : {}),
  }));
