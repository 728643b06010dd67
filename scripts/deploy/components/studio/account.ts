/**
 * The first account of Studio and the gateway's token (`reference/deploy.md §1.9`, `reference/coze-api.md §3.3`). Asked past
 * nginx, whose guard lets nobody register from outside.
 */
import { Failure } from "../../contract/failure.js";
import type { Context, Step, StepState } from "../../contract/step.js";
import { type Text, text } from "../../contract/text.js";
import { done, later, manual, pending, step } from "../../steps/step.js";
import { isNearItsEnd, readToken, tokenPath, writeToken } from "../accounts/credential.js";
import { askWeb, expectSuccess, type WebAnswer } from "../accounts/web-session.js";
import { studioLocal } from "./public-address.js";

const PATHS = {
  register: "/api/passport/web/email/register/v2/",
  login: "/api/passport/web/email/login/",
  createToken: "/api/permission_api/pat/create_personal_access_token_and_permission",
  /** Reads the history of a run that is not there: nothing is run, and the token is judged all the same. */
  tokenProbe: "/v1/workflow/get_run_history?workflow_id=1&execute_id=1",
} as const;

const CODES = { emailTaken: 700000001, wrongLogin: 700000003, registrationClosed: 700000008, notAuthenticated: 700012006 } as const;
/** Hosted and newer builds say so (`reference/coze-api.md §3.2`). */
const REFUSED_TOKEN: readonly number[] = [CODES.notAuthenticated, 4100, 401];

const TOKEN_NAME = "ability-gateway";

const credentials = ({ site }: Context) => ({ email: site.get("STUDIO_ADMIN_EMAIL"), password: site.secret("STUDIO_ADMIN_PASSWORD") });

const logIn = (context: Context): Promise<WebAnswer> =>
  askWeb({ url: `${studioLocal(context.site)}${PATHS.login}`, body: credentials(context) });

const notYet = (error: unknown): StepState => {
  const said = error instanceof Failure ? error.text : { en: String(error), zh: String(error) };
  return later(text(`Studio does not answer yet: ${said.en}`, `Studio 尚未应答：${said.zh}`));
};

export const adminStep: Step = step({
  id: "studio/admin",
  component: "studio",
  title: text("first account of Studio", "Studio 的首个账号"),
  isDone: async (context) => {
    const { site, machine } = context;
    if (site.secret("GATEWAY_COZE_API_TOKEN") !== "" && site.get("STUDIO_ADMIN_EMAIL") === "") return done;
    if (site.get("STUDIO_ADMIN_EMAIL") === "") return (await readToken(site, "coze-api-token")) ? done : manual(signUpByHand(context));
    if (machine.staged) return notYet("it is not started here");
    try {
      const { code } = await logIn(context);
      return code === 0 ? done : pending(text(`it cannot log in (code ${code})`, `无法登录（代码 ${code}）`));
    } catch (error) {
      return notYet(error);
    }
  },
  run: (context) => register(context),
});

const register = async (context: Context): Promise<void> => {
  const { email } = credentials(context);
  const answer = await askWeb({ url: `${studioLocal(context.site)}${PATHS.register}`, body: credentials(context) });
  if (answer.code === 0) return;
  if (answer.code === CODES.emailTaken)
    throw new Failure(
      text(
        `${email} has an account already, and STUDIO_ADMIN_PASSWORD in secrets.env is not its password. Write the right one there.`,
        `${email} 已有账号，但 secrets.env 中的 STUDIO_ADMIN_PASSWORD 不是其密码。请填写正确的密码。`,
      ),
    );
  if (answer.code === CODES.registrationClosed)
    throw new Failure(
      text(
        `Studio takes no registrations. Set STUDIO_REGISTRATION=open, apply, then closed again. If it was closed on the /admin page, open it there: what is saved there wins over .env.`,
        `Studio 不接受注册。请设置 STUDIO_REGISTRATION=open 并 apply，之后再改回 closed。若是在 /admin 页面关闭的，请在该页面打开：其设置优先于 .env。`,
      ),
    );
  expectSuccess(`registration of ${email}`, answer);
};

const signUpByHand = ({ site }: Context): Text => {
  const url = `${site.get("STUDIO_URL").replace(/\/+$/, "")}/sign`;
  const path = tokenPath(site, "coze-api-token");
  return text(
    [
      `Sign up at ${url} from an address of NGINX_ADMIN_ALLOW, or over a tunnel to this machine:`,
      `ssh -L 8892:127.0.0.1:${site.get("STUDIO_PORT")} <this machine>. Then profile menu → API authorization → a token,`,
      `and: sudo install -m 600 -D /dev/stdin ${path}  (paste it, then Ctrl-D). Or set STUDIO_ADMIN_EMAIL and apply: both are made for you.`,
    ].join(" "),
    [
      `从 NGINX_ADMIN_ALLOW 中的地址访问 ${url} 注册，或经由到本机的隧道：`,
      `ssh -L 8892:127.0.0.1:${site.get("STUDIO_PORT")} <本机>。然后在个人菜单 → API 授权中创建令牌，`,
      `并执行：sudo install -m 600 -D /dev/stdin ${path}（粘贴后按 Ctrl-D）。也可设置 STUDIO_ADMIN_EMAIL 后 apply，由程序完成。`,
    ].join(""),
  );
};

/** `undefined` when nobody could tell. */
export const isTokenValid = async (context: Context, token: string): Promise<{ valid: boolean; code: number }> => {
  const { code } = await askWeb({ url: `${studioLocal(context.site)}${PATHS.tokenProbe}`, token });
  return { valid: !REFUSED_TOKEN.includes(code), code };
};

export const tokenStep: Step = step({
  id: "studio/token",
  component: "studio",
  title: text("the gateway's token for Studio", "网关访问 Studio 的令牌"),
  isDone: async (context) => {
    const { site, machine } = context;
    if (site.secret("GATEWAY_COZE_API_TOKEN") !== "" || site.place("gateway").kind === "none") return done;
    const token = await readToken(site, "coze-api-token");
    if (site.get("STUDIO_ADMIN_EMAIL") === "") return token ? done : manual(signUpByHand(context));
    if (machine.staged) return notYet("it is not started here");
    if (!token) return pending(text("there is none", "尚无令牌"));
    if (await isNearItsEnd(site, "coze-api-token", site.get("STUDIO_TOKEN_DAYS"))) return pending(text("it ends soon", "即将到期"));
    try {
      const { valid, code } = await isTokenValid(context, token);
      return valid ? done : pending(text(`Studio refuses it (code ${code})`, `Studio 拒绝该令牌（代码 ${code}）`));
    } catch (error) {
      return notYet(error);
    }
  },
  run: (context) => createToken(context),
});

const createToken = async (context: Context): Promise<void> => {
  const { site } = context;
  const days = site.get("STUDIO_TOKEN_DAYS");
  const { cookie } = expectSuccess("login to Studio", await logIn(context));
  const body = { name: TOKEN_NAME, duration_day: days };
  const answer = expectSuccess("a token of Studio", await askWeb({ url: `${studioLocal(site)}${PATHS.createToken}`, body, cookie }));
  const token = (answer.body.data as { token?: unknown } | undefined)?.token;
  if (typeof token !== "string" || token === "")
    throw new Failure(text("Studio answered without a token: its API is another one than ours", "Studio 未返回令牌：其 API 与预期不同"));
  await writeToken(site, "coze-api-token", { token, days });
};
