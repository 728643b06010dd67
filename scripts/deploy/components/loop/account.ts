/** Loop's first account, its workspace, and the gateway's token (`reference/deploy.md §2.9`). Asked past nginx, which guards registration. */
import { join } from "node:path";
import { Failure } from "../../contract/failure.js";
import type { Site } from "../../contract/site.js";
import type { Context, Step, StepState } from "../../contract/step.js";
import { type Text, text } from "../../contract/text.js";
import { done, later, manual, pending, step } from "../../steps/step.js";
import { readIfThere, writeWhole } from "../../system/files.js";
import { isNearItsEnd, readToken, writeToken } from "../accounts/credential.js";
import { askWeb, expectSuccess, type WebAnswer } from "../accounts/web-session.js";
import { LOOP_PORT } from "./ports.js";

const PATHS = {
  register: "/api/foundation/v1/users/register",
  login: "/api/foundation/v1/users/login_by_password",
  spaces: "/api/foundation/v1/spaces/list",
  tokens: "/api/auth/v1/personal_access_tokens",
  /** Asks for nothing: what counts is whether the token is refused before the missing body is. */
  tokenProbe: "/v1/loop/traces/search",
} as const;

const TOKEN_NAME = "ability-gateway";

export const loopLocal = (site: Site): string => `http://${site.address("loop")}:${LOOP_PORT}`;
export const workspacePath = (site: Site): string => join(site.paths.records, "loop-workspace-id");

const credentials = ({ site }: Context) => ({ email: site.get("LOOP_ADMIN_EMAIL"), password: site.secret("LOOP_ADMIN_PASSWORD") });

const post = (
  context: Context,
  path: string,
  more: { body: Record<string, unknown>; cookie?: string; token?: string },
): Promise<WebAnswer> => askWeb({ url: `${loopLocal(context.site)}${path}`, ...more });

const logIn = (context: Context): Promise<WebAnswer> => post(context, PATHS.login, { body: credentials(context) });

const notYet = (error: unknown): StepState => {
  const said = error instanceof Failure ? error.text : { en: String(error), zh: String(error) };
  return later(text(`Loop does not answer yet: ${said.en}`, `Loop 尚未应答：${said.zh}`));
};

export const adminStep: Step = step({
  id: "loop/admin",
  component: "loop",
  title: text("first account of Loop", "Loop 的首个账号"),
  isDone: async (context) => {
    const { site, machine } = context;
    if (site.get("LOOP_ADMIN_EMAIL") === "")
      return (await readToken(site, "coze-loop-api-token")) || site.secret("GATEWAY_LOOP_API_TOKEN") !== ""
        ? done
        : manual(signUpByHand(site));
    if (machine.staged) return notYet("it is not started here");
    try {
      const answer = await logIn(context);
      return answer.code === 0 && answer.cookie !== ""
        ? done
        : pending(text(`it cannot log in (code ${answer.code})`, `无法登录（代码 ${answer.code}）`));
    } catch (error) {
      return notYet(error);
    }
  },
  run: async (context) => {
    const { email, password } = credentials(context);
    const name = email.split("@")[0] ?? email;
    expectSuccess(
      `registration of ${email} at Loop (if it has an account already: LOOP_ADMIN_PASSWORD in secrets.env is not its password)`,
      await post(context, PATHS.register, { body: { email, password, name } }),
    );
  },
});

const signUpByHand = (site: Site): Text => {
  const tunnel = `ssh -L 8888:127.0.0.1:${LOOP_PORT}`;
  return text(
    `Sign up at ${site.get("LOOP_URL")} from an address of NGINX_ADMIN_ALLOW (or over a tunnel: ${tunnel} <this machine>), make a token there, and write GATEWAY_LOOP_API_TOKEN into secrets.env. Or set LOOP_ADMIN_EMAIL and apply: both are made for you.`,
    `从 NGINX_ADMIN_ALLOW 中的地址访问 ${site.get("LOOP_URL")} 注册（或使用隧道：${tunnel} <本机>），创建令牌并写入 secrets.env 的 GATEWAY_LOOP_API_TOKEN。也可设置 LOOP_ADMIN_EMAIL 后 apply，由程序完成。`,
  );
};

/** A bad token has no code of its own and looks like a fault of the server (`reference/coze-loop.md §8`); a missing body has one. */
const INTERNAL = 600900702;

export const isTokenValid = async (context: Context, token: string): Promise<{ valid: boolean; evidence: string }> => {
  const { status, code, message } = await post(context, PATHS.tokenProbe, { body: {}, token });
  const refused = status === 401 || status === 403 || code === INTERNAL || /Service Internal Error|unauthori|authenticat/i.test(message);
  return { valid: !refused, evidence: `POST ${PATHS.tokenProbe} → HTTP ${status}, code ${code}` };
};

export const tokenStep: Step = step({
  id: "loop/token",
  component: "loop",
  title: text("the gateway's token and workspace at Loop", "网关在 Loop 的令牌与工作空间"),
  isDone: async (context) => {
    const { site, machine } = context;
    if (site.place("gateway").kind === "none" || site.get("LOOP_ADMIN_EMAIL") === "") return done;
    if (machine.staged) return notYet("it is not started here");
    const token = site.secret("GATEWAY_LOOP_API_TOKEN") || (await readToken(site, "coze-loop-api-token"));
    if (!token) return pending(text("there is none", "尚无令牌"));
    if (!(await readIfThere(workspacePath(site)))) return pending(text("the workspace is not written down", "未记录工作空间"));
    if (await isNearItsEnd(site, "coze-loop-api-token", site.get("LOOP_TOKEN_DAYS"))) return pending(text("it ends soon", "即将到期"));
    try {
      const { valid, evidence } = await isTokenValid(context, token);
      return valid ? done : pending(text(`Loop refuses it: ${evidence}`, `Loop 拒绝该令牌：${evidence}`));
    } catch (error) {
      return notYet(error);
    }
  },
  run: (context) => createToken(context),
});

const createToken = async (context: Context): Promise<void> => {
  const { site } = context;
  const days = site.get("LOOP_TOKEN_DAYS");
  const { cookie } = expectSuccess("login to Loop", await logIn(context));
  const spaces = expectSuccess(
    "the list of workspaces",
    await post(context, PATHS.spaces, { body: { page_size: 10, page_number: 1 }, cookie }),
  );
  const [space] = (spaces.body.spaces as readonly { id?: unknown }[] | undefined) ?? [];
  if (space?.id === undefined) throw new Failure(text("Loop's first account has no workspace", "Loop 的首个账号没有工作空间"));
  await writeWhole(workspacePath(site), `${space.id}\n`, { mode: 0o600 });
  if (site.secret("GATEWAY_LOOP_API_TOKEN") !== "") return;
  const answer = expectSuccess(
    "a token of Loop",
    await post(context, PATHS.tokens, { body: { name: TOKEN_NAME, duration_day: days }, cookie }),
  );
  const { token } = answer.body;
  if (typeof token !== "string" || token === "") throw new Failure(text("Loop answered without a token", "Loop 未返回令牌"));
  await writeToken(site, "coze-loop-api-token", { token, days });
};
