/** What `doctor` looks at from the visitor's side (`reference/deploy.md §5.1` point 7, "edge"). */
import { X509Certificate } from "node:crypto";
import { networkInterfaces } from "node:os";
import type { Check, Finding } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { readIfThere } from "../../system/files.js";
import { compareVersions, versionIn } from "../checkout/versions.js";
import { verdict } from "../findings.js";
import { tlsOf } from "./directives.js";
import { type EdgeAnswer, type EdgeRequest, edgeRequest } from "./edge-request.js";
import { fileChecks } from "./file-checks.js";
import { nginxProgramOf } from "./files.js";
import { isEverything } from "./main-conf.js";

/** `proxy_cookie_flags` came with it. */
const OLDEST = "1.19.4";

export const nginxChecks = (site: Site): readonly Check[] => [
  { id: "nginx/program", title: text("nginx can do what its files ask", "nginx 具备所需功能"), run: program },
  { id: "nginx/foreign", title: text("No other nginx takes the ports", "没有其他 nginx 占用端口"), run: foreign },
  ...fileChecks,
  { id: "nginx/guards", title: text("Registration and administration are closed from outside", "注册与管理入口对外关闭"), run: guards },
  { id: "nginx/unknown-host", title: text("Unknown host names get no answer", "未知主机名得不到响应"), run: unknownHost },
  { id: "nginx/cors", title: text("No site answers every origin", "没有站点对所有来源开放"), run: cors },
  ...(tlsOf(site) ? [{ id: "nginx/certificate", title: text("The certificate", "证书"), run: certificate }] : []),
];

const program = async ({ machine, site }: Context): Promise<readonly Finding[]> => {
  const path = nginxProgramOf(site);
  const { stderr } = await machine.run({ program: path, args: ["-V"] });
  const version = versionIn(stderr) ?? "";
  const missing = ["http_sub_module", "http_ssl_module"].filter((module) => !stderr.includes(module));
  return [
    verdict(compareVersions(version, OLDEST) >= 0 && missing.length === 0, {
      id: "nginx/program",
      what: text(`nginx of at least ${OLDEST} with http_sub and http_ssl`, `nginx 不低于 ${OLDEST}，含 http_sub 与 http_ssl`),
      evidence: `${path} -V → ${version}${missing.length > 0 ? `, without ${missing.join(", ")}` : ""}`,
      fix: text("install the distribution's nginx (full, not light), or set NGINX_PROGRAM", "安装发行版完整的 nginx，或设置 NGINX_PROGRAM"),
    }),
  ];
};

const foreign = async ({ machine }: Context): Promise<readonly Finding[]> => {
  const state = await machine.services.state("nginx.service");
  return [
    verdict(state !== "active" && state !== "activating", {
      id: "nginx/foreign",
      what: text("The distribution's own nginx.service, which takes ports 80 and 443", "发行版自带的 nginx.service 会占用 80 与 443 端口"),
      evidence: `systemctl is-active nginx.service → ${state}`,
      fix: text("systemctl disable --now nginx.service", "systemctl disable --now nginx.service"),
    }),
  ];
};

interface Door {
  readonly id: string;
  readonly component: "studio" | "loop" | "gateway";
  readonly urlKey: string;
  readonly path: string;
  readonly method?: string;
}

/** An empty body: even where a guard is missing, nobody is registered by looking. */
const DOORS: readonly Door[] = [
  { id: "studio-register", component: "studio", urlKey: "STUDIO_URL", path: "/api/passport/web/email/register/v2/", method: "POST" },
  { id: "studio-admin", component: "studio", urlKey: "STUDIO_URL", path: "/admin/" },
  { id: "studio-admin-api", component: "studio", urlKey: "STUDIO_URL", path: "/api/admin/" },
  { id: "loop-register", component: "loop", urlKey: "LOOP_URL", path: "/api/foundation/v1/users/register", method: "POST" },
  { id: "gateway-metrics", component: "gateway", urlKey: "GATEWAY_URL", path: "/metrics" },
];

const guards = async ({ site }: Context): Promise<readonly Finding[]> => {
  const address = outsideAddress(site);
  if (address === undefined)
    return [
      {
        id: "nginx/guards",
        severity: "warning",
        what: text("From outside nothing can be asked: this machine has only loopback addresses", "本机仅有回环地址，无法从外部验证"),
        evidence: "no address beyond loopback that is not in NGINX_ADMIN_ALLOW",
        fix: text("ask /admin/ from another machine: it must answer 403", "从另一台机器访问 /admin/：应返回 403"),
      },
    ];
  const findings: Finding[] = [];
  for (const door of DOORS.filter(({ component }) => site.place(component).kind !== "none"))
    findings.push(await doorFinding(site, door, address));
  return findings;
};

const doorFinding = async (site: Site, { id, urlKey, path, method = "GET" }: Door, address: string): Promise<Finding> => {
  const url = `${site.get(urlKey).replace(/\/+$/, "")}${path}`;
  const answer = await edgeRequest({ ...edgeOf(site), address, url, method, ...(method === "POST" ? { body: "{}" } : {}) });
  const status = "failure" in answer ? undefined : answer.status;
  return verdict(status === 403 || status === 404, {
    id: `nginx/guards/${id}`,
    what: text(`${path} from outside`, `从外部访问 ${path}`),
    evidence: `${method} ${url} at ${address} → ${said(answer)}`,
    fix: text(
      "coze apply nginx; look at NGINX_ADMIN_ALLOW and NGINX_TRUSTED_PROXIES",
      "coze apply nginx；检查 NGINX_ADMIN_ALLOW 与 NGINX_TRUSTED_PROXIES",
    ),
  });
};

const said = (answer: EdgeAnswer): string => ("failure" in answer ? answer.failure : String(answer.status));

/** An address of this machine that is not loopback: what is asked there comes from there, as from any other machine. */
const outsideAddress = (site: Site): string | undefined => {
  const listen = site.list("NGINX_LISTEN").filter((address) => !isEverything(address));
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const allowed = site.list("NGINX_ADMIN_ALLOW");
  return all.find(
    ({ internal, family, address }) =>
      !internal &&
      family === "IPv4" &&
      !allowed.some((net) => net.split("/")[0] === address) &&
      (listen.length === 0 || listen.includes(address)),
  )?.address;
};

const edgeOf = (site: Site): Pick<EdgeRequest, "address" | "port" | "tls"> => {
  const tls = tlsOf(site) !== undefined;
  const listen = site.list("NGINX_LISTEN")[0] ?? "0.0.0.0";
  return { address: isEverything(listen) ? "127.0.0.1" : listen, port: site.port(tls ? "NGINX_HTTPS_PORT" : "NGINX_HTTP_PORT"), tls };
};

const unknownHost = async ({ site }: Context): Promise<readonly Finding[]> => {
  const answer = await edgeRequest({ ...edgeOf(site), url: "http://nobody.invalid/" });
  return [
    verdict("failure" in answer && !/ECONNREFUSED|no answer/.test(answer.failure), {
      id: "nginx/unknown-host",
      what: text("A host name that is nobody's", "不属于任何站点的主机名"),
      evidence: `GET / with Host: nobody.invalid → ${said(answer)}`,
      fix: text("coze apply nginx; another default_server may stand in the way", "coze apply nginx；可能存在其他 default_server"),
    }),
  ];
};

const cors = async ({ site }: Context): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const [component, urlKey, path] of [
    ["studio", "STUDIO_URL", "/api/passport/account/info/v2/"],
    ["loop", "LOOP_URL", "/api/foundation/v1/users/session"],
    ["gateway", "GATEWAY_URL", "/graphql"],
  ] as const) {
    if (site.place(component).kind === "none") continue;
    const url = `${site.get(urlKey).replace(/\/+$/, "")}${path}`;
    const answer = await edgeRequest({ ...edgeOf(site), url, headers: { origin: "https://example.invalid" } });
    const allowed = "failure" in answer ? answer.failure : (answer.headers["access-control-allow-origin"] ?? "none");
    findings.push(
      verdict(allowed === "none", {
        id: `nginx/cors/${component}`,
        what: text(`Answers of ${component} for other origins`, `${component} 对其他来源的响应`),
        evidence: `GET ${url} with Origin: https://example.invalid → Access-Control-Allow-Origin: ${allowed}`,
        fix: text("coze apply nginx", "coze apply nginx"),
      }),
    );
  }
  return findings;
};

const DAY_MS = 86_400_000;

const certificate = async ({ site }: Context): Promise<readonly Finding[]> => {
  const pair = tlsOf(site);
  const pem = pair && (await readIfThere(pair.certificate));
  if (!pem) throw new Error(`${pair?.certificate} is not there`);
  const found = new X509Certificate(pem);
  const days = Math.floor((new Date(found.validTo).getTime() - Date.now()) / DAY_MS);
  const names = ["STUDIO_URL", "LOOP_URL", "GATEWAY_URL"].map((key) => new URL(site.get(key)).hostname);
  const uncovered = names.filter((name) => found.checkHost(name) === undefined);
  return [
    verdict(
      days > 21,
      {
        id: "nginx/certificate/age",
        what: text("How long the certificate is valid", "证书有效期"),
        evidence: `${pair?.certificate} until ${found.validTo} (${days} days)`,
        fix: text("renew it, then: coze apply nginx", "续期后执行：coze apply nginx"),
      },
      days > 3 ? "warning" : "error",
    ),
    verdict(uncovered.length === 0, {
      id: "nginx/certificate/names",
      what: text("The certificate names all sites", "证书覆盖所有站点"),
      evidence: uncovered.length === 0 ? (found.subjectAltName ?? "") : `not for ${uncovered.join(", ")}`,
      fix: text(`get one for ${names.join(", ")}`, `申请覆盖 ${names.join("、")} 的证书`),
    }),
  ];
};
