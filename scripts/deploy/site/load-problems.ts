/** What the components need of each machine: ports that nobody else takes, and memory. */
import type { Component, Description, PortUse } from "../contract/component.js";
import type { ComponentName } from "../contract/names.js";
import type { Problem } from "../contract/site.js";
import { text } from "../contract/text.js";
import { doubtful, type Question, type Rule, wrong } from "./asked.js";
import { componentKey } from "./catalogue.js";
import { siteFrom } from "./site.js";

interface Described {
  readonly component: Component;
  readonly description: Description;
}

export const loadProblems: Rule = (question) =>
  [...question.site.hosts.keys()].flatMap((host) => {
    const described = descriptionsAt(question, host);
    const memory = host === question.site.here ? memoryProblems(question, described) : [];
    return [...portProblems(host, described), ...memory];
  });

/** As that host sees itself: a description is about the machine that it is for. */
const descriptionsAt = ({ values, components }: Question, host: string): readonly Described[] => {
  const site = siteFrom({ ...values, here: host });
  return components.filter(({ name }) => site.isHere(name)).map((component) => ({ component, description: component.describe(site) }));
};

const portProblems = (host: string, described: readonly Described[]): readonly Problem[] => {
  const users = new Map<number, (PortUse & { component: ComponentName })[]>();
  for (const { component, description } of described)
    for (const use of description.ports) users.set(use.port, [...(users.get(use.port) ?? []), { ...use, component: component.name }]);
  return [...users].filter(([, uses]) => uses.length > 1).map(([port, uses]) => clash(host, port, uses));
};

const clash = (host: string, port: number, uses: readonly (PortUse & { component: ComponentName })[]): Problem => {
  const movable = uses.flatMap(({ key }) => (key === undefined ? [] : [key]));
  const keys = movable.length > 0 ? movable : uses.map(({ component }) => componentKey(component, "PLACE"));
  const who = (language: "en" | "zh") => uses.map(({ component, purpose }) => `${component} (${purpose[language]})`).join(", ");
  return wrong(
    keys,
    text(
      `Port ${port} on ${host} is wanted by ${who("en")}. Change ${keys.join(" or ")}.`,
      `${host} 上的端口 ${port} 被多处使用：${who("zh")}。请修改 ${keys.join(" 或 ")}。`,
    ),
  );
};

const memoryProblems = ({ facts }: Question, described: readonly Described[]): readonly Problem[] => {
  const wanted = described.reduce((sum, { description }) => sum + description.memoryMb, 0);
  if (wanted <= facts.totalMemoryMb) return [];
  const keys = described.map(({ component }) => componentKey(component.name, "PLACE"));
  return [
    doubtful(
      keys,
      text(
        `The components of this machine want ${wanted} MB of memory at least; it has ${facts.totalMemoryMb} MB. The kernel will end some of them under load: move some to another host.`,
        `本机组件至少需要 ${wanted} MB 内存，而本机只有 ${facts.totalMemoryMb} MB。负载升高时内核会终止其中一些：请把部分组件移到其他主机。`,
      ),
    ),
  ];
};
