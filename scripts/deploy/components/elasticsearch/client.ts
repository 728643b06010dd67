import { Failure } from "../../contract/failure.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { probeHttp } from "../../system/probe.js";

export interface EsRequest {
  /** Default GET. */
  readonly method?: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** `/_cat/plugins?format=json`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Default 30000. */
  readonly timeoutMs?: number;
}

export interface EsAnswer {
  readonly status: number;
  readonly body: string;
}

export const esUrl = ({ site }: Context, path: string): string =>
  `${site.get("ELASTICSEARCH_SCHEME")}://${site.address("elasticsearch")}:${site.port("ELASTICSEARCH_PORT")}${path}`;

/** Whatever status it answers is an answer. @throws Failure when none comes. */
export const esRequest = async (context: Context, { method = "GET", path, body, timeoutMs = 30_000 }: EsRequest): Promise<EsAnswer> => {
  const { site } = context;
  const user = site.get("ELASTICSEARCH_USER");
  const login = Buffer.from(`${user}:${site.secret("ELASTICSEARCH_PASSWORD")}`).toString("base64");
  const url = esUrl(context, path);
  const answer = await probeHttp({
    url,
    method,
    headers: {
      ...(user === "" ? {} : { authorization: `Basic ${login}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    timeoutMs,
  });
  if ("failure" in answer)
    throw new Failure(text(`Elasticsearch: ${method} ${url} → ${answer.failure}`, `Elasticsearch：${method} ${url} → ${answer.failure}`));
  return { status: answer.status, body: answer.body };
};

/** The answer's JSON. @throws Failure for every status but 2xx. */
export const esJson = async <T>(context: Context, request: EsRequest): Promise<T> => {
  const { status, body } = await esRequest(context, request);
  if (status >= 200 && status < 300) return JSON.parse(body) as T;
  const said = `${request.method ?? "GET"} ${request.path} → ${status} ${body.slice(0, 300)}`;
  throw new Failure(text(`Elasticsearch: ${said}`, `Elasticsearch：${said}`));
};
