/** Values that must differ, or agree, between products (`VariableRole`). */
import type { Problem, Variable, VariableRole } from "../contract/site.js";
import { type Text, text } from "../contract/text.js";
import { type Question, type Rule, wrong } from "./asked.js";

const APART: Readonly<Record<VariableRole, (value: string) => Text>> = {
  "mysql-schema": (value) =>
    text(
      `the MySQL schema "${value}" is given to several products; Studio's migration would drop the tables of the others. Each needs a schema of its own.`,
      `多个产品使用同一个 MySQL 库 "${value}"，Studio 的迁移会删除其他产品的表。每个产品需要各自的库。`,
    ),
  "mysql-user": (value) =>
    text(
      `the MySQL user "${value}" is given to several products: each needs one that may touch its own schema alone.`,
      `多个产品使用同一个 MySQL 用户 "${value}"：每个产品需要只能访问自己库的用户。`,
    ),
  "public-url": (value) =>
    text(
      `several products have the host name "${value}". Both Studio and Loop set the cookie session_key, and browsers do not tell ports apart: a login to one ends that to the other. Give each a name.`,
      `多个产品使用同一主机名 "${value}"。Studio 与 Loop 都使用名为 session_key 的 Cookie，而浏览器不区分端口：登录一个会使另一个失效。请使用不同的主机名。`,
    ),
};

export const sharedProblems: Rule = (question) => [
  ...(Object.keys(APART) as VariableRole[]).flatMap((role) => sharedIn(question, role)),
  ...schemeProblems(question),
];

const ofRole = ({ catalogue, matters }: Question, role: VariableRole): readonly Variable[] =>
  [...catalogue.byKey.values()].filter((variable) => variable.role === role && matters(variable.key));

const comparable = (role: VariableRole, value: string): string => {
  if (role !== "public-url") return value.toLowerCase();
  return URL.canParse(value) ? new URL(value).hostname : "";
};

const sharedIn = (question: Question, role: VariableRole): readonly Problem[] => {
  const keysOf = new Map<string, string[]>();
  for (const { key } of ofRole(question, role)) {
    const value = comparable(role, question.site.get(key));
    if (value !== "") keysOf.set(value, [...(keysOf.get(value) ?? []), key]);
  }
  return [...keysOf].filter(([, keys]) => keys.length > 1).map(([value, keys]) => wrong(keys, inSentence(keys, APART[role](value))));
};

const inSentence = (keys: readonly string[], what: Text): Text => text(`${keys.join(", ")}: ${what.en}`, `${keys.join("、")}：${what.zh}`);

/** A page over https may not load from http, and a cookie that is Secure does not come back over http. */
const schemeProblems = (question: Question): readonly Problem[] => {
  const keys = ofRole(question, "public-url")
    .map(({ key }) => key)
    .filter((key) => URL.canParse(question.site.get(key)));
  const schemes = new Set(keys.map((key) => new URL(question.site.get(key)).protocol));
  if (schemes.size < 2) return [];
  const what = text(
    "some are https and some are not; browsers refuse what such pages load from each other. Make all https.",
    "有的是 https，有的不是；浏览器会拒绝这样的页面相互加载内容。请全部改为 https。",
  );
  return [wrong(keys, inSentence(keys, what))];
};
