import { Failure } from "../../contract/failure.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { probeHttp } from "../../system/probe.js";

/**
 * What the server answers, as text (`FORMAT` in the statement decides how). One statement a call, over HTTP as Loop's user;
 * the password goes in a header. @throws Failure with the server's words.
 */
export const clickhouseQuery = async (context: Context, sql: string, { database }: { database?: string } = {}): Promise<string> => {
  const { site } = context;
  const origin = `${site.get("CLICKHOUSE_SCHEME")}://${site.address("clickhouse")}:${site.port("CLICKHOUSE_HTTP_PORT")}`;
  const answer = await probeHttp({
    url: `${origin}/${database === undefined ? "" : `?database=${encodeURIComponent(database)}`}`,
    method: "POST",
    headers: { "x-clickhouse-user": site.get("CLICKHOUSE_USER"), "x-clickhouse-key": site.secret("CLICKHOUSE_PASSWORD") },
    body: sql,
    timeoutMs: 120_000,
  });
  if (!("failure" in answer) && answer.status === 200) return answer.body;
  const said = "failure" in answer ? answer.failure : `${answer.status} ${answer.body.trim().slice(0, 300)}`;
  throw new Failure(text(`ClickHouse (${origin}): ${said}`, `ClickHouse（${origin}）：${said}`));
};
