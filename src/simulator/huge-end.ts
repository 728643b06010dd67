/**
 * The fault `huge`: lets a workflow's End node return 5 MB on top of what it returns. Pure.
 */
import type { ScriptedWorkflow, Step } from "./script.js";

const HUGE_CHARACTERS = 5 * 1024 * 1024;

/** Text grows by one piece, variables by one named `huge`; an output that is one template stays as it is. */
export function withHugeEnd(workflow: ScriptedWorkflow): ScriptedWorkflow {
  const huge = "x".repeat(HUGE_CHARACTERS);
  return { ...workflow, steps: workflow.steps.map((step) => enlarge(step, huge)) };
}

function enlarge(step: Step, huge: string): Step {
  if (step.kind !== "end") return step;
  if ("text" in step) return { ...step, text: "repeat" in step.text ? [huge] : [...step.text, huge] };
  return typeof step.variables === "string" ? step : { ...step, variables: { ...step.variables, huge } };
}
