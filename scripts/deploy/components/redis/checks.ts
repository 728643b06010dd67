import type { Check, Finding } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { roomCheck, verdict } from "../findings.js";
import { dataOf } from "../layout.js";
import { companion, redisInfo } from "./client.js";
import type { Instance } from "./settings.js";

export const checks = (site: Site, instance: Instance): readonly Check[] => [
  {
    id: `${instance.name}/state`,
    title: text(`State of ${instance.name}`, `${instance.name} 状态`),
    run: (context) => stateFindings(context, instance),
  },
  {
    id: `${instance.name}/password`,
    title: text(`${instance.name} asks for its password`, `${instance.name} 需要密码`),
    run: (context) => passwordFindings(context, instance),
  },
  roomCheck(instance.name, dataOf(site, instance.name), 2),
];

const stateFindings = async (context: Context, instance: Instance): Promise<Finding[]> => {
  const info = await redisInfo(context, instance);
  const field = (name: string): string => info.get(name) ?? "?";
  const used = Number(field("used_memory"));
  const limit = Number(field("maxmemory"));
  const apply = text(`coze apply ${instance.name}`, `coze apply ${instance.name}`);
  const id = (name: string): string => `${instance.name}/${name}`;
  const wrote = ["rdb_last_bgsave_status", "aof_last_write_status", "aof_last_bgrewrite_status"].filter((name) => field(name) !== "ok");
  return [
    verdict(Number.parseInt(field("redis_version"), 10) >= 7, {
      id: id("version"),
      what: text(
        "Redis is 7 or newer (the restore relies on its file layout; upstream runs 8)",
        "Redis 不低于 7（恢复依赖其文件布局；上游使用 8）",
      ),
      evidence: `redis_version ${field("redis_version")}`,
      fix: text("REDIS_FROM=artifact with a newer REDIS_VERSION", "设置 REDIS_FROM=artifact 与更新的 REDIS_VERSION"),
    }),
    verdict(field("maxmemory_policy") === "noeviction", {
      id: id("eviction"),
      what: text("Nothing is evicted: ids, sessions and the queue exist nowhere else", "不驱逐任何键：ID、会话和队列没有其他副本"),
      evidence: `maxmemory_policy ${field("maxmemory_policy")}`,
      fix: apply,
    }),
    verdict(limit === 0 || used < limit * 0.8, {
      id: id("memory"),
      what: text("Memory left below maxmemory", "距 maxmemory 仍有余量"),
      evidence: `${Math.round(used / 1024 ** 2)} MiB of ${Math.round(limit / 1024 ** 2)} MiB used`,
      fix: text(
        `raise ${instance.key}_MEMORY, then coze apply ${instance.name}`,
        `调大 ${instance.key}_MEMORY，然后 coze apply ${instance.name}`,
      ),
    }),
    verdict(wrote.length === 0, {
      id: id("persistence"),
      what: text("The last writes to disk succeeded", "最近的落盘均成功"),
      evidence: wrote.length === 0 ? "rdb and aof: ok" : wrote.map((name) => `${name} ${field(name)}`).join(", "),
      fix: text(
        `journalctl -u coze-${instance.name} -n 50; df -h ${dataOf(context.site, instance.name)}`,
        `journalctl -u coze-${instance.name} -n 50；df -h ${dataOf(context.site, instance.name)}`,
      ),
    }),
  ];
};

const passwordFindings = async (context: Context, instance: Instance): Promise<Finding[]> => {
  const { site, machine } = context;
  const args = ["-h", site.address(instance.name), "-p", String(site.port(`${instance.key}_PORT`)), "PING"];
  const { stdout } = await machine.run({ program: companion(context, "cli"), args });
  const what = text("Without the password nobody gets in", "没有密码无法访问");
  const fix = text(`coze apply ${instance.name}`, `coze apply ${instance.name}`);
  return [verdict(!stdout.includes("PONG"), { id: `${instance.name}/password`, what, evidence: `PING → ${stdout.trim()}`, fix })];
};
