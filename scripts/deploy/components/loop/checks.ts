/** What `doctor` looks at in Loop (`reference/deploy.md §5.1` point 7, and the causes of `§3`). Reads only. */
import { networkInterfaces } from "node:os";
import type { Check, Finding } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { readIfThere } from "../../system/files.js";
import { probeTcp } from "../../system/probe.js";
import { daysLeft, readToken } from "../accounts/credential.js";
import { verdict } from "../findings.js";
import { bucketExists } from "../minio/objects.js";
import { lintYaml } from "../studio/yaml-lint.js";
import { missingTopics } from "../topics/topics.js";
import { isTokenValid } from "./account.js";
import { addressIn } from "./aliases.js";
import { confFolder } from "./conf-step.js";
import { environmentPath } from "./environment.js";
import { aliasesOf, hostsPath } from "./hosts-step.js";
import { LOOP_PORT } from "./ports.js";
import { inRelease, RELEASE } from "./release.js";
import { clickhouseStep, mysqlStep } from "./schema.js";
import { subscriptionsOf } from "./subscriptions.js";

const APPLY = text("coze apply loop", "coze apply loop");

export const loopChecks = (site: Site): readonly Check[] => [
  { id: "loop/aliases", title: text("Names that Loop insists on", "Loop 固定使用的主机名"), run: aliases },
  { id: "loop/sessions", title: text("Sessions are signed with a key of our own", "会话使用自有密钥签名"), run: sessions },
  { id: "loop/fence", title: text("Port 8888 from outside", "从外部访问 8888 端口"), run: fence },
  { id: "loop/topics", title: text("Topics and consumer groups", "主题与消费组"), run: topics },
  { id: "loop/tables", title: text("Tables", "表"), run: tables },
  { id: "loop/yaml", title: text("Every YAML file can be read", "所有 YAML 文件可解析"), run: yaml },
  ...(site.get("LOOP_OSS") === "minio" ? [{ id: "loop/bucket", title: text("Bucket", "存储桶"), run: bucket }] : []),
  { id: "loop/token", title: text("The gateway's token", "网关令牌"), run: token },
];

const aliases = async ({ site }: Context): Promise<readonly Finding[]> => {
  const hosts = (await readIfThere(hostsPath(site))) ?? "";
  return Object.entries(aliasesOf(site)).map(([name, address]) =>
    verdict(addressIn(hosts, name) === address, {
      id: `loop/aliases/${name}`,
      what: text(
        `${name} in ${hostsPath(site)}: without it uploads or traces fail`,
        `${hostsPath(site)} 中的 ${name}：缺失则上传或链路失败`,
      ),
      evidence: `${name} → ${addressIn(hosts, name) ?? "nothing"}, wanted ${address}`,
      fix: APPLY,
    }),
  );
};

/** A release that does not know the variable signs with a constant that everybody can read in its source (`§0.10`). */
const sessions = async (context: Context): Promise<readonly Finding[]> => {
  const { site, machine } = context;
  const line = /^COZE_LOOP_SESSION_HMAC_KEY=(.*)$/m.exec((await readIfThere(environmentPath(site))) ?? "")?.[1]?.trim() ?? "";
  const program = inRelease(site, RELEASE.program);
  const { code } = await machine.run({ program: "grep", args: ["-q", "-a", "COZE_LOOP_SESSION_HMAC_KEY", program] });
  return [
    verdict(line.replace(/["']/g, "").length >= 32, {
      id: "loop/sessions/key",
      what: text(
        "COZE_LOOP_SESSION_HMAC_KEY is set; with the default anybody can mint a login",
        "已设置 COZE_LOOP_SESSION_HMAC_KEY；使用默认值则任何人都可伪造登录",
      ),
      evidence: `${environmentPath(site)}: ${line === "" ? "not set" : "set"}`,
      fix: APPLY,
    }),
    verdict(code === 0, {
      id: "loop/sessions/release",
      what: text("This release reads the variable", "该版本会读取此变量"),
      evidence: `grep COZE_LOOP_SESSION_HMAC_KEY ${program} → ${code}`,
      fix: text("do not expose this release: LOOP_VERSION of a newer one", "请勿对外提供此版本：将 LOOP_VERSION 改为更新的版本"),
    }),
  ];
};

/** Asked at this machine's own outer addresses: packets then come from there, as a stranger's would. */
const fence = async ({ site }: Context): Promise<readonly Finding[]> => {
  const friends = new Set<string>([...site.hosts.values(), ...site.list("LOOP_ALLOW_NETS")]);
  const outer = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ internal, family, address }) => !internal && family === "IPv4" && !friends.has(address));
  const findings: Finding[] = [];
  for (const { address } of outer) {
    const failure = await probeTcp(address, LOOP_PORT, 3000);
    findings.push(
      verdict(failure !== undefined, {
        id: `loop/fence/${address}`,
        what: text("Loop's port 8888 beyond nginx; Loop listens on all interfaces", "绕过 nginx 的 Loop 8888 端口；Loop 监听所有网卡"),
        evidence: `TCP ${address}:${LOOP_PORT} → ${failure ?? "open"}`,
        fix: text(
          "LOOP_FENCE=unit, then: coze apply loop; or close the port in your firewall",
          "设置 LOOP_FENCE=unit 后执行 coze apply loop；或在防火墙中关闭该端口",
        ),
      }),
    );
  }
  if (findings.length > 0) return findings;
  const what = text("This machine has no address of its own to ask from", "本机没有可用于验证的外部地址");
  return [{ id: "loop/fence", severity: "ok", what, evidence: `LOOP_FENCE=${site.get("LOOP_FENCE")}` }];
};

const topics = async (context: Context): Promise<readonly Finding[]> => {
  const config = await readIfThere(inRelease(context.site, RELEASE.subscriptions));
  const wanted = subscriptionsOf(config ?? "");
  const missing = await missingTopics(context, wanted);
  return [
    verdict(wanted.length > 0 && missing?.length === 0, {
      id: "loop/topics",
      what: text(
        "Topics and retry topics of subscriptions.cfg; a half list makes Loop unhealthy (coze-loop#58)",
        "subscriptions.cfg 中的主题与重试主题；不完整会使 Loop 异常（coze-loop#58）",
      ),
      evidence:
        missing === undefined
          ? "mqadmin clusterList → no broker"
          : `${wanted.length} topics wanted, missing: ${missing.join(" ") || "none"}`,
      fix: APPLY,
    }),
  ];
};

const tables = async (context: Context): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const { id, title, check } of [mysqlStep, clickhouseStep]) {
    const state = await check(context);
    findings.push(
      verdict(state.state === "done", {
        id: id.replace("schema", "tables"),
        what: title,
        evidence: "why" in state ? state.why.en : state.state,
        fix: APPLY,
      }),
    );
  }
  return findings;
};

const yaml = async ({ site }: Context): Promise<readonly Finding[]> => {
  const problems = await lintYaml(confFolder(site));
  return [
    verdict(problems.length === 0, {
      id: "loop/yaml",
      what: text("YAML below conf", "conf 下的 YAML"),
      evidence: problems.length === 0 ? confFolder(site) : problems.map(({ where, what }) => `${where}: ${what}`).join("; "),
      fix: APPLY,
    }),
  ];
};

const bucket = async (context: Context): Promise<readonly Finding[]> => {
  const name = context.site.get("LOOP_BUCKET");
  const isThere = await bucketExists(context, name);
  return [
    verdict(isThere, {
      id: "loop/bucket",
      what: text("Loop's bucket", "Loop 的存储桶"),
      evidence: `bucket ${name} → ${isThere ? "there" : "missing"}`,
      fix: APPLY,
    }),
  ];
};

const SOON = 14;

const token = async (context: Context): Promise<readonly Finding[]> => {
  const { site } = context;
  const found = site.secret("GATEWAY_LOOP_API_TOKEN") || (await readToken(site, "coze-loop-api-token"));
  if (site.place("gateway").kind === "none" || !found) return [];
  const { valid, evidence } = await isTokenValid(context, found);
  const left = await daysLeft(site, "coze-loop-api-token");
  return [
    verdict(valid, {
      id: "loop/token",
      what: text("Loop takes the gateway's token", "Loop 接受网关的令牌"),
      evidence,
      fix: text("coze apply loop gateway", "coze apply loop gateway"),
    }),
    verdict(
      left === undefined || left > SOON,
      {
        id: "loop/token/end",
        what: text("How long it is valid", "令牌有效期"),
        evidence: left === undefined ? "no end is known" : `${left} days`,
        fix: text("coze apply loop gateway", "coze apply loop gateway"),
      },
      "warning",
    ),
  ];
};
