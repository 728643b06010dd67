/**
 * What differs between the Coze servers a simulator can stand for, as far as it is not a whole reply: links, log ids
 * and the paths a personal access token opens.
 */
import { randomUUID } from "node:crypto";

/** `oss-old` is an early revision of open-source Coze Studio (`reference/coze-api.md` §1.1). */
export type Flavour = "oss" | "oss-old" | "hosted";

export interface Settings {
  readonly flavour: Flavour;
  /** Whether Studio lets strangers register. */
  readonly registration: boolean;
  /** E-mail addresses of Studio's admins; with none everybody who is signed in is one (`reference/deploy.md` §1.9). */
  readonly admins: readonly string[];
  /** Host that links and file addresses carry; without it links have the fallback hosts of a real server. */
  readonly publicUrl: string | undefined;
  /** Largest upload; the flavour's own limit when absent (`reference/coze-api.md` §9.1). */
  readonly maxFileBytes: number | undefined;
}

/** Every scripted workflow lives in this space. */
export const SPACE_ID = "7530000000000000001";
/** The user behind the token, unless a call names another with `ext.user_id`. */
export const USER_ID = "7530000000000000009";

export interface LinkTarget {
  readonly executeId: string;
  readonly workflowId: string;
}

/** No run was created: real servers still send a link, with zero ids (`reference/coze-api.md` §4.5). */
export const NO_RUN: LinkTarget = { executeId: "0", workflowId: "0" };

/** Query keys are sorted on a configured host and in Coze's own order on a fallback one (`reference/coze-api.md` §12). */
export function debugUrl(settings: Settings, target: LinkTarget): string {
  const space = target.executeId === "0" ? "0" : SPACE_ID;
  const { executeId, workflowId } = target;
  if (settings.flavour === "oss" && settings.publicUrl !== undefined) {
    return `${settings.publicUrl}/work_flow?execute_id=${executeId}&execute_mode=2&space_id=${space}&workflow_id=${workflowId}`;
  }
  return `${FALLBACK_HOSTS[settings.flavour]}/work_flow?execute_id=${executeId}&space_id=${space}&workflow_id=${workflowId}&execute_mode=2`;
}

const FALLBACK_HOSTS: Readonly<Record<Flavour, string>> = {
  oss: "http://127.0.0.1:8888",
  "oss-old": "http://127.0.0.1:3000",
  hosted: "https://www.coze.cn",
};

/** The header every reply carries (`reference/coze-api.md` §3.5). */
export function logIdHeader(flavour: Flavour): string {
  return flavour === "hosted" ? "x-tt-logid" : "X-Log-ID";
}

export function newLogId(flavour: Flavour): string {
  if (flavour !== "hosted") return randomUUID();
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  return `${stamp}${randomUUID().replaceAll("-", "").slice(0, 20).toUpperCase()}`;
}

const PAT_PATHS: ReadonlySet<string> = new Set([
  ...["/v3/chat", "/v3/chat/cancel", "/v3/chat/retrieve", "/v3/chat/message/list"],
  ...["/v1/conversations", "/v1/conversation/create", "/v1/conversation/retrieve", "/v1/conversation/message/list"],
  ...["/v1/files/upload", "/v1/workflows/chat", "/v1/bot/get_online_info", "/open_api/workflow/sign_image_url"],
  ...["/v1/workflow/run", "/v1/workflow/stream_run", "/v1/workflow/stream_resume", "/v1/workflow/get_run_history"],
  "/v1/workflow/conversation/create",
]);
const PAT_PATTERNS = [
  /^\/v1\/(workflows|bots|apps|conversations)\/\d+$/,
  /^\/v1\/conversations\/\d+\/clear$/,
  /^\/v1\/datasets(\/|$)/,
  /^\/open_api\/knowledge\//,
];

/** Whether OSS lets a token near this path; everything else is a web call there (`reference/coze-api.md` §3.1). */
export function isTokenPath(path: string): boolean {
  return PAT_PATHS.has(path) || PAT_PATTERNS.some((pattern) => pattern.test(path));
}

/** Studio's pages and calls for visitors who are not signed in (`reference/deploy.md` §1.9). */
const OPEN_PATHS: ReadonlySet<string> = new Set(["/", "/sign", "/api/passport/web/email/register/v2/", "/api/passport/web/email/login/"]);

export function isOpenPath(path: string): boolean {
  return OPEN_PATHS.has(path);
}

/** Whether it is Coze Loop's path; none of them is Studio's. */
export function isLoopPath(path: string): boolean {
  return path === "/ping" || /^\/(v1\/loop|api\/foundation\/v1|api\/auth\/v1)\//.test(path);
}
