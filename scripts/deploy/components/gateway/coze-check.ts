/**
 * Whether Coze does what the gateway asks. With `GATEWAY_DOCTOR_ABILITY` one call goes the whole way; without it Studio's own
 * API is asked for a workflow that cannot exist, and its code tells whether the token is good. The finding says which was proven.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Check, Finding } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { type Text, text } from "../../contract/text.js";
import { readIfThere } from "../../system/files.js";
import { type HttpAnswer, probeHttp } from "../../system/probe.js";
import { cozeUrl } from "./addresses.js";
import { credentialPath } from "./environment.js";
import { baseUrlOf, instancesOf } from "./instances.js";

const ID = "gateway/coze";
/** The longest that one request may wait for the end of its call. */
const WAIT_MS = 25_000;
const ENDED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 1000;
const NO_SUCH_WORKFLOW = "1";
/** Open source and hosted (`reference/coze-api.md §3.2`). The HTTP status says nothing: it may be 200 as well as 401. */
const BAD_TOKEN_CODES = ["700012006", "4100", "4101"];

export const cozeCheck: Check = {
  id: ID,
  title: text("A workflow runs through Coze", "工作流可经 Coze 运行"),
  run: async (context) => [await (context.site.get("GATEWAY_DOCTOR_ABILITY") === "" ? askStudio(context) : invoke(context))],
};

const askStudio = async ({ site }: Context): Promise<Finding> => {
  const path = credentialPath(site, { name: "coze-api-token" });
  const token = (await readIfThere(path))?.trim() || site.secret("GATEWAY_COZE_API_TOKEN");
  if (token === "") return error(text("The gateway has no token for Coze", "网关没有 Coze 令牌"), `${path} is missing`, NEW_TOKEN);
  const url = `${cozeUrl(site)}/v1/workflow/run`;
  const answer = await probeHttp({
    ...{ url, method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/json" } },
    body: JSON.stringify({ workflow_id: NO_SUCH_WORKFLOW, parameters: {} }),
  });
  if ("failure" in answer) return error(text("Coze does not answer", "Coze 没有应答"), `POST ${url} → ${answer.failure}`, LOOK_AT_STUDIO);
  const evidence = `POST ${url} for workflow ${NO_SUCH_WORKFLOW}, which cannot exist → ${answer.status} ${answer.body.slice(0, 160)}`;
  const code = /"code"\s*:\s*"?(\d+)/.exec(answer.body)?.[1];
  if (code === undefined) return error(text("What answers is not Coze's API", "应答方不是 Coze 的接口"), evidence, LOOK_AT_STUDIO);
  if (BAD_TOKEN_CODES.includes(code)) return error(text("Coze refuses the gateway's token", "Coze 拒绝网关的令牌"), evidence, NEW_TOKEN);
  return {
    id: ID,
    severity: "ok",
    what: text(
      "Coze answers and takes the gateway's token. No workflow was run: GATEWAY_DOCTOR_ABILITY names none",
      "Coze 有应答并接受网关的令牌。未运行工作流：GATEWAY_DOCTOR_ABILITY 未指定能力",
    ),
    evidence,
  };
};

const INVOCATION = "invocation { id status failure { code message engineCode engineMessage } }";
const INVOKE = `mutation Doctor($input: InvokeAbilityInput!) {
  invokeAbility(input: $input) { __typename ... on InvocationAccepted { ${INVOCATION} } ... on DomainError { code message } }
}`;
const READ = "query Doctor($id: ID!) { invocation(id: $id) { id status failure { code message engineCode engineMessage } } }";
const ENDED = /"status":"(SUCCEEDED|FAILED|CANCELLED|EXPIRED|WAITING)"/;

const invoke = async ({ site }: Context): Promise<Finding> => {
  const ability = site.get("GATEWAY_DOCTOR_ABILITY");
  const form = JSON.parse(site.get("GATEWAY_DOCTOR_FORM")) as unknown;
  const giveUpAt = performance.now() + ENDED_WITHIN_MS;
  const input = { abilityKey: ability, form, waitMs: WAIT_MS, tags: ["doctor"] };
  let answer = await ask(site, { query: INVOKE, variables: { input } });
  const id = "failure" in answer ? undefined : /"id":"(inv_\w+)"/.exec(answer.body)?.[1];
  while (id !== undefined && !("failure" in answer) && !ENDED.test(answer.body) && performance.now() < giveUpAt) {
    await sleep(LOOK_EVERY_MS);
    answer = await ask(site, { query: READ, variables: { id } });
  }
  const evidence = `invokeAbility ${ability} → ${"failure" in answer ? answer.failure : `${answer.status} ${answer.body.slice(0, 400)}`}`;
  if ("failure" in answer) return error(text("The gateway does not answer", "网关没有应答"), evidence, LOOK_AT_GATEWAY);
  if (!/"status":"SUCCEEDED"/.test(answer.body))
    return error(text(`The ability ${ability} did not succeed`, `能力 ${ability} 未成功`), evidence, LOOK_AT_GATEWAY);
  return { id: ID, severity: "ok", what: ranThrough(ability), evidence };
};

const ranThrough = (ability: string): Text =>
  text(
    `The ability ${ability} ran through gateway, queue, worker and Coze to its end`,
    `能力 ${ability} 经网关、队列、工作进程与 Coze 运行完成`,
  );

const ask = (site: Site, request: object): Promise<HttpAnswer> => {
  const instance = instancesOf(site).find(({ role }) => role === "api");
  if (instance === undefined) throw new Error("the site has no api instance");
  return probeHttp({
    ...{ url: `${baseUrlOf(instance)}/graphql`, method: "POST", timeoutMs: WAIT_MS + 5000 },
    headers: { authorization: `Bearer ${site.secret("GATEWAY_SERVICE_API_TOKEN")}`, "content-type": "application/json" },
    body: JSON.stringify(request),
  });
};

const error = (what: Text, evidence: string, fix: Text): Finding => ({ id: ID, severity: "error", what, evidence, fix });

const NEW_TOKEN = text(
  "Make a personal access token in Studio, write GATEWAY_COZE_API_TOKEN into secrets.env, then coze apply gateway",
  "在 Studio 创建个人访问令牌，将 GATEWAY_COZE_API_TOKEN 写入 secrets.env，再 coze apply gateway",
);
const LOOK_AT_STUDIO = text("coze doctor studio; journalctl -u coze-studio", "coze doctor studio；journalctl -u coze-studio");
const LOOK_AT_GATEWAY = text(
  "coze doctor studio redis-gateway; journalctl -u coze-gateway-worker-1",
  "coze doctor studio redis-gateway；journalctl -u coze-gateway-worker-1",
);
