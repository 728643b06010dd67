/** One trace written to Loop and read back with the gateway's token: accepted is not stored, so only reading back proves it. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Check, Finding } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { readIfThere } from "../../system/files.js";
import { type HttpAnswer, probeHttp } from "../../system/probe.js";
import { loopUrl } from "./addresses.js";
import { credentialPath } from "./environment.js";
import { otlpRequest } from "./otlp-span.js";

const ID = "gateway/trace";
const INGEST = "/v1/loop/opentelemetry/v1/traces";
const SEARCH = "/v1/loop/traces/search";
/** Loop's pipeline shows a span some seconds after it took it; reads are limited to ten a second. */
const VISIBLE_WITHIN_MS = 45_000;
const LOOK_EVERY_MS = 1000;
const HOUR_MS = 3_600_000;

export const traceCheck: Check = {
  id: ID,
  title: text("A trace written to Coze Loop reads back", "写入 Coze Loop 的链路可以读回"),
  run: async (context) => {
    const access = await accessOf(context);
    return access === undefined ? [withoutAccess(context.site)] : [await roundTrip(access)];
  },
};

interface Access {
  readonly url: string;
  readonly token: string;
  readonly workspace: string;
}

const accessOf = async ({ site }: Context): Promise<Access | undefined> => {
  const token = (await readIfThere(credentialPath(site, { name: "coze-loop-api-token" })))?.trim() || site.secret("GATEWAY_LOOP_API_TOKEN");
  const recorded = (await readIfThere(join(site.paths.records, "loop-workspace-id")))?.trim();
  const workspace = site.get("GATEWAY_LOOP_WORKSPACE_ID") || recorded || "";
  return token === "" || workspace === "" ? undefined : { url: loopUrl(site), token, workspace };
};

const withoutAccess = (site: Site): Finding => ({
  id: ID,
  severity: "warning",
  what: text(
    "Not proven: without Loop's token and workspace no trace can be written and read back",
    "未验证：没有 Loop 的令牌与工作空间，无法写入并读回链路",
  ),
  evidence: `${credentialPath(site, { name: "coze-loop-api-token" })} or GATEWAY_LOOP_WORKSPACE_ID is missing`,
  fix: text(
    "Make an account and a token at Loop, set GATEWAY_LOOP_API_TOKEN and GATEWAY_LOOP_WORKSPACE_ID, then coze apply gateway",
    "在 Loop 注册账号并创建令牌，设置 GATEWAY_LOOP_API_TOKEN 与 GATEWAY_LOOP_WORKSPACE_ID，再 coze apply gateway",
  ),
});

const roundTrip = async (access: Access): Promise<Finding> => {
  const traceId = randomBytes(16).toString("hex");
  const startMs = Date.now();
  const written = await probeHttp({
    url: access.url + INGEST,
    method: "POST",
    headers: { ...authorization(access), "content-type": "application/x-protobuf", "cozeloop-workspace-id": access.workspace },
    body: otlpRequest({
      ...{ traceId, spanId: randomBytes(8).toString("hex"), name: "coze doctor", startMs, durationMs: 1 },
      attributes: { "cozeloop.span_type": "graph", "bff.check": "doctor" },
    }),
  });
  if (codeOf(written) !== 0) return refused(`POST ${access.url}${INGEST} → ${summary(written)}`);
  return readBack(access, traceId, startMs);
};

const readBack = async (access: Access, traceId: string, startMs: number): Promise<Finding> => {
  const giveUpAt = performance.now() + VISIBLE_WITHIN_MS;
  for (;;) {
    const found = await probeHttp({
      url: access.url + SEARCH,
      method: "POST",
      headers: { ...authorization(access), "content-type": "application/json" },
      body: JSON.stringify({
        ...{ workspace_id: access.workspace, trace_id: traceId, limit: 100, platform_type: "cozeloop" },
        ...{ start_time: String(startMs - HOUR_MS), end_time: String(startMs + HOUR_MS) },
      }),
    });
    if (codeOf(found) !== 0) return refused(`POST ${access.url}${SEARCH} → ${summary(found)}`);
    if (!("failure" in found) && found.body.includes(traceId)) return proven(traceId);
    if (performance.now() >= giveUpAt) return lost(traceId);
    await sleep(LOOK_EVERY_MS);
  }
};

const authorization = ({ token }: Access) => ({ authorization: `Bearer ${token}` });

/** Loop answers errors with HTTP 200: only `code` tells (`reference/coze-loop.md §8`). */
const codeOf = (answer: HttpAnswer): number | undefined => {
  if ("failure" in answer || answer.status !== 200) return undefined;
  try {
    const { code } = JSON.parse(answer.body) as { code?: unknown };
    return typeof code === "number" ? code : undefined;
  } catch {
    return undefined;
  }
};

const summary = (answer: HttpAnswer): string => ("failure" in answer ? answer.failure : `${answer.status} ${answer.body.slice(0, 200)}`);

const proven = (traceId: string): Finding => ({
  id: ID,
  severity: "ok",
  what: text(
    "Loop took a trace and showed it again, with the gateway's token. doctor wrote it: this version of the gateway reports none of its own yet",
    "Loop 接收了一条链路并可读回，使用网关的令牌。该链路由 doctor 写入：当前版本的网关尚不上报自己的链路",
  ),
  evidence: `trace ${traceId}: POST ${INGEST}, read back by POST ${SEARCH}`,
});

const refused = (evidence: string): Finding => ({
  id: ID,
  severity: "error",
  what: text(
    "Loop refuses the gateway's token or its workspace, or does not answer (a bad token looks like an internal error there)",
    "Loop 拒绝网关的令牌或工作空间，或没有应答（令牌无效时表现为内部错误）",
  ),
  evidence,
  fix: text(
    "Make a new token at Loop, set GATEWAY_LOOP_API_TOKEN, check GATEWAY_LOOP_WORKSPACE_ID, then coze apply gateway",
    "在 Loop 创建新令牌，设置 GATEWAY_LOOP_API_TOKEN，核对 GATEWAY_LOOP_WORKSPACE_ID，再 coze apply gateway",
  ),
});

const lost = (traceId: string): Finding => ({
  id: ID,
  severity: "error",
  what: text(
    "Loop took a trace and never showed it: it is lost between its queue and ClickHouse (topics, consumer groups, tables, or a clock that is off by an hour)",
    "Loop 接收了链路但一直读不到：在队列与 ClickHouse 之间丢失（主题、消费组、表，或时钟偏差一小时以上）",
  ),
  evidence: `trace ${traceId} is not there ${VISIBLE_WITHIN_MS / 1000} s after it was taken`,
  fix: text(
    "coze doctor rocketmq-broker clickhouse loop; journalctl -u coze-loop",
    "coze doctor rocketmq-broker clickhouse loop；journalctl -u coze-loop",
  ),
});
