/** What `doctor` reads out of the `.env` that the server really has: most reports of "it panics" end there (`reference/deploy.md §3`). */
import { join } from "node:path";
import type { Check, Finding } from "../../contract/finding.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { readIfThere } from "../../system/files.js";
import { verdict } from "../findings.js";
import { compareKeys, keysOf } from "./dotenv.js";
import { isHttps } from "./public-address.js";
import { appFolder, inRelease, RELEASE } from "./release.js";

const APPLY = text("coze apply studio", "coze apply studio");

const envPath = (context: Context): string => join(appFolder(context.site), ".env");

/** Values without their quotes. @throws Error when the file is not there: the server would not start either. */
const readEnvironment = async (context: Context): Promise<ReadonlyMap<string, string>> => {
  const content = await readIfThere(envPath(context));
  if (content === undefined) throw new Error(`${envPath(context)} is not there`);
  const lines = [...content.matchAll(/^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/gm)];
  return new Map(lines.map(([, key = "", value = ""]) => [key, value.trim().replace(/^(['"])(.*)\1$/, "$2")]));
};

const keys = async (context: Context): Promise<readonly Finding[]> => {
  const example = await readIfThere(inRelease(context.site, RELEASE.envExample));
  if (example === undefined) return [];
  const { missing, unknown } = compareKeys([...(await readEnvironment(context)).keys()], keysOf(example));
  const finding = (id: string, what: ReturnType<typeof text>, names: readonly string[]): Finding =>
    verdict(
      names.length === 0,
      {
        id,
        what,
        evidence: names.join(" ") || "none",
        fix: text("STUDIO_EXTRA_ENV, or a scripts/deploy that knows this release", "使用 STUDIO_EXTRA_ENV，或适配此版本的 scripts/deploy"),
      },
      "warning",
    );
  return [
    finding(
      "studio/env-keys/missing",
      text("Keys of the release's .env.example that our .env lacks", "发布版本 .env.example 中有而我们缺少的键"),
      missing,
    ),
    finding("studio/env-keys/unknown", text("Keys of our .env that this release does not know", "我们的 .env 中该版本不认识的键"), unknown),
  ];
};

const expanded = async (context: Context): Promise<readonly Finding[]> => {
  const literal = [...(await readEnvironment(context))]
    .filter(([key, value]) => /\$\{?[A-Z_]{3,}\}?/.test(value) && !key.includes("AES"))
    .map(([key]) => key);
  return [
    verdict(literal.length === 0, {
      id: "studio/env-values/expanded",
      what: text(
        "Values that are references ($VAR): an access key of that kind makes the server stop (#517, #614)",
        "值为引用（$VAR）：这样的访问密钥会使服务端停止（#517、#614）",
      ),
      evidence: literal.join(" ") || "none",
      fix: APPLY,
    }),
  ];
};

const queue = async (context: Context): Promise<readonly Finding[]> => {
  const { site } = context;
  if (site.get("STUDIO_MQ") !== "nsq") return [];
  const found = (await readEnvironment(context)).get("MQ_NAME_SERVER") ?? "";
  return [
    verdict(found.endsWith(`:${site.get("NSQD_PORT")}`), {
      id: "studio/env-values/queue",
      what: text(
        "MQ_NAME_SERVER is nsqd, not nsqlookupd (4161): else “failed to IDENTIFY” (#721)",
        "MQ_NAME_SERVER 指向 nsqd 而非 nsqlookupd（4161）：否则 “failed to IDENTIFY”（#721）",
      ),
      evidence: `MQ_NAME_SERVER=${found}`,
      fix: APPLY,
    }),
  ];
};

const links = async (context: Context): Promise<readonly Finding[]> => {
  const environment = await readEnvironment(context);
  const scheme = environment.get("STORAGE_UPLOAD_HTTP_SCHEME") ?? "";
  const wanted = isHttps(context.site) ? "https" : "http";
  const proxy = environment.get("MINIO_PROXY_ENDPOINT") ?? "";
  return [
    verdict(scheme === wanted, {
      id: "studio/env-values/scheme",
      what: text(
        "Uploads use the scheme of the site: else browsers refuse mixed content (#131)",
        "上传协议与站点一致：否则浏览器拒绝混合内容（#131）",
      ),
      evidence: `STORAGE_UPLOAD_HTTP_SCHEME=${scheme}, STUDIO_URL is ${wanted}`,
      fix: APPLY,
    }),
    verdict(proxy === "", {
      id: "studio/env-values/proxy",
      what: text(
        "The old MinIO proxy is off: with it pictures come from port 8889 (#128, #499)",
        "旧的 MinIO 代理已关闭：否则图片来自 8889 端口（#128、#499）",
      ),
      evidence: `MINIO_PROXY_ENDPOINT=${proxy}`,
      fix: APPLY,
    }),
  ];
};

const runner = async (context: Context): Promise<readonly Finding[]> => {
  const type = (await readEnvironment(context)).get("CODE_RUNNER_TYPE") ?? "";
  return [
    verdict(
      type === "sandbox",
      {
        id: "studio/env-values/runner",
        what: text(
          "Code nodes run in the sandbox; an empty CODE_RUNNER_TYPE means `local` in older releases",
          "代码节点在沙箱中运行；旧版本中空的 CODE_RUNNER_TYPE 表示 local",
        ),
        evidence: `CODE_RUNNER_TYPE=${type}`,
        fix: text(
          "STUDIO_CODE_RUNNER=sandbox in site.env, then: coze apply studio",
          "在 site.env 中设置 STUDIO_CODE_RUNNER=sandbox，然后执行 coze apply studio",
        ),
      },
      type === "" ? "error" : "warning",
    ),
  ];
};

const values = async (context: Context): Promise<readonly Finding[]> => [
  ...(await expanded(context)),
  ...(await queue(context)),
  ...(await links(context)),
  ...(await runner(context)),
];

export const environmentChecks: readonly Check[] = [
  { id: "studio/env-keys", title: text("Keys of .env and of the release's example", ".env 与发布版本示例的键"), run: keys },
  {
    id: "studio/env-values",
    title: text("Values of .env that make the server stop or misbehave", "会使服务端停止或异常的 .env 值"),
    run: values,
  },
];
