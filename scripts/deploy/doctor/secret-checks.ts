/**
 * Secrets as they lie on disk: none that is public knowledge, in our files or copied from the checkout's examples, and nobody
 * beside their owner may read them. No value is ever shown.
 */
import { join } from "node:path";
import { verdict } from "../components/findings.js";
import type { Component } from "../contract/component.js";
import type { Check, Finding } from "../contract/finding.js";
import type { Site } from "../contract/site.js";
import type { Context } from "../contract/step.js";
import { text } from "../contract/text.js";
import { isPublicSecret } from "../site/secret-problems.js";
import { modeOf, readIfThere } from "../system/files.js";
import type { Placed } from "./described.js";

export const secretChecks = (placed: readonly Placed[]): readonly Check[] => [
  {
    id: "secrets/public",
    title: text("No secret is public knowledge", "没有众所周知的机密"),
    run: async (context) => publicFindings(context, placed),
  },
  {
    id: "secrets/readable",
    title: text("Files with secrets are closed to others", "机密文件不对他人开放"),
    run: async (context) => modeFindings(context, placed),
  },
];

/** `KEY=value`, `export KEY="value"`, `key: value`: what is on one line. Pure. */
export const assignmentsIn = (content: string): readonly (readonly [key: string, value: string])[] =>
  [...content.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z][\w.-]*)[ \t]*[=:][ \t]*(["']?)([^\n]*?)\2[ \t]*$/gm)].map(
    ([, key = "", , value = ""]) => [key, value],
  );

/** Names under which files keep secrets. A DSN holds one as well. */
const IS_SECRET = /(pass|secret|token|hmac|dsn|_url$|_ak$|_sk$|access_?key|api_?key)/i;
const passwordOf = (value: string): string => /^[^\s:]*(?::\/\/)?[^\s:@/]*:([^\s@]+)@/.exec(value)?.[1] ?? value;

const publicFindings = async ({ site }: Context, placed: readonly Placed[]): Promise<readonly Finding[]> => {
  const found: Finding[] = [];
  for (const { component, description } of placed) {
    const refused = refusedBy(component);
    const examples = await examplesOf(site, component);
    for (const { path } of description.files) {
      const bad = assignmentsIn((await readIfThere(path)) ?? "")
        .filter(([key, value]) => IS_SECRET.test(key) && isKnown(key, passwordOf(value), { refused, examples }))
        .map(([key]) => key);
      if (bad.length > 0) found.push(publicFinding(component, path, bad));
    }
  }
  return found.length > 0 ? found : [{ id: "secrets/public", severity: "ok", what: NONE_PUBLIC, evidence: `${placed.length} components` }];
};

const NONE_PUBLIC = text(
  "No rendered file holds a secret that upstream or a scanner knows",
  "渲染出的文件中没有上游默认或扫描器已知的机密",
);

interface Known {
  readonly refused: ReadonlySet<string>;
  readonly examples: ReadonlyMap<string, string>;
}

const isKnown = (key: string, value: string, { refused, examples }: Known): boolean =>
  value !== "" && (isPublicSecret(value) || refused.has(value) || passwordOf(examples.get(key) ?? "") === value);

const refusedBy = ({ variables }: Component): ReadonlySet<string> => new Set(variables.flatMap(({ refused = [] }) => refused));

/** Of the checkout at hand: defaults change from release to release (`reference/deploy.md §1.3`). */
const examplesOf = async (site: Site, { name }: Component): Promise<ReadonlyMap<string, string>> => {
  if (name !== "studio" && name !== "loop") return new Map();
  const checkout = site.get(`${name.toUpperCase()}_CHECKOUT`);
  const file = name === "studio" ? "docker/.env.example" : "release/deployment/docker-compose/.env";
  const content = checkout === "" ? "" : ((await readIfThere(join(checkout, file))) ?? "");
  return new Map(assignmentsIn(content).filter(([key, value]) => IS_SECRET.test(key) && value !== "" && !value.includes("${")));
};

const publicFinding = ({ name }: Component, path: string, keys: readonly string[]): Finding => ({
  id: `secrets/public/${name}`,
  severity: "error",
  what: text(
    `${keys.join(", ")} of ${name} is a value that everybody knows: whoever reaches ${name} is in`,
    `${name} 的 ${keys.join("、")} 是众所周知的值：能访问 ${name} 的人都能进入`,
  ),
  evidence: `${path}: ${keys.map((key) => `${key}=***`).join(" ")}`,
  fix: text(
    `Empty the secret in secrets.env (coze init makes another), then coze apply ${name}; AES keys of Studio: stored credentials must be entered again`,
    `清空 secrets.env 中对应的机密（coze init 会重新生成），再 coze apply ${name}；更换 Studio 的 AES 密钥后需重新录入凭据`,
  ),
});

const modeFindings = async ({ site }: Context, placed: readonly Placed[]): Promise<readonly Finding[]> => {
  const own = { path: join(site.paths.etc, "secrets.env"), mode: 0o600 };
  const files = placed.flatMap(({ description }) => description.files.filter(({ secret }) => secret));
  const open: string[] = [];
  for (const file of [own, ...files]) {
    const mode = await modeOf(file.path);
    if (mode !== undefined && (mode & 0o007) !== 0) open.push(`${file.path} ${mode.toString(8)}`);
  }
  return [
    verdict(open.length === 0, {
      id: "secrets/readable",
      what: text("Nobody but owner and group may read a file with secrets", "机密文件仅属主与属组可读"),
      evidence: open.join(", ") || `${files.length + 1} files looked at`,
      fix: text(
        `chmod o= ${open.map((line) => line.split(" ")[0]).join(" ")}`,
        `chmod o= ${open.map((line) => line.split(" ")[0]).join(" ")}`,
      ),
    }),
  ];
};
