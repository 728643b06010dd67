/** Rules over Loop's variables. Pure. */
import { isIP } from "node:net";
import type { Problem, Site } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { modelsOf } from "../models/models.js";
import { loopPeers, storesOf } from "./unit.js";

export const loopProblems = (site: Site): readonly Problem[] => {
  const { kind } = site.place("loop");
  if (kind === "none" || kind === "external") return [];
  return [...storeProblems(site), ...storageProblems(site), ...fenceProblems(site)];
};

const storeProblems = (site: Site): readonly Problem[] =>
  storesOf(site)
    .filter((name) => site.place(name).kind === "none")
    .map((name) => ({
      keys: [`${name.toUpperCase().replaceAll("-", "_")}_PLACE`],
      severity: "error",
      what: text(
        `Loop does not start without ${name}: place it on a host, or external.`,
        `缺少 ${name} 时 Loop 无法启动：请将其放置在某台主机，或设为 external。`,
      ),
    }));

const storageProblems = (site: Site): readonly Problem[] => {
  const problems: Problem[] = [];
  if (site.get("LOOP_OSS") === "minio") {
    // Path-style is chosen by a name that /etc/hosts maps, which takes addresses alone (§0.9).
    if (site.place("minio").kind === "external" && isIP(site.address("minio")) === 0)
      problems.push({
        keys: ["MINIO_HOST", "LOOP_OSS"],
        severity: "error",
        what: text(
          "Loop speaks path-style to the name coze-loop-minio alone, which /etc/hosts maps: MINIO_HOST must be an address. For a public object store use LOOP_OSS=s3.",
          "Loop 仅对主机名 coze-loop-minio 使用 path-style，该名称由 /etc/hosts 映射：MINIO_HOST 必须是 IP 地址。公有云对象存储请用 LOOP_OSS=s3。",
        ),
      });
    return problems;
  }
  const missing = ["LOOP_OSS_HOST", "LOOP_OSS_ACCESS_KEY"].filter((key) => site.get(key) === "");
  const all = [...missing, ...(site.secret("LOOP_OSS_SECRET_KEY") === "" ? ["LOOP_OSS_SECRET_KEY"] : [])];
  return all.length === 0 ? [] : [{ keys: all, severity: "error", what: text("LOOP_OSS=s3 needs them.", "LOOP_OSS=s3 时必填。") }];
};

const fenceProblems = (site: Site): readonly Problem[] => {
  const problems: Problem[] = [];
  const names = site.list("LOOP_ALLOW_NETS").filter((net) => isIP(net.split("/")[0] ?? "") === 0);
  if (names.length > 0)
    problems.push({
      keys: ["LOOP_ALLOW_NETS"],
      severity: "error",
      what: text(
        `systemd takes addresses and networks here, no names: ${names.join(" ")}`,
        `此处只能填写地址或网段，不能是主机名：${names.join(" ")}`,
      ),
    });
  if (loopPeers(site) === "any")
    problems.push({
      keys: ["LOOP_FENCE"],
      severity: "warning",
      what: text(
        "Loop's port 8888 is open on all interfaces as far as systemd is concerned: your firewall must close it.",
        "systemd 未限制 Loop 的 8888 端口，其在所有网卡开放：必须由您的防火墙关闭。",
      ),
    });
  else if (modelsOf(site).length > 0 && site.list("LOOP_ALLOW_NETS").length === 0)
    problems.push({
      keys: ["LOOP_ALLOW_NETS", "LOOP_FENCE"],
      severity: "warning",
      what: text(
        "The fence that closes port 8888 also keeps Loop from its model servers: list their addresses, or set LOOP_FENCE=firewall and close 8888 there.",
        "关闭 8888 端口的限制同时会阻止 Loop 访问模型服务：请列出其地址，或设置 LOOP_FENCE=firewall 并在防火墙关闭 8888。",
      ),
    });
  return problems;
};
