/** What one Coze connection is made of. `config.ts` builds these; nothing here reads the environment. */
import { AppError } from "../kernel/errors.js";

/** Revisions that differ in ways a client can see (`reference/coze-api.md` §1.1). */
export type CozeFlavour = "oss" | "oss-old" | "hosted";

/** The address of the file · the text `{"file_id":"…"}` where the file was uploaded. */
export type FileInputMode = "url" | "file_id";

export interface CozeConnectionSettings {
  readonly name: string;
  /** API address; a path is kept (`https://gate.example/coze` → `https://gate.example/coze/v1/…`). */
  readonly baseUrl: string;
  /** Studio address for links. Default: the public site of a hosted API, else `baseUrl`. */
  readonly studioUrl?: string;
  readonly spaceId?: string;
  /** Read for every request, because the token may rotate while the process runs. */
  readonly token: () => string;
  /**
   * Value of the cookie `session_key` of somebody signed in to Studio, read for every request. Without it open-source Coze
   * tells nobody what a workflow declares (`reference/coze-api.md` §7).
   */
  readonly studioSession?: () => string;
  /** `auto` asks the server once (`flavour.ts`). */
  readonly flavour: CozeFlavour | "auto";
  /** How a workflow is given a file (`reference/coze-api.md` §9.2). Absent: an address, on hosted the id of an uploaded file. */
  readonly fileInput?: FileInputMode;
  /** Milliseconds for a call that names no limit of its own. */
  readonly timeoutMs: number;
  /** Default {@link DEFAULT_CIRCUIT}. */
  readonly circuit?: CircuitSettings;
  /** Sockets open at once; further calls wait for a free one. Default 256. */
  readonly maxSockets?: number;
}

export interface CircuitSettings {
  /** Failures in a row that open the circuit. */
  readonly failures: number;
  /** Milliseconds before one call may try again. */
  readonly pauseMs: number;
  /** Milliseconds for which that call keeps the others waiting at most; default 2,000. A run that is not streamed answers at its end. */
  readonly trialMs?: number;
}

export const DEFAULT_CIRCUIT: CircuitSettings = { failures: 5, pauseMs: 15_000 };
export const DEFAULT_MAX_SOCKETS = 256;

/**
 * The API address without a trailing slash.
 * @throws AppError CONFIGURATION_INVALID for anything but plain http(s): credentials in the address would replace the
 * bearer token, and a query would swallow the path.
 */
export const normalBaseUrl = (settings: Pick<CozeConnectionSettings, "name" | "baseUrl">): string => {
  const url = URL.canParse(settings.baseUrl) ? new URL(settings.baseUrl) : undefined;
  const plain = url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password + url.search + url.hash === "";
  if (plain) return url.origin + url.pathname.replace(/\/+$/, "");
  throw new AppError("CONFIGURATION_INVALID", {
    params: {
      problem: {
        en: `the address of Coze connection ${settings.name} must be http(s)://host[:port][/path]`,
        zh: `Coze 连接 ${settings.name} 的地址必须形如 http(s)://主机[:端口][/路径]`,
      },
    },
  });
};

/** Ids of workflows and agents are decimal; OSS panics on anything else (`reference/coze-api.md` §4.1). */
export const isCozeId = (text: string): boolean => /^[1-9]\d{0,19}$/.test(text);

/** @throws AppError MAPPING_INVALID before any request is made. */
export const requireWorkflowId = (workflowId: string): string => {
  if (isCozeId(workflowId)) return workflowId;
  throw workflowIdRefused(workflowId);
};

/** @throws AppError OUTCOME_UNKNOWN for an id the engine cannot have given: nobody can be asked about it. */
export const requireCozeId = (id: string): string => {
  if (isCozeId(id)) return id;
  throw new AppError("OUTCOME_UNKNOWN", { upstream: { message: "the engine's own id is not one" } });
};

export const workflowIdRefused = (workflowId: string): AppError => {
  const shown = workflowId.slice(0, 40);
  return new AppError("MAPPING_INVALID", {
    params: { problem: { en: `“${shown}” is not a Coze workflow id (digits only)`, zh: `“${shown}” 不是 Coze 工作流 ID（仅限数字）` } },
  });
};
