/** Addresses in Coze Studio, always built on configured addresses; of an engine's `debug_url` only the ids are read. */
import { type CozeConnectionSettings, normalBaseUrl } from "./settings.js";

/** Handles of one run, each only when the engine named a real one. */
export interface RunIds {
  readonly executeId?: string;
  readonly spaceId?: string;
}

export interface CozeLinks {
  readonly studioWorkflow?: string;
  readonly studioRun?: string;
}

/** Digits and not zero: OSS sends zero ids when no run was created (`reference/coze-api.md` §4.5). */
export const realId = (text: unknown): string | undefined => (typeof text === "string" && /^0*[1-9]\d*$/.test(text) ? text : undefined);

/** The ids in a `debug_url`, whatever its host and key order (`reference/coze-api.md` §12). */
export const idsInDebugUrl = (debugUrl: unknown): RunIds => {
  if (typeof debugUrl !== "string") return {};
  const query = new URLSearchParams(debugUrl.slice(debugUrl.indexOf("?") + 1));
  return { executeId: realId(query.get("execute_id")), spaceId: realId(query.get("space_id")) };
};

/** The run id in front of the slash of an interrupt's `event_id` (`reference/coze-api.md` §5.1). */
export const executeIdInEventId = (eventId: string): string | undefined => realId(eventId.split("/", 1)[0]);

/** Links for admins. A link whose ids are not all known digits is left out. */
export const cozeLinks = (
  settings: Pick<CozeConnectionSettings, "name" | "baseUrl" | "studioUrl" | "spaceId">,
  run: { readonly workflowId: string } & RunIds,
): CozeLinks => {
  const workflowId = realId(run.workflowId);
  const spaceId = realId(run.spaceId) ?? realId(settings.spaceId);
  if (workflowId === undefined || spaceId === undefined) return {};
  const page = `${studioBase(settings)}/work_flow`;
  const executeId = realId(run.executeId);
  const studioWorkflow = `${page}?workflow_id=${workflowId}&space_id=${spaceId}`;
  if (executeId === undefined) return { studioWorkflow };
  return { studioWorkflow, studioRun: `${page}?execute_id=${executeId}&space_id=${spaceId}&workflow_id=${workflowId}&execute_mode=2` };
};

/** An agent has a page and its chats have none (`reference/coze-api.md` §12). */
export const agentLinks = (
  settings: Pick<CozeConnectionSettings, "name" | "baseUrl" | "studioUrl" | "spaceId">,
  agent: { readonly botId: string; readonly spaceId?: string },
): CozeLinks => {
  const botId = realId(agent.botId);
  const spaceId = realId(agent.spaceId) ?? realId(settings.spaceId);
  if (botId === undefined || spaceId === undefined) return {};
  return { studioWorkflow: `${studioBase(settings)}/space/${spaceId}/bot/${botId}` };
};

const HOSTED_STUDIO = new Map([
  ["api.coze.cn", "https://www.coze.cn"],
  ["api.coze.com", "https://www.coze.com"],
]);

const studioBase = (settings: Pick<CozeConnectionSettings, "name" | "baseUrl" | "studioUrl">): string =>
  settings.studioUrl?.replace(/\/+$/, "") || HOSTED_STUDIO.get(new URL(settings.baseUrl).hostname) || normalBaseUrl(settings);
