/** Rules over Studio's variables. Pure. */
import { isIP } from "node:net";
import type { Problem, Site } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { modelProblems } from "../models/models.js";
import { storesOf } from "./unit.js";

const said =
  (severity: Problem["severity"]) =>
  (keys: readonly string[], en: string, zh: string): Problem => ({ keys, severity, what: text(en, zh) });
const error = said("error");
const warning = said("warning");

export const studioProblems = (site: Site): readonly Problem[] => {
  const { kind } = site.place("studio");
  if (kind === "none" || kind === "external") return [];
  return [...storeProblems(site), ...storageProblems(site), ...runnerProblems(site), ...accountProblems(site), ...modelProblems(site)];
};

const storeProblems = (site: Site): readonly Problem[] =>
  storesOf(site)
    .filter((name) => site.place(name).kind === "none")
    .map((name) =>
      error(
        [`${name.toUpperCase().replaceAll("-", "_")}_PLACE`],
        `Studio stops at its start without ${name}: place it on a host, or external.`,
        `缺少 ${name} 时 Studio 无法启动：请将其放置在某台主机，或设为 external。`,
      ),
    );

const storageProblems = (site: Site): readonly Problem[] => {
  if (site.get("STUDIO_STORAGE") === "minio") {
    // Studio's client speaks plain http to MinIO whatever it is told (#160).
    if (site.get("MINIO_SCHEME") !== "https") return [];
    return [
      error(
        ["MINIO_SCHEME", "STUDIO_STORAGE"],
        "Studio reaches MinIO by plain http alone; for https use STUDIO_STORAGE=s3.",
        "Studio 只能以明文 http 访问 MinIO；如需 https 请使用 STUDIO_STORAGE=s3。",
      ),
    ];
  }
  const keys = ["STUDIO_S3_ENDPOINT", "STUDIO_S3_BUCKET_ENDPOINT", "STUDIO_S3_REGION", "STUDIO_S3_ACCESS_KEY"].filter(
    (key) => site.get(key) === "",
  );
  const missing = [...keys, ...(site.secret("STUDIO_S3_SECRET_KEY") === "" ? ["STUDIO_S3_SECRET_KEY"] : [])];
  if (missing.length === 0) return [];
  return [
    error(missing, `STUDIO_STORAGE=${site.get("STUDIO_STORAGE")} needs them.`, `STUDIO_STORAGE=${site.get("STUDIO_STORAGE")} 时必填。`),
  ];
};

const runnerProblems = (site: Site): readonly Problem[] => {
  const problems: Problem[] = [];
  if (site.get("STUDIO_CODE_RUNNER") === "local")
    problems.push(
      warning(
        ["STUDIO_CODE_RUNNER"],
        "Code nodes run as the server itself and can read its .env with every password.",
        "代码节点以服务端身份运行，可读取含全部密码的 .env。",
      ),
    );
  else if (site.get("STUDIO_DENO_CACHE_VERSION") === "")
    problems.push(
      warning(
        ["STUDIO_DENO_CACHE_VERSION"],
        "Without a warm cache the first code node fetches from jsr.io and cdn.jsdelivr.net; offline it fails.",
        "没有预热缓存时首个代码节点需访问 jsr.io 与 cdn.jsdelivr.net；离线会失败。",
      ),
    );
  if (site.get("STUDIO_WHEELS_VERSION") === "")
    problems.push(
      warning(
        ["STUDIO_WHEELS_VERSION"],
        "PDF and Word files can only be read if the python3 of this machine brings the packages.",
        "仅当本机 python3 自带依赖时才能解析 PDF 与 Word。",
      ),
    );
  const names = site.list("STUDIO_ALLOW_NETS").filter((net) => isIP(net.split("/")[0] ?? "") === 0);
  if (names.length > 0)
    problems.push(
      error(
        ["STUDIO_ALLOW_NETS"],
        `systemd takes addresses and networks here, no names: ${names.join(" ")}`,
        `此处只能填写地址或网段，不能是主机名：${names.join(" ")}`,
      ),
    );
  return problems;
};

const accountProblems = (site: Site): readonly Problem[] => {
  const email = site.get("STUDIO_ADMIN_EMAIL");
  if (email === "" || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return [];
  return [error(["STUDIO_ADMIN_EMAIL"], "Not an e-mail address.", "不是有效的邮箱地址。")];
};
