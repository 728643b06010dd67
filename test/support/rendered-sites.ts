/** Sites as the renderer sees them, made without an operator: every secret set, every component placed. */
import { randomBytes } from "node:crypto";
import { COMPONENTS } from "../../scripts/deploy/components/catalogue.js";
import type { Component } from "../../scripts/deploy/contract/component.js";
import type { Site } from "../../scripts/deploy/contract/site.js";
import { siteFrom } from "../../scripts/deploy/site/site.js";

export const secretKeys = (components: readonly Component[] = COMPONENTS): readonly string[] => [
  ...new Set(
    components.flatMap(({ variables }) => variables.filter(({ kind }) => kind === "secret" || kind === "aes").map(({ key }) => key)),
  ),
];

/** 32 characters: right for AES as well, and found again wherever they turn up. */
export const anySecrets = (components: readonly Component[] = COMPONENTS): Record<string, string> =>
  Object.fromEntries(secretKeys(components).map((key) => [key, randomBytes(16).toString("hex")]));

export const THREE_HOSTS = {
  SITE_HOSTS: "app=10.0.0.10 data=10.0.0.11 loop=10.0.0.12",
  ...Object.fromEntries(
    ["MYSQL", "REDIS_STUDIO", "REDIS_LOOP", "REDIS_GATEWAY", "ELASTICSEARCH", "MINIO", "ETCD", "MILVUS", "NSQD"].map((key) => [
      `${key}_PLACE`,
      "data",
    ]),
  ),
  ...Object.fromEntries(
    ["CLICKHOUSE", "ROCKETMQ_NAMESRV", "ROCKETMQ_BROKER", "LOOP", "PYTHON_FAAS", "JS_FAAS"].map((key) => [`${key}_PLACE`, "loop"]),
  ),
};

export interface RenderedSite {
  readonly root?: string;
  readonly here?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly components?: readonly Component[];
}

export const renderedSite = ({
  root = "/",
  here,
  variables = {},
  components = COMPONENTS,
  secrets = anySecrets(components),
}: RenderedSite): Site =>
  siteFrom({
    components,
    root,
    secrets,
    variables: known(components, variables),
    ...(here === undefined ? {} : { here }),
  });

/** A place of a component that is not in the catalogue is no variable. */
const known = (components: readonly Component[], variables: Readonly<Record<string, string>>): Record<string, string> => {
  const names = components.map(({ name }) => `${name.toUpperCase().replaceAll("-", "_")}_PLACE`);
  return Object.fromEntries(Object.entries(variables).filter(([key]) => !key.endsWith("_PLACE") || names.includes(key)));
};

export const placedHere = (site: Site, components: readonly Component[] = COMPONENTS): readonly Component[] =>
  components.filter(({ name }) => site.isHere(name));
