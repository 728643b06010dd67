/** What `doctor` reads in nginx's site files as they lie there: files edited by hand bring back what the renderer prevents. */
import type { Check, Finding } from "../../contract/finding.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { readIfThere } from "../../system/files.js";
import { verdict } from "../findings.js";
import { nginxFiles } from "./files.js";

const FIX = text("coze apply nginx", "coze apply nginx");

/** The 60 seconds that streams are cut after are nginx's default: a file edited by hand brings them back. */
const streams = async ({ site }: Context): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const { path } of nginxFiles(site).filter((file) => /sites\/(studio|loop|gateway)\.conf$/.test(file.path))) {
    const content = (await readIfThere(path)) ?? "";
    const seconds = [...content.matchAll(/proxy_read_timeout (\d+)s;/g)].map(([, value]) => Number(value));
    const proxied = [...content.matchAll(/proxy_pass /g)].length;
    const unbuffered = [...content.matchAll(/proxy_buffering off;/g)].length;
    findings.push(
      verdict(proxied > 0 && proxied === unbuffered && proxied === seconds.length && Math.min(...seconds) >= 600, {
        id: `nginx/streams/${path.split("/").at(-1)}`,
        what: text("Every proxied location is unbuffered and waits 600 s at least", "每个代理位置均关闭缓冲且等待至少 600 秒"),
        evidence: `${path}: ${proxied} proxied, ${unbuffered} unbuffered, read time-outs ${seconds.join(" ") || "none"}`,
        fix: FIX,
      }),
    );
  }
  return findings;
};

/** Looked at in the files: a login would push whoever uses the account out of his session. */
const cookies = async ({ site }: Context): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const [name, urlKey] of [
    ["studio", "STUDIO_URL"],
    ["loop", "LOOP_URL"],
  ] as const) {
    const path = nginxFiles(site).find((file) => file.path.endsWith(`/sites/${name}.conf`))?.path;
    if (path === undefined) continue;
    const content = (await readIfThere(path)) ?? "";
    const wanted = ["httponly", "samesite=lax", ...(site.get(urlKey).startsWith("https:") ? ["secure"] : [])];
    const said = [...content.matchAll(/proxy_cookie_flags session_key ([^;]*);/g)].map(([, flags = ""]) => flags.split(" "));
    findings.push(
      verdict(said.length > 0 && said.every((flags) => wanted.every((flag) => flags.includes(flag))), {
        id: `nginx/cookies/${name}`,
        what: text(`Flags of the session cookie of ${name}`, `${name} 会话 cookie 的标志`),
        evidence: `${path}: ${said[0]?.join(" ") ?? "none"}, wanted ${wanted.join(" ")}`,
        fix: FIX,
      }),
    );
  }
  return findings.length > 0 ? findings : [noCookies];
};

const noCookies: Finding = {
  id: "nginx/cookies",
  severity: "ok",
  what: text("No site here sets a session cookie", "此处没有站点会设置会话 cookie"),
  evidence: "neither Studio nor Loop is served",
};

export const fileChecks: readonly Check[] = [
  { id: "nginx/streams", title: text("Streams are passed on at once and not cut", "流式响应即时转发且不被切断"), run: streams },
  { id: "nginx/cookies", title: text("Session cookies have their flags", "会话 cookie 带有安全标志"), run: cookies },
];
