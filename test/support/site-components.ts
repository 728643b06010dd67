/** Components that are nothing but their variables, for rules about configurations. */
import type { Component, Description, PortUse } from "../../scripts/deploy/contract/component.js";
import type { ComponentName } from "../../scripts/deploy/contract/names.js";
import type { Problem, Site, Variable } from "../../scripts/deploy/contract/site.js";
import { type Text, text } from "../../scripts/deploy/contract/text.js";

export const same = (words: string): Text => text(words, words);

export const EMPTY_DESCRIPTION: Description = {
  memoryMb: 100,
  ...{ ports: [], artefacts: [], folders: [], files: [], units: [], prepare: [], services: [], init: [], checks: [], backup: [] },
};

export interface Listed {
  readonly name: ComponentName;
  readonly variables?: readonly Variable[];
  readonly needs?: readonly ComponentName[];
  readonly external?: boolean;
  readonly none?: boolean;
  readonly ports?: (site: Site) => readonly PortUse[];
  readonly memoryMb?: number;
  readonly problems?: (site: Site) => readonly Problem[];
}

export const listed = ({ name, variables = [], needs = [], external = false, none = false, ...more }: Listed): Component => ({
  name,
  target: "infra",
  title: same(name),
  needs: () => needs,
  places: { external, none },
  variables,
  problems: more.problems ?? (() => []),
  describe: (site) => ({ ...EMPTY_DESCRIPTION, memoryMb: more.memoryMb ?? 100, ports: more.ports?.(site) ?? [] }),
});

export const variable = (key: string, kind: Variable["kind"], more: Partial<Variable> = {}): Variable => ({
  key,
  kind,
  meaning: same(key),
  ...more,
});

const portOf =
  (key: string) =>
  (site: Site): readonly PortUse[] => [{ key, port: site.port(key), purpose: same("clients"), isPublic: false }];

const password = (key: string, refused: readonly string[] = []): Variable =>
  variable(key, "secret", { make: { form: "password", length: 32 }, refused });

/** A site in miniature: a database with two tenants, two products with pages, one cache each, and something that may be left out. */
export const SITE_COMPONENTS: readonly Component[] = [
  listed({
    name: "mysql",
    external: true,
    variables: [
      variable("MYSQL_PORT", "port", { value: "3306" }),
      variable("MYSQL_VERSION", "version", { value: "8.4.5" }),
      variable("MYSQL_STUDIO_DATABASE", "text", { value: "opencoze", role: "mysql-schema" }),
      variable("MYSQL_LOOP_DATABASE", "text", { value: "cozeloop", role: "mysql-schema" }),
      variable("MYSQL_STUDIO_USER", "text", { value: "coze", role: "mysql-user" }),
      variable("MYSQL_LOOP_USER", "text", { value: "loop", role: "mysql-user" }),
      password("MYSQL_ROOT_PASSWORD", ["root-of-the-docs"]),
      password("MYSQL_STUDIO_PASSWORD"),
    ],
    ports: portOf("MYSQL_PORT"),
  }),
  ...(["redis-studio", "redis-loop"] as const).map((name) => {
    const key = `${name.toUpperCase().replace("-", "_")}_PORT`;
    return listed({
      name,
      external: true,
      variables: [variable(key, "port", { value: name === "redis-studio" ? "6379" : "6380" })],
      ports: portOf(key),
    });
  }),
  listed({
    name: "studio",
    needs: ["mysql", "redis-studio"],
    memoryMb: 2000,
    variables: [
      variable("STUDIO_PORT", "port", { value: "8892" }),
      variable("STUDIO_URL", "url", { value: "https://studio.example.com", role: "public-url" }),
      variable("STUDIO_AES_AUTH_SECRET", "aes", { make: { form: "hex", length: 32 } }),
      variable("STUDIO_RUNNER", { choices: ["local", "sandbox"] }, { value: "sandbox" }),
      variable("STUDIO_REGISTRATION", "flag", { value: "no" }),
      variable("STUDIO_MAX_BODY", "size", { value: "1024M" }),
      variable("STUDIO_MODEL_KEY", "secret"),
    ],
    ports: portOf("STUDIO_PORT"),
  }),
  listed({
    name: "loop",
    none: true,
    needs: ["mysql", "redis-loop"],
    variables: [
      variable("LOOP_URL", "url", { value: "https://loop.example.com", role: "public-url" }),
      variable("LOOP_CHECKOUT", "path", { value: "" }),
      password("LOOP_SESSION_HMAC_KEY"),
    ],
    ports: () => [{ port: 8888, purpose: same("its only port"), isPublic: false }],
  }),
];

/** What an operator has to write so that nothing is wrong. */
export const SOUND_VARIABLES = { STUDIO_URL: "https://studio.test", LOOP_URL: "https://loop.test" };

export const SOUND_SECRETS = {
  MYSQL_ROOT_PASSWORD: "fS7kQ0aX2mZ9cV4bN1pL6wE3",
  MYSQL_STUDIO_PASSWORD: "yT5rU8iO2pA6sD1fG4hJ9kL3",
  STUDIO_AES_AUTH_SECRET: "0123456789abcdef0123456789abcdef",
  LOOP_SESSION_HMAC_KEY: "qW3eR6tY9uI1oP4aS7dF0gH2",
};
