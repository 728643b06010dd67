/** Each rule over a whole configuration is provoked; what an operator reads names the key and never shows a secret. */
import { expect, test } from "vitest";
import type { Problem } from "../../scripts/deploy/contract/site.js";
import { catalogueOf } from "../../scripts/deploy/site/catalogue.js";
import { type Facts, problemsOf } from "../../scripts/deploy/site/problems.js";
import { listed, SITE_COMPONENTS, SOUND_SECRETS, SOUND_VARIABLES, same } from "../support/site-components.js";

interface Given {
  readonly variables?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly facts?: Partial<Facts>;
  readonly here?: string;
  readonly components?: typeof SITE_COMPONENTS;
}

const FACTS: Facts = { hostName: "main", isHostGiven: false, totalMemoryMb: 32_000, siteMode: 0o644, secretsMode: 0o600 };

const asked = ({ variables, secrets, facts, here, components = SITE_COMPONENTS }: Given): readonly Problem[] =>
  problemsOf({
    values: {
      components,
      variables: { ...SOUND_VARIABLES, ...variables },
      secrets: { ...SOUND_SECRETS, ...secrets },
      ...(here === undefined ? {} : { here }),
    },
    catalogue: catalogueOf(components),
    facts: { ...FACTS, ...facts },
  });

const TWO_HOSTS = "app=10.0.0.10 data=10.0.0.11";
const external = (name: string, port: string) => ({ [`${name}_PLACE`]: "external", [`${name}_HOST`]: "db.test", [`${name}_PORT`]: port });

test("a sound configuration has no problems", () => {
  expect(asked({})).toEqual([]);
  expect(asked({ variables: { SITE_HOSTS: TWO_HOSTS, MYSQL_PLACE: "data" }, here: "app", facts: { hostName: "app" } })).toEqual([]);
});

/** What is given → the keys of the one problem, its severity, and a word of its sentence. */
const RULES: readonly (readonly [rule: string, given: Given, keys: readonly string[], says: RegExp, severity?: "warning"])[] = [
  ["an unknown variable", { variables: { MYSQL_PROT: "1" } }, ["MYSQL_PROT"], /Did you mean MYSQL_PORT/],
  ["an unknown variable far from all", { variables: { ZZZZ: "1" } }, ["ZZZZ"], /Remove the line/],
  ["an unknown secret", { secrets: { OLD_ONE: "x" } }, ["OLD_ONE"], /nothing knows/, "warning"],
  [
    "a secret in site.env",
    { variables: { MYSQL_ROOT_PASSWORD: "fS7kQ0aX2mZ9cV4b" } },
    ["MYSQL_ROOT_PASSWORD"],
    /move the line to secrets.env/,
  ],
  ["a variable in secrets.env", { secrets: { MYSQL_PORT: "3306" } }, ["MYSQL_PORT"], /belongs in site.env/],
  ["a password in an address", { variables: { STUDIO_URL: "https://root:fS7kQ0aX2@studio.test" } }, ["STUDIO_URL"], /password inside/],
  ["a public default", { secrets: { MYSQL_STUDIO_PASSWORD: "coze123" } }, ["MYSQL_STUDIO_PASSWORD"], /public knowledge/],
  ["a default of Loop's", { secrets: { MYSQL_STUDIO_PASSWORD: "cozeloop-mysql" } }, ["MYSQL_STUDIO_PASSWORD"], /public knowledge/],
  [
    "Loop's own HMAC key",
    { secrets: { LOOP_SESSION_HMAC_KEY: "openloop-session-hmac-key" } },
    ["LOOP_SESSION_HMAC_KEY"],
    /public knowledge/,
  ],
  ["a shipped AES value", { secrets: { STUDIO_AES_AUTH_SECRET: "cn+$PJ(HhJ[5d*z9" } }, ["STUDIO_AES_AUTH_SECRET"], /public knowledge/],
  ["what the component refuses", { secrets: { MYSQL_ROOT_PASSWORD: "root-of-the-docs" } }, ["MYSQL_ROOT_PASSWORD"], /public knowledge/],
  ["an AES key of 43 bytes", { secrets: { STUDIO_AES_AUTH_SECRET: "A".repeat(43) } }, ["STUDIO_AES_AUTH_SECRET"], /43 bytes.*16, 24 or 32/],
  ["an AES key counted in bytes", { secrets: { STUDIO_AES_AUTH_SECRET: "钥".repeat(16) } }, ["STUDIO_AES_AUTH_SECRET"], /48 bytes/],
  ["a missing secret", { secrets: { LOOP_SESSION_HMAC_KEY: "" } }, ["LOOP_SESSION_HMAC_KEY"], /coze init/],
  ["a placeholder for a secret", { secrets: { LOOP_SESSION_HMAC_KEY: "CHANGE_ME_CHANGE_ME" } }, ["LOOP_SESSION_HMAC_KEY"], /placeholder/],
  ["a short secret", { secrets: { MYSQL_ROOT_PASSWORD: "fS7kQ0a" } }, ["MYSQL_ROOT_PASSWORD"], /shorter/, "warning"],
  [
    "one secret for two things",
    { secrets: { MYSQL_STUDIO_PASSWORD: SOUND_SECRETS.MYSQL_ROOT_PASSWORD } },
    ["MYSQL_ROOT_PASSWORD", "MYSQL_STUDIO_PASSWORD"],
    /same secret/,
    "warning",
  ],
  ["a default left unedited", { variables: { STUDIO_URL: "https://studio.example.com" } }, ["STUDIO_URL"], /is still/],
  [
    "one schema for two",
    { variables: { MYSQL_LOOP_DATABASE: "OpenCoze" } },
    ["MYSQL_STUDIO_DATABASE", "MYSQL_LOOP_DATABASE"],
    /drop the tables/,
  ],
  ["one user for two", { variables: { MYSQL_LOOP_USER: "coze" } }, ["MYSQL_STUDIO_USER", "MYSQL_LOOP_USER"], /its own schema alone/],
  ["two ports of one name", { variables: { LOOP_URL: "https://studio.test:8443" } }, ["STUDIO_URL", "LOOP_URL"], /session_key/],
  ["https and http", { variables: { LOOP_URL: "http://loop.test" } }, ["STUDIO_URL", "LOOP_URL"], /all https/],
  ["a port clash", { variables: { STUDIO_PORT: "3306" } }, ["MYSQL_PORT", "STUDIO_PORT"], /Port 3306 on main/],
  ["a clash with a fixed port", { variables: { STUDIO_PORT: "8888" } }, ["STUDIO_PORT"], /8888.*loop/],
  [
    "a port clash elsewhere",
    { variables: { SITE_HOSTS: TWO_HOSTS, MYSQL_PLACE: "data", REDIS_LOOP_PLACE: "data", REDIS_LOOP_PORT: "3306" } },
    ["MYSQL_PORT", "REDIS_LOOP_PORT"],
    /on data/,
  ],
  [
    "one external Redis for two",
    { variables: { ...external("REDIS_STUDIO", "6379"), ...external("REDIS_LOOP", "6379") } },
    ["REDIS_STUDIO_HOST", "REDIS_STUDIO_PORT", "REDIS_LOOP_HOST", "REDIS_LOOP_PORT"],
    /a server each/,
  ],
  [
    "too little memory",
    { facts: { totalMemoryMb: 2000 } },
    ["MYSQL_PLACE", "REDIS_STUDIO_PLACE", "REDIS_LOOP_PLACE", "STUDIO_PLACE", "LOOP_PLACE"],
    /2400 MB/,
    "warning",
  ],
  ["a host without address", { variables: { SITE_HOSTS: "app" } }, ["SITE_HOSTS"], /name=address/],
  ["a host twice", { variables: { SITE_HOSTS: "main=10.0.0.1 main=10.0.0.2" } }, ["SITE_HOSTS"], /stands twice/],
  ["an address twice", { variables: { SITE_HOSTS: "main=10.0.0.1 two=10.0.0.1" } }, ["SITE_HOSTS"], /have the address/],
  ["a loopback address of several", { variables: { SITE_HOSTS: "main=10.0.0.1 two=127.0.0.1" } }, ["SITE_HOSTS"], /loopback/],
  [
    "a machine of no name",
    { variables: { SITE_HOSTS: TWO_HOSTS }, here: "elsewhere", facts: { hostName: "elsewhere" } },
    ["SITE_HOSTS"],
    /--host/,
  ],
  ["an unknown place", { variables: { MYSQL_PLACE: "date" } }, ["MYSQL_PLACE"], /main, external/],
  ["a place that it may not have", { variables: { STUDIO_PLACE: "none" } }, ["STUDIO_PLACE"], /it may be main/],
  ["an external one without address", { variables: { MYSQL_PLACE: "external" } }, ["MYSQL_PLACE", "MYSQL_HOST"], /where it is/],
  ["a port that is none", { variables: { MYSQL_PORT: "70000" } }, ["MYSQL_PORT"], /1 to 65535/],
  ["an empty port", { variables: { MYSQL_PORT: "" } }, ["MYSQL_PORT"], /a port/],
  ["a relative path", { variables: { BACKUP_DIR: "backups" } }, ["BACKUP_DIR"], /absolute/],
  ["a version that is a path", { variables: { MYSQL_VERSION: "../8" } }, ["MYSQL_VERSION"], /a version/],
  ["an address without scheme", { variables: { STUDIO_URL: "studio.test" } }, ["STUDIO_URL"], /an address/],
  ["a choice that is none", { variables: { STUDIO_RUNNER: "docker" } }, ["STUDIO_RUNNER"], /local \| sandbox/],
  ["neither yes nor no", { variables: { STUDIO_REGISTRATION: "maybe" } }, ["STUDIO_REGISTRATION"], /yes or no/],
  ["a size that is none", { variables: { STUDIO_MAX_BODY: "much" } }, ["STUDIO_MAX_BODY"], /512M/],
  ["a number that is none", { variables: { BACKUP_KEEP: "some" } }, ["BACKUP_KEEP"], /a number/],
  ["readable secrets", { facts: { secretsMode: 0o640 } }, [], /chmod 600/],
  ["no secrets", { facts: { secretsMode: undefined } }, [], /coze init/],
  ["a site.env that others may write", { facts: { siteMode: 0o664 } }, [], /chmod 644/],
];

test.each(RULES.map(([rule, given, keys, says, severity = "error"]) => ({ rule, given, keys, says, severity })))(
  "$rule",
  ({ given, keys, says, severity }) => {
    const problems = asked(given);
    expect(problems.map((problem) => [problem.keys, problem.severity])).toEqual([[keys, severity]]);
    const [{ what } = { what: same("") }] = problems;
    expect(what.en).toMatch(says);
    expect(what.zh).toMatch(/\p{Script=Han}/u);
    for (const secret of Object.values({ ...SOUND_SECRETS, ...given.secrets }).filter((value) => value.length > 4)) {
      expect(what.en).not.toContain(secret);
      expect(what.zh).not.toContain(secret);
    }
  },
);

test("everything that is wrong is in one report, and what is left out is not judged", () => {
  const problems = asked({
    variables: { MYSQL_PORT: "x", LOOP_URL: "https://loop.example.com", STUDIO_RUNNER: "?" },
    secrets: { STUDIO_AES_AUTH_SECRET: "short" },
  });
  expect(problems.flatMap(({ keys }) => keys)).toEqual(["MYSQL_PORT", "STUDIO_RUNNER", "LOOP_URL", "STUDIO_AES_AUTH_SECRET"]);
  const without = { LOOP_PLACE: "none", LOOP_URL: "https://loop.example.com", MYSQL_LOOP_DATABASE: "other" };
  expect(asked({ variables: without, secrets: { LOOP_SESSION_HMAC_KEY: "" } })).toEqual([]);
});

test("a component's own rules are asked, and one that cannot be described is a problem", () => {
  const opinionated = listed({ name: "gateway", problems: () => [{ keys: ["X"], severity: "error", what: same("no") }] });
  expect(asked({ components: [...SITE_COMPONENTS, opinionated] })).toEqual([{ keys: ["X"], severity: "error", what: same("no") }]);
  const broken = listed({
    name: "gateway",
    ports: () => {
      throw new Error("no such folder");
    },
  });
  expect(asked({ components: [...SITE_COMPONENTS, broken] }).map(({ what }) => what.en)).toEqual([
    "A component cannot be described: no such folder",
  ]);
});
