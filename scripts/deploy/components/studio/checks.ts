/** What `doctor` looks at in Studio (`reference/deploy.md §5.1` point 7, and the causes of `§3`). Reads only. */
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Check, Finding } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { readIfThere } from "../../system/files.js";
import { daysLeft, readToken } from "../accounts/credential.js";
import { esRequest } from "../elasticsearch/client.js";
import { verdict } from "../findings.js";
import { bucketExists } from "../minio/objects.js";
import { isTokenValid } from "./account.js";
import { environmentChecks } from "./environment-checks.js";
import { missingIcons } from "./icons.js";
import { confFolder, inRelease, RELEASE } from "./release.js";
import { sandboxChecks } from "./sandbox-checks.js";
import { templatesOf } from "./search.js";
import { workspaceStep } from "./workspace.js";
import { lintYaml } from "./yaml-lint.js";

export const studioChecks = (site: Site): readonly Check[] => [
  ...environmentChecks,
  { id: "studio/yaml", title: text("Every YAML file can be read", "所有 YAML 文件可解析"), run: yaml },
  { id: "studio/conf", title: text("The conf folder fits the binary", "conf 与二进制匹配"), run: conf },
  { id: "studio/binary", title: text("The binary runs on this kind of Linux", "二进制适用于本系统"), run: binary },
  { id: "studio/search", title: text("Index templates and indices", "索引模板与索引"), run: search },
  ...(site.get("STUDIO_STORAGE") === "minio"
    ? [{ id: "studio/bucket", title: text("Bucket and icons", "存储桶与图标"), run: bucket }]
    : []),
  ...(site.get("STUDIO_CODE_RUNNER") === "sandbox" ? sandboxChecks : []),
  { id: "studio/registration", title: text("Registration", "注册"), run: registration },
  { id: "studio/token", title: text("The gateway's token", "网关令牌"), run: token },
];

const APPLY = text("coze apply studio", "coze apply studio");

const yaml = async ({ site }: Context): Promise<readonly Finding[]> => {
  const problems = await lintYaml(confFolder(site));
  return [
    verdict(problems.length === 0, {
      id: "studio/yaml",
      what: text(
        "YAML below resources/conf; the server stops at the first slip (#124)",
        "resources/conf 下的 YAML；有错则服务端无法启动（#124）",
      ),
      evidence: problems.length === 0 ? confFolder(site) : problems.map(({ where, what }) => `${where}: ${what}`).join("; "),
      fix: text(
        `mend the file, or its original in ${site.paths.etc}/studio/conf, then: coze apply studio`,
        `修正该文件或其在 ${site.paths.etc}/studio/conf 中的原件，然后执行 coze apply studio`,
      ),
    }),
  ];
};

const conf = async (context: Context): Promise<readonly Finding[]> => {
  const state = await workspaceStep.check(context);
  const said = state.state === "done" ? "equal" : "why" in state ? state.why.en : state.state;
  return [
    verdict(state.state === "done", {
      id: "studio/conf",
      what: text(
        "resources/conf is that of the release; one of an older release makes the server stop (#2017)",
        "resources/conf 与发布版本一致；旧版本的 conf 会使服务端停止（#2017）",
      ),
      evidence: `${inRelease(context.site, RELEASE.conf)} and ${confFolder(context.site)}: ${said}`,
      fix: APPLY,
    }),
  ];
};

/** The name of the loader stands at the beginning of the file. */
const HEAD_BYTES = 8192;

const binary = async ({ site }: Context): Promise<readonly Finding[]> => {
  const path = inRelease(site, RELEASE.program);
  const file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0).finally(() => file.close());
  const loader = /\/lib\/ld-musl-[\w.-]+/.exec(buffer.toString("latin1"))?.[0];
  const isThere = loader === undefined || (await readIfThere(loader)) !== undefined;
  return [
    verdict(isThere, {
      id: "studio/binary",
      what: text(
        "The binary's loader is on this machine; copied out of an Alpine image it is not",
        "二进制所需的加载器存在；取自 Alpine 镜像的则不存在",
      ),
      evidence: `${path}: ${loader ?? "no musl loader"}`,
      fix: text("build with CGO_ENABLED=0 (STUDIO_CHECKOUT does)", "使用 CGO_ENABLED=0 构建（STUDIO_CHECKOUT 即如此）"),
    }),
  ];
};

const search = async (context: Context): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const { name } of await templatesOf(context)) {
    const template = await esRequest(context, { path: `/_index_template/${name}` });
    const index = await esRequest(context, { path: `/_cat/indices/${name}?h=health,rep` });
    findings.push(
      verdict(template.status === 200 && index.status === 200 && !index.body.startsWith("red"), {
        id: `studio/search/${name}`,
        what: text(`Template and index ${name}`, `模板与索引 ${name}`),
        evidence: `GET /_index_template/${name} → ${template.status}; index → ${index.status} ${index.body.trim()}`,
        fix: APPLY,
      }),
    );
  }
  if (findings.length > 0) return findings;
  const evidence = inRelease(context.site, RELEASE.elasticsearch);
  const what = text("The release has no index templates", "发布版本没有索引模板");
  return [{ id: "studio/search", severity: "error", what, evidence, fix: text("use a complete release", "请使用完整的发布版本") }];
};

const bucket = async (context: Context): Promise<readonly Finding[]> => {
  const name = context.site.get("STUDIO_BUCKET");
  const there = await bucketExists(context, name);
  const missing = there ? ((await missingIcons(context)) ?? []) : [];
  return [
    verdict(there, {
      id: "studio/bucket",
      what: text("Studio's bucket; without it the server stops (#318, #614)", "Studio 的存储桶；缺失则服务端停止（#318、#614）"),
      evidence: `bucket ${name} → ${there ? "there" : "missing"}`,
      fix: APPLY,
    }),
    verdict(
      missing.length === 0,
      {
        id: "studio/bucket/icons",
        what: text("Icons in the bucket", "存储桶中的图标"),
        evidence: missing.length === 0 ? "none is missing" : `${missing.length} missing, ${missing[0]} for one`,
        fix: APPLY,
      },
      "warning",
    ),
  ];
};

/** Looked at in the configuration: a try would make an account. What is saved on the admin page wins over it (`§1.9`). */
const registration = async ({ site }: Context): Promise<readonly Finding[]> => {
  const dotenv = (await readIfThere(join(confFolder(site), "..", "..", ".env"))) ?? "";
  const isClosed = /^DISABLE_USER_REGISTRATION=["']?true/m.test(dotenv);
  return [
    verdict(
      isClosed,
      {
        id: "studio/registration",
        what: text(
          "Registration at the server itself; nginx guards it from outside, workflows and people on this machine get past nginx",
          "服务端自身的注册开关；nginx 拦截外部请求，但工作流与本机用户可绕过 nginx",
        ),
        evidence: `.env: DISABLE_USER_REGISTRATION=${isClosed ? "true" : "(empty)"}`,
        fix: text(
          "STUDIO_REGISTRATION=closed in site.env, then: coze apply studio",
          "在 site.env 中设置 STUDIO_REGISTRATION=closed，然后执行 coze apply studio",
        ),
      },
      "warning",
    ),
  ];
};

/** Days before its end at which a token is worth a word. */
const SOON = 14;

const token = async (context: Context): Promise<readonly Finding[]> => {
  const { site } = context;
  if (site.place("gateway").kind === "none") return [];
  const found = await readToken(site, "coze-api-token");
  const judged = found ? await isTokenValid(context, found) : { valid: false, code: 0 };
  const left = await daysLeft(site, "coze-api-token");
  return [
    verdict(judged.valid, {
      id: "studio/token",
      what: text("Studio takes the gateway's token", "Studio 接受网关的令牌"),
      evidence: found ? `GET /v1/workflow/get_run_history → code ${judged.code}` : "there is no token",
      fix: text("coze apply studio gateway", "coze apply studio gateway"),
    }),
    verdict(
      left === undefined || left > SOON,
      {
        id: "studio/token/end",
        what: text("How long it is valid", "令牌有效期"),
        evidence: left === undefined ? "no end is known" : `${left} days`,
        fix: text("coze apply studio gateway", "coze apply studio gateway"),
      },
      "warning",
    ),
  ];
};
