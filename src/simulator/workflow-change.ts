/** Edits of a workflow while the simulator runs, as somebody makes them in Studio and publishes them. */
import { BindFailure } from "./failures.js";
import type { InputSpec, InputType, ScriptedWorkflow } from "./script.js";
import { isRecord } from "./wire-json.js";
import type { World } from "./world.js";

export type WorkflowChange = Partial<Pick<ScriptedWorkflow, "inputs" | "steps" | "published">>;

export function changeWorkflow({ workflows }: Pick<World, "workflows">, id: string, change: WorkflowChange): void {
  const workflow = workflows.get(id);
  if (workflow === undefined) throw new BindFailure(`there is no workflow ${id}`);
  workflows.set(id, { ...workflow, ...change });
}

/** `{"id": "…", "inputs": {"topic": {"type": "string", "required": true}}, "published": true}`. @throws BindFailure */
export function readWorkflowChange(world: Pick<World, "workflows">, body: unknown): void {
  if (!isRecord(body) || typeof body.id !== "string") throw new BindFailure('a change needs the "id" of a workflow');
  const { id, inputs, published } = body;
  if (inputs !== undefined && !areInputs(inputs)) throw new BindFailure('"inputs" must map names to {"type": …}');
  if (published !== undefined && typeof published !== "boolean") throw new BindFailure('"published" must be true or false');
  changeWorkflow(world, id, { ...(inputs !== undefined && { inputs }), ...(published !== undefined && { published }) });
}

const TYPES: ReadonlySet<unknown> = new Set<InputType>(["string", "integer", "number", "boolean", "object", "list", "time", "file"]);

function areInputs(value: unknown): value is Readonly<Record<string, InputSpec>> {
  return isRecord(value) && Object.values(value).every(isSpec);
}

function isSpec(value: unknown): value is InputSpec {
  if (!isRecord(value) || !TYPES.has(value.type)) return false;
  return (value.properties === undefined || areInputs(value.properties)) && (value.items === undefined || isSpec(value.items));
}
