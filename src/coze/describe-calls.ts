/**
 * The calls that ask what a workflow declares. A token is enough on hosted; open-source Coze shows it only to its own
 * web pages, so there a login session of Studio is needed (`reference/coze-api.md` §7).
 */
import { AppError } from "../kernel/errors.js";
import type { JsonObject } from "../kernel/json.js";
import { type CallLimits, callOnce, type Wiring } from "./calls.js";
import { type CozeDeclaration, declarationOfDetail, declarationOfList, declarationOfReleased } from "./declared-inputs.js";
import { requireWorkflowId } from "./settings.js";
import { decodeReply } from "./wire.js";

export interface CozeDescribeQuestion extends CallLimits {
  readonly workflowId: string;
}

/** With the token. @returns nothing when this Coze does not show inputs to a token. @throws AppError */
export const describe = async (wiring: Wiring, question: CozeDescribeQuestion): Promise<CozeDeclaration | undefined> => {
  const path = `/v1/workflows/${requireWorkflowId(question.workflowId)}?include_input_output=true`;
  return callOnce(wiring, { operation: "describe", method: "GET", path, aside: true, limits: question }, (text, facts) =>
    declarationOfDetail(decodeReply(text, facts)),
  );
};

/**
 * With the session of Studio: the published version, never the draft of the editor. Revisions that no longer serve the
 * precise list have the plainer one. @returns nothing when no session is configured, or neither list has the workflow.
 * @throws AppError ENGINE_AUTH_FAILED when the session is over, and others.
 */
export const describeInStudio = async (wiring: Wiring, question: CozeDescribeQuestion): Promise<CozeDeclaration | undefined> => {
  if (wiring.settings.studioSession === undefined) return undefined;
  const workflowId = requireWorkflowId(question.workflowId);
  const space: JsonObject = wiring.settings.spaceId === undefined ? {} : { space_id: wiring.settings.spaceId };
  // The version is read without a look whether it is there; empty means the newest.
  const released = { page: 1, size: 10, workflow_filter_list: [{ workflow_id: workflowId, workflow_version: "" }], ...space };
  try {
    const found = declarationOfReleased(await askStudio(wiring, question, { path: "released_workflows", body: released }), workflowId);
    if (found) return found;
  } catch (error) {
    if (!(error instanceof AppError) || !PAGE_MISSING.has(error.code)) throw error;
  }
  const listed = { page: 1, size: 10, status: PUBLISHED, workflow_ids: [workflowId], ...space };
  return declarationOfList(await askStudio(wiring, question, { path: "workflow_list", body: listed }), workflowId);
};

/** Not about the session or the way there: this page is not served, or fails inside. */
const PAGE_MISSING: ReadonlySet<string> = new Set(["ENGINE_ENDPOINT_MISSING", "ENGINE_BAD_RESPONSE", "ENGINE_FAILED"]);

/** `WorkFlowListStatus`. */
const PUBLISHED = 2;

interface StudioPage {
  readonly path: "released_workflows" | "workflow_list";
  readonly body: JsonObject;
}

const askStudio = async (wiring: Wiring, limits: CallLimits, { path, body }: StudioPage): Promise<JsonObject> => {
  const call = { operation: "describe_in_studio", method: "POST", path: `/api/workflow_api/${path}`, body: JSON.stringify(body) } as const;
  return callOnce(wiring, { ...call, asStudio: true, aside: true, limits }, (text, facts) => studioReply(() => decodeReply(text, facts)));
};

/** On a page of Studio a missing `session_key` is what it says: the login is over, and not "no such page". */
const studioReply = (decode: () => JsonObject): JsonObject => {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof AppError) || !error.upstream?.message?.includes("session")) throw error;
    throw new AppError("ENGINE_AUTH_FAILED", { upstream: error.upstream, cause: error });
  }
};
