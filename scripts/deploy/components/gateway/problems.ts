/** Rules over several of the gateway's variables. */
import type { Problem, Site } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { cozeUrl } from "./addresses.js";
import { instancesOf } from "./instances.js";

export const problemsOfGateway = (site: Site): readonly Problem[] =>
  site.place("gateway").kind === "none" ? [] : [counts, ports, coze, shared, storage, signIn].flatMap((rule) => rule(site));

const counts = (site: Site): readonly Problem[] =>
  ["GATEWAY_API_INSTANCES", "GATEWAY_WORKER_INSTANCES"].flatMap((key) => {
    const count = Number(site.get(key));
    if (!Number.isInteger(count) || count < 1 || count > 64)
      return [error([key], `${key} is ${site.get(key)}: 1 to 64 processes are possible.`, `${key} 为 ${site.get(key)}：应为 1 到 64。`)];
    if (key !== "GATEWAY_API_INSTANCES" || count > 1) return [];
    return [
      {
        keys: [key],
        severity: "warning",
        what: text("With one api instance every restart is a gap in service.", "只有一个 api 实例时，每次重启都会中断服务。"),
      },
    ];
  });

const ports = (site: Site): readonly Problem[] => {
  const taken = instancesOf(site).map(({ port }) => port);
  if (new Set(taken).size === taken.length && taken.every((port) => port > 0 && port < 65_536)) return [];
  return [
    error(
      ["GATEWAY_PORT", "GATEWAY_WORKER_PORT"],
      "The ports of api instances and workers, counted up, overlap or leave the range of ports.",
      "api 与工作进程递增后的端口互相重叠或超出范围。",
    ),
  ];
};

const coze = (site: Site): readonly Problem[] =>
  cozeUrl(site) === ""
    ? [
        error(
          ["GATEWAY_COZE_BASE_URL", "STUDIO_PLACE"],
          "There is no Coze to call: place Studio, or set GATEWAY_COZE_BASE_URL.",
          "没有可调用的 Coze：请部署 Studio 或设置 GATEWAY_COZE_BASE_URL。",
        ),
      ]
    : [];

const shared = (site: Site): readonly Problem[] => {
  const missing = (
    [
      ["mysql", "MYSQL_PLACE", "GATEWAY_DATABASE_URL"],
      ["redis-gateway", "REDIS_GATEWAY_PLACE", "GATEWAY_REDIS_URL"],
    ] as const
  ).filter(([component, , secret]) => site.place(component).kind === "none" && site.secret(secret) === "");
  return missing.map(([component, place, secret]) =>
    error(
      [place, secret],
      `The gateway's instances share ${component}: place it, or give ${secret} in secrets.env.`,
      `网关各实例共用 ${component}：请部署它，或在 secrets.env 中给出 ${secret}。`,
    ),
  );
};

const storage = (site: Site): readonly Problem[] =>
  site.get("GATEWAY_FILE_STORAGE") === "/"
    ? [error(["GATEWAY_FILE_STORAGE"], "GATEWAY_FILE_STORAGE is the root folder.", "GATEWAY_FILE_STORAGE 不能是根目录。")]
    : [];

const signIn = (site: Site): readonly Problem[] => {
  const [keySet, secret] = [site.get("GATEWAY_AUTH_JWT_JWKS_URL"), site.secret("GATEWAY_AUTH_JWT_SECRET")];
  const keys = ["GATEWAY_AUTH_JWT_JWKS_URL", "GATEWAY_AUTH_JWT_SECRET"];
  if (keySet !== "" && secret !== "")
    return [error(keys, "Tokens have a key set or a shared key, not both.", "令牌只能使用密钥集或共享密钥之一。")];
  if (keySet !== "" || secret !== "") return [];
  return [
    {
      keys,
      severity: "warning",
      what: text(
        "Only services with GATEWAY_SERVICE_API_TOKEN can call: no sign-in for users is set.",
        "未设置用户登录方式：只有持 GATEWAY_SERVICE_API_TOKEN 的服务可以调用。",
      ),
    },
  ];
};

const error = (keys: readonly string[], en: string, zh: string): Problem => ({ keys, severity: "error", what: text(en, zh) });
