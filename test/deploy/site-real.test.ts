/** The rules over the real components: what the first run writes needs three names and nothing else, and the traps of the stack are found. */
import { expect, test } from "vitest";
import { COMPONENTS } from "../../scripts/deploy/components/catalogue.js";
import type { VariableRole } from "../../scripts/deploy/contract/site.js";
import { catalogueOf, isSecret } from "../../scripts/deploy/site/catalogue.js";
import { parseEnvFile } from "../../scripts/deploy/site/env-file.js";
import { siteText } from "../../scripts/deploy/site/env-text.js";
import { madeSecret } from "../../scripts/deploy/site/made-secrets.js";
import { problemsOf } from "../../scripts/deploy/site/problems.js";

const catalogue = catalogueOf(COMPONENTS);
const FIRST_RUN = parseEnvFile(siteText(catalogue, {})).values;
const NAMED = { STUDIO_URL: "https://studio.test", LOOP_URL: "https://loop.test", GATEWAY_URL: "https://abilities.test" };
const SECRETS = Object.fromEntries(
  [...catalogue.byKey.values()].flatMap(({ key, make }) => (make ? [[key, madeSecret(make)] as const] : [])),
);

const errors = (variables: Readonly<Record<string, string>>): readonly (readonly string[])[] =>
  problemsOf({
    values: { components: COMPONENTS, variables: { ...FIRST_RUN, ...variables }, secrets: SECRETS },
    catalogue,
    facts: { hostName: "main", isHostGiven: false, totalMemoryMb: 64_000, siteMode: 0o644, secretsMode: 0o600 },
  })
    .filter(({ severity }) => severity === "error")
    .map(({ keys }) => keys);

test("the first run asks for three names, and with them everything fits on one host", () => {
  expect(errors({})).toEqual([["STUDIO_URL"], ["LOOP_URL"], ["GATEWAY_URL"]]);
  expect(errors(NAMED)).toEqual([]);
});

test("what may be left out is left out with an empty version, and nothing else is", () => {
  const optional = ["STUDIO_DENO_VERSION", "STUDIO_DENO_CACHE_VERSION", "STUDIO_WHEELS_VERSION"];
  expect(errors({ ...NAMED, ...Object.fromEntries(optional.map((key) => [key, ""])) })).toEqual([]);
  expect(errors({ ...NAMED, STUDIO_ATLAS_VERSION: "" })).toEqual([["STUDIO_ATLAS_VERSION"]]);
});

test("every product has a schema, a user and a public name of its own", () => {
  const withRole = (role: VariableRole) => [...catalogue.byKey.values()].filter((variable) => variable.role === role).length;
  expect([withRole("mysql-schema"), withRole("mysql-user"), withRole("public-url")]).toEqual([3, 3, 3]);
});

test("every secret of ours is made, and AES keys have one of the three lengths", () => {
  const keys = [...catalogue.byKey.values()].filter(({ kind }) => kind === "aes");
  expect(keys.length).toBeGreaterThanOrEqual(3);
  for (const { key } of keys) expect([16, 24, 32]).toContain(SECRETS[key]?.length);
  expect([...catalogue.byKey.values()].filter(isSecret).length).toBeGreaterThan(10);
});

test.each([
  ["both applications on :8888", { STUDIO_PORT: "8888" }, "STUDIO_PORT"],
  ["MinIO and ClickHouse on 9000", { CLICKHOUSE_PORT: "9000" }, "CLICKHOUSE_PORT"],
  ["two Redis on one port", { REDIS_LOOP_PORT: "6379" }, "REDIS_LOOP_PORT"],
  ["one schema for Studio and Loop", { MYSQL_LOOP_DATABASE: "opencoze" }, "MYSQL_LOOP_DATABASE"],
  ["Loop's path-style rule", { MINIO_PLACE: "external", MINIO_HOST: "store.test" }, "MINIO_HOST"],
  ["one name for Studio and Loop", { LOOP_URL: "https://studio.test:8443" }, "LOOP_URL"],
])("%s", (_trap, variables, key) => expect(errors({ ...NAMED, ...variables }).flat()).toContain(key));
