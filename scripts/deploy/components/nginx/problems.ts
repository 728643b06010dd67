/** Rules over nginx's variables. Pure. */
import type { Problem, Site } from "../../contract/site.js";
import { text } from "../../contract/text.js";

const SHORTEST_STREAM = 600;

export const nginxProblems = (site: Site): readonly Problem[] => {
  if (site.place("nginx").kind === "none") return [];
  return [...tlsProblems(site), ...guardProblems(site), ...streamProblems(site)];
};

const tlsProblems = (site: Site): readonly Problem[] => {
  const pair = [site.get("NGINX_TLS_CERT"), site.get("NGINX_TLS_KEY")];
  const keys = ["NGINX_TLS_CERT", "NGINX_TLS_KEY"];
  if (pair.filter((path) => path === "").length === 1)
    return [{ keys, severity: "error", what: text("Set both or neither.", "两者必须同时设置或同时留空。") }];
  if (pair[0] !== "") return [];
  const what = text(
    "nginx speaks plain http: passwords and tokens cross the network in the clear. Set both, unless a proxy before it ends TLS (then name it in NGINX_TRUSTED_PROXIES).",
    "nginx 使用明文 http：密码与令牌在网络上明文传输。请设置两者；若由前置代理终止 TLS，请在 NGINX_TRUSTED_PROXIES 中列出该代理。",
  );
  return [{ keys, severity: "warning", what }];
};

const guardProblems = (site: Site): readonly Problem[] => {
  const open = site.list("NGINX_ADMIN_ALLOW").filter((net) => /\/0$/.test(net) || net === "all");
  if (open.length === 0) return [];
  const what = text(
    `${open.join(" ")} is everybody: registration and the admin page would be open to the world.`,
    `${open.join(" ")} 即所有人：注册与管理页面将对全网开放。`,
  );
  return [{ keys: ["NGINX_ADMIN_ALLOW"], severity: "error", what }];
};

const streamProblems = (site: Site): readonly Problem[] =>
  Number(site.get("NGINX_STREAM_SECONDS")) >= SHORTEST_STREAM
    ? []
    : [
        {
          keys: ["NGINX_STREAM_SECONDS"],
          severity: "error",
          what: text(
            `Streams would be cut in the middle of a run: ${SHORTEST_STREAM} at least.`,
            `流会在运行中途被切断：至少 ${SHORTEST_STREAM}。`,
          ),
        },
      ];
