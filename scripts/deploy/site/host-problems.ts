/** The machines of the site, which of them this one is, and where components are placed. */
import type { Component } from "../contract/component.js";
import type { Problem } from "../contract/site.js";
import { text } from "../contract/text.js";
import { type Question, type Rule, wrong } from "./asked.js";
import { componentKey } from "./catalogue.js";
import { SITE_HOSTS } from "./general.js";
import { isNeeded } from "./placement.js";
import { isHost } from "./value-problems.js";

export const hostProblems: Rule = (question) => [
  ...wordProblems(question),
  ...addressProblems(question),
  ...hereProblems(question),
  ...question.components.flatMap((component) => placeProblems(question, component)),
  ...sameServerProblems(question),
];

const wordProblems = ({ site }: Question): readonly Problem[] => {
  const names = new Set<string>();
  return site.list(SITE_HOSTS).flatMap((word) => {
    const [name = "", address = "", ...more] = word.split("=");
    if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name) || !isHost(address) || more.length > 0)
      return [
        wrong([SITE_HOSTS], text(`${SITE_HOSTS}: "${word}" is not name=address.`, `${SITE_HOSTS}："${word}" 不是 名称=地址 的形式。`)),
      ];
    if (["external", "none"].includes(name))
      return [
        wrong(
          [SITE_HOSTS],
          text(
            `${SITE_HOSTS}: "${name}" means something else and cannot name a host.`,
            `${SITE_HOSTS}："${name}" 另有含义，不能用作主机名。`,
          ),
        ),
      ];
    if (names.has(name)) return [wrong([SITE_HOSTS], text(`${SITE_HOSTS}: ${name} stands twice.`, `${SITE_HOSTS}：${name} 出现了两次。`))];
    names.add(name);
    return [];
  });
};

const addressProblems = ({ site }: Question): readonly Problem[] => {
  if (site.hosts.size < 2) return [];
  const problems: Problem[] = [];
  const names = new Map<string, string>();
  for (const [name, address] of site.hosts) {
    const other = names.get(address);
    if (other !== undefined)
      problems.push(
        wrong(
          [SITE_HOSTS],
          text(
            `${SITE_HOSTS}: ${other} and ${name} have the address ${address}.`,
            `${SITE_HOSTS}：${other} 与 ${name} 的地址都是 ${address}。`,
          ),
        ),
      );
    if (/^(127\.|::1$|localhost$)/.test(address))
      problems.push(
        wrong(
          [SITE_HOSTS],
          text(
            `${SITE_HOSTS}: ${name} has the loopback address ${address}, at which the other hosts cannot reach it.`,
            `${SITE_HOSTS}：${name} 使用回环地址 ${address}，其他主机无法访问。`,
          ),
        ),
      );
    names.set(address, name);
  }
  return problems;
};

const hereProblems = ({ site, facts }: Question): readonly Problem[] =>
  site.hosts.has(site.here)
    ? []
    : [
        wrong(
          [SITE_HOSTS],
          text(
            `This machine is "${facts.hostName}", which ${SITE_HOSTS} does not name (${[...site.hosts.keys()].join(", ")}): say --host NAME.`,
            `本机名为 "${facts.hostName}"，不在 ${SITE_HOSTS} 中（${[...site.hosts.keys()].join("、")}）：请使用 --host 名称。`,
          ),
        ),
      ];

const placeProblems = ({ site, catalogue, components }: Question, { name, places }: Component): readonly Problem[] => {
  const key = componentKey(name, "PLACE");
  const place = site.get(key);
  const mayBeNone = places.none || !isNeeded(site, components, name);
  const words = [...site.hosts.keys(), ...(places.external ? ["external"] : []), ...(mayBeNone ? ["none"] : [])];
  if (place !== "" && !words.includes(place))
    return [wrong([key], text(`${key}=${place}: it may be ${words.join(", ")}.`, `${key}=${place}：可以是 ${words.join("、")}。`))];
  const hostKey = componentKey(name, "HOST");
  if (place !== "external" || !catalogue.byKey.has(hostKey) || site.get(hostKey) !== "") return [];
  return [
    wrong([key, hostKey], text(`${key}=external, so ${hostKey} must say where it is.`, `${key}=external，因此 ${hostKey} 必须写明地址。`)),
  ];
};

/** Two instances that must be apart (three Redis, `reference/deploy.md §2.2`) but are one server of somebody else. */
const sameServerProblems = ({ site, components, catalogue }: Question): readonly Problem[] => {
  const servers = new Map<string, string[]>();
  for (const { name } of components) {
    const place = site.place(name);
    const portKey = componentKey(name, "HOST").replace(/HOST$/, "PORT");
    if (place.kind !== "external" || place.address === "" || !catalogue.byKey.has(portKey)) continue;
    const server = `${place.address.toLowerCase()}:${site.get(portKey)}`;
    servers.set(server, [...(servers.get(server) ?? []), componentKey(name, "HOST"), portKey]);
  }
  return [...servers]
    .filter(([, keys]) => keys.length > 2)
    .map(([server, keys]) =>
      wrong(
        keys,
        text(
          `${server} stands for ${keys.length / 2} components that need a server each.`,
          `${server} 被 ${keys.length / 2} 个需要各自独立服务的组件共用。`,
        ),
      ),
    );
};
