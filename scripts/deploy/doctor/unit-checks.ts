/** Units and services: that they run, start with the machine, do not start over and over, and answer. */
import { verdict } from "../components/findings.js";
import type { Service } from "../contract/component.js";
import type { Check, Finding } from "../contract/finding.js";
import type { Context } from "../contract/step.js";
import { type Text, text } from "../contract/text.js";
import type { Placed } from "./described.js";

const JOURNAL_LINES = 12;
/** A crash in a night is a warning; more is a loop. */
const MANY_RESTARTS = 5;

export const unitChecks = (placed: readonly Placed[]): readonly Check[] =>
  placed.flatMap(({ component, description }) =>
    description.services.flatMap((service) => [
      {
        id: `units/${service.unit}`,
        title: text(`Unit ${service.unit}`, `单元 ${service.unit}`),
        run: async (context: Context) => [
          await stateFinding(context, component.name, service.unit),
          ...(await restartFindings(context, service.unit)),
        ],
      },
      {
        id: `health/${service.unit}`,
        title: text(`Health of ${service.unit}`, `${service.unit} 的健康状态`),
        run: async (context: Context) => [await healthFinding(context, service)],
      },
    ]),
  );

const stateFinding = async ({ machine }: Context, component: string, unit: string): Promise<Finding> => {
  const id = `units/${unit}`;
  if (machine.staged)
    return {
      id,
      severity: "warning",
      what: NOTHING_RUNS,
      evidence: "staged",
      fix: text("coze apply on the machine itself", "在目标机器上 coze apply"),
    };
  const state = await machine.services.state(unit);
  const isEnabled = await machine.services.isEnabled(unit);
  if (state === "active") {
    const what = text(`${unit} runs and starts with the machine`, `${unit} 正在运行并随机器启动`);
    return verdict(
      isEnabled,
      { id, what, evidence: isEnabled ? "active, enabled" : "active, not enabled", fix: apply(component) },
      "warning",
    );
  }
  const journal = state === "absent" ? "" : `\n${await machine.services.journal(unit, JOURNAL_LINES)}`;
  const cause = causeIn(journal);
  return {
    id,
    severity: "error",
    what: cause ?? text(`${unit} does not run`, `${unit} 未在运行`),
    evidence: `${state}${journal}`,
    fix: text(`journalctl -u ${unit} -n 100; then coze apply ${component}`, `journalctl -u ${unit} -n 100；然后 coze apply ${component}`),
  };
};

const NOTHING_RUNS = text("Nothing is started under another root", "在其他根目录下不启动任何服务");
const apply = (component: string): Text => text(`coze apply ${component}`, `coze apply ${component}`);

/** Words of a journal → what they mean (`reference/deploy.md §3`). */
const CAUSES: readonly (readonly [words: RegExp, cause: Text])[] = [
  [
    /failed to IDENTIFY|4161/i,
    text("It talks to nsqlookupd (4161) where nsqd (4150) is needed", "连接了 nsqlookupd（4161），应为 nsqd（4150）"),
  ],
  [
    /yaml: line \d+/i,
    text("A YAML file of its configuration has a slip; it does not say which file", "配置目录中某个 YAML 有语法错误，但日志未指明文件"),
  ],
  [/conf\/workflow\/config\.yaml/i, text("Its conf folder is older than its binary", "conf 目录版本早于二进制")],
  [
    /(bucket|access key|AccessKeyId).{0,60}(not exist|does not exist|invalid|unknown)/i,
    text("The object store refuses its key or has no such bucket", "对象存储拒绝其密钥，或桶不存在"),
  ],
  [
    /Milvus Proxy is not ready/i,
    text("It was started before Milvus was ready, and does not try again", "在 Milvus 就绪前启动，且不会重试"),
  ],
  [
    /cannot execute: required file not found|No such file or directory.*ld-musl/i,
    text("The binary was made for musl (Alpine), not for this system", "二进制为 musl（Alpine）构建，不适用于本系统"),
  ],
  [
    /JSR package manifest|jsr\.io/i,
    text(
      "The code runner looks for packages on the internet: its cache is not the service user's",
      "代码运行器试图联网取包：缓存不属于服务用户",
    ),
  ],
  [/(jemalloc|Unsupported system page size)/i, text("A library does not bear this machine's page size", "某库不支持本机的内存页大小")],
  [/out of memory|oom-kill/i, text("It ran out of memory", "内存不足被终止")],
];

/** What the words of a journal mean, if it is known. Pure. */
export const causeIn = (journal: string): Text | undefined => CAUSES.find(([words]) => words.test(journal))?.[1];

/** A stand-in for systemctl knows no restarts. */
const restartFindings = async ({ machine }: Context, unit: string): Promise<readonly Finding[]> => {
  if (machine.staged || machine.find("systemctl") === undefined) return [];
  const { code, stdout } = await machine.run({ program: "systemctl", args: ["show", "--property=NRestarts", "--value", unit] });
  const restarts = Number(stdout.trim() || Number.NaN);
  if (code !== 0 || Number.isNaN(restarts)) return [];
  const found = {
    id: `units/${unit}/restarts`,
    what: text(`Restarts of ${unit} by systemd`, `systemd 重启 ${unit} 的次数`),
    evidence: `NRestarts=${restarts}`,
    fix: text(`journalctl -u ${unit}; then systemctl reset-failed ${unit}`, `journalctl -u ${unit}；然后 systemctl reset-failed ${unit}`),
  };
  return [verdict(restarts === 0, found, restarts > MANY_RESTARTS ? "error" : "warning")];
};

const healthFinding = async (context: Context, service: Service): Promise<Finding> => {
  const { healthy, evidence } = await service.health(context);
  return verdict(healthy, {
    id: `health/${service.unit}`,
    what: text(`Health of ${service.unit}`, `${service.unit} 的健康检查`),
    evidence,
    fix: text(
      `journalctl -u ${service.unit} -n 100; systemctl restart ${service.unit}`,
      `journalctl -u ${service.unit} -n 100；systemctl restart ${service.unit}`,
    ),
  });
};
