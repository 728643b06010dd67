/** The web API of both products: JSON in, `{code, msg, …}` out, a session in a cookie. Judged by `code`, not by the HTTP status. */
import { Failure } from "../../contract/failure.js";
import { text } from "../../contract/text.js";
import { probeHttp } from "../../system/probe.js";

export interface WebAnswer {
  readonly status: number;
  /** The business code: 0 is success. Loop leaves it out of some answers that succeed. */
  readonly code: number;
  readonly message: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** `name=value; name=value`, ready to be sent back; "" without. */
  readonly cookie: string;
}

export interface WebRequest {
  readonly url: string;
  /** Sent as JSON by POST; GET without. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly cookie?: string;
  readonly token?: string;
}

const TIMEOUT_MS = 30_000;

/** @throws Failure when no answer comes, or none that is JSON. */
export const askWeb = async ({ url, body, cookie, token }: WebRequest): Promise<WebAnswer> => {
  const headers: Record<string, string> = { accept: "application/json" };
  if (body) headers["content-type"] = "application/json";
  if (cookie) headers.cookie = cookie;
  if (token) headers.authorization = `Bearer ${token}`;
  const request = body ? { method: "POST", body: JSON.stringify(body) } : {};
  const answer = await probeHttp({ url, headers, timeoutMs: TIMEOUT_MS, ...request });
  if ("failure" in answer) throw new Failure(text(`${url} does not answer: ${answer.failure}`, `${url} 无应答：${answer.failure}`));
  const parsed = parse(answer.body);
  if (!parsed) throw new Failure(text(`${url} answered ${answer.status} without JSON`, `${url} 返回 ${answer.status}，且不是 JSON`));
  const cookies = answer.headers.getSetCookie().map((line) => line.split(";", 1)[0] ?? "");
  const code = typeof parsed.code === "number" ? parsed.code : answer.status < 400 ? 0 : answer.status;
  return { status: answer.status, code, message: String(parsed.msg ?? parsed.message ?? ""), body: parsed, cookie: cookies.join("; ") };
};

const parse = (body: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

/** @throws Failure that says what was asked and what came. */
export const expectSuccess = (what: string, answer: WebAnswer): WebAnswer => {
  if (answer.code === 0) return answer;
  const said = `${answer.code} ${answer.message}`.trim();
  throw new Failure(text(`${what} was refused: ${said} (HTTP ${answer.status})`, `${what} 被拒绝：${said}（HTTP ${answer.status}）`));
};
