/** The tokens that somebody else makes: without Coze's the gateway does not start, and Loop's is written down for later. */
import { join } from "node:path";
import type { Context, Step, StepState } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { done, later, manual, step } from "../../steps/step.js";
import { readIfThere } from "../../system/files.js";
import { reportsToLoop } from "./addresses.js";
import { credentialPath } from "./environment.js";

/** Nothing to run: who can make the token is Studio or Loop, or the operator. */
const nothing = async (): Promise<void> => {};

const hasToken = async ({ site }: Context, name: string): Promise<boolean> =>
  Boolean((await readIfThere(credentialPath(site, { name })))?.trim());

export const cozeTokenStep: Step = step({
  id: "gateway/coze-token",
  component: "gateway",
  title: text("Coze's token for the gateway", "网关使用的 Coze 令牌"),
  isDone: async (context) => ((await hasToken(context, "coze-api-token")) ? done : missingCozeToken(context)),
  run: nothing,
});

const missingCozeToken = ({ site }: Context): StepState => {
  const path = credentialPath(site, { name: "coze-api-token" });
  return later(
    text(
      `${path} is missing: sign in to Coze Studio, make a personal access token, write GATEWAY_COZE_API_TOKEN=… into secrets.env, then apply again`,
      `缺少 ${path}：登录 Coze Studio 创建个人访问令牌，将 GATEWAY_COZE_API_TOKEN=… 写入 secrets.env，然后再次 apply`,
    ),
  );
};

/** This version of the gateway reads Loop's settings and reports nothing yet, so nothing waits for them. */
export const loopSettingsStep: Step = step({
  id: "gateway/loop-settings",
  component: "gateway",
  title: text("Coze Loop's token and workspace for the gateway", "网关使用的 Coze Loop 令牌与工作空间"),
  isDone: async (context) => {
    const { site } = context;
    if (site.place("loop").kind === "none" || reportsToLoop(site)) return done;
    const workspace = (await readIfThere(join(site.paths.records, "loop-workspace-id")))?.trim();
    if (workspace === undefined || workspace === "") return manual(makeAccount);
    return manual(
      text(
        `Write GATEWAY_LOOP_WORKSPACE_ID=${workspace} into site.env and apply again; this version of the gateway does not report traces yet.`,
        `将 GATEWAY_LOOP_WORKSPACE_ID=${workspace} 写入 site.env 并再次 apply；当前版本的网关尚不上报链路。`,
      ),
    );
  },
  run: nothing,
});

const makeAccount = text(
  "Make an account and a token at Coze Loop, write GATEWAY_LOOP_API_TOKEN into secrets.env and GATEWAY_LOOP_WORKSPACE_ID (the number after /space/ in Loop's address) into site.env. This version of the gateway does not report traces yet.",
  "在 Coze Loop 注册账号并创建令牌，将 GATEWAY_LOOP_API_TOKEN 写入 secrets.env、GATEWAY_LOOP_WORKSPACE_ID（Loop 地址中 /space/ 后的数字）写入 site.env。当前版本的网关尚不上报链路。",
);

/** With the workspace set, the unit asks for the token's file and does not start without it. */
export const loopTokenStep: Step = step({
  id: "gateway/loop-token",
  component: "gateway",
  title: text("Coze Loop's token for the gateway", "网关使用的 Coze Loop 令牌"),
  isDone: async (context) => {
    if (!reportsToLoop(context.site) || (await hasToken(context, "coze-loop-api-token"))) return done;
    return later(
      text(
        "GATEWAY_LOOP_WORKSPACE_ID is set but there is no token: write GATEWAY_LOOP_API_TOKEN into secrets.env, or empty GATEWAY_LOOP_WORKSPACE_ID",
        "已设置 GATEWAY_LOOP_WORKSPACE_ID 但没有令牌：将 GATEWAY_LOOP_API_TOKEN 写入 secrets.env，或清空 GATEWAY_LOOP_WORKSPACE_ID",
      ),
    );
  },
  run: nothing,
});
