/** site.env and secrets.env: read, written, made once; and the site that is a function of them. */
import { lstat, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Variable } from "../../scripts/deploy/contract/site.js";
import { catalogueOf, isSecret } from "../../scripts/deploy/site/catalogue.js";
import { parseEnvFile } from "../../scripts/deploy/site/env-file.js";
import { secretsText, siteText } from "../../scripts/deploy/site/env-text.js";
import { initSite } from "../../scripts/deploy/site/init-site.js";
import { readSite } from "../../scripts/deploy/site/read-site.js";
import { siteFrom } from "../../scripts/deploy/site/site.js";
import { treeOf } from "../support/folder-tree.js";
import { runFolder } from "../support/services.js";
import { listed, SITE_COMPONENTS, SOUND_VARIABLES, variable } from "../support/site-components.js";

const values = (content: string) => parseEnvFile(content).values;

describe("lines", () => {
  test.each([
    ["K=v", "v"],
    ["K=", ""],
    ["K='a b'", "a b"],
    ["K='$HOME `x` $(Y)'", "$HOME `x` $(Y)"],
    ['K="a \\"b\\" \\\\ \\$HOME"', 'a "b" \\ $HOME'],
    ['K="x" # said why', "x"],
    ["  K=v  ", "v"],
    ["K=a=b", "a=b"],
    ["K=v\r", "v"],
    ["\uFEFFK=v", "v"],
  ])("%j is read", (line, value) => expect(parseEnvFile(line)).toEqual({ values: { K: value }, problems: [] }));

  test.each([
    ["export K=v", /export.*systemd/],
    [`K=\${OTHER}`, /systemd.*godotenv/],
    ['K="$OTHER"', /systemd.*godotenv/],
    ["K=$(date)", /systemd.*godotenv/],
    ["K=`date`", /systemd.*godotenv/],
    ["K=a b", /needs quotes/],
    ["K=a#b", /needs quotes/],
    ["K='a", /not closed/],
    ['K="a" b', /something follows/],
    ["K = v", /KEY=value/],
    ["nonsense", /KEY=value/],
    ["K=a\u0007b", /control character/],
  ])("%j is refused", (line, says) => {
    const { values: read, problems } = parseEnvFile(`# a comment\n\n${line}\n`);
    expect(read).toEqual({});
    expect(problems.map((problem) => problem.line)).toEqual([3]);
    expect(problems[0]?.what.en).toMatch(says);
    expect(problems[0]?.what.zh).toMatch(/\p{Script=Han}/u);
  });

  test("a key that is set twice is refused, and keeps its first value", () => {
    const { values: read, problems } = parseEnvFile("K=a\nK=b\n");
    expect(read).toEqual({ K: "a" });
    expect(problems[0]?.what.en).toMatch(/twice/);
  });
});

const catalogue = catalogueOf(SITE_COMPONENTS);
const ofSort = (wanted: boolean): readonly Variable[] => [...catalogue.byKey.values()].filter((one) => isSecret(one) === wanted);
const anyValue = fc
  .oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: fc.constantFrom(..." '\"\\$`#{}=;a".split("")) }))
  .filter((value) => !/\p{Cc}/u.test(value));
const anyValues = (variables: readonly Variable[]) =>
  fc.record(Object.fromEntries(variables.map(({ key }) => [key, anyValue])), { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>;

test("what is written is read again, whatever the values are", () => {
  fc.assert(
    fc.property(anyValues(ofSort(false)), anyValues(ofSort(true)), (variables, secrets) => {
      const site = parseEnvFile(siteText(catalogue, variables));
      expect(site.problems).toEqual([]);
      expect(site.values).toMatchObject(variables);
      const read = siteFrom({ components: SITE_COMPONENTS, variables: site.values, secrets: values(secretsText(catalogue, secrets)) });
      for (const { key, value = "" } of ofSort(false)) expect(read.get(key)).toBe(variables[key] ?? value);
      for (const { key } of ofSort(true)) expect(read.secret(key)).toBe(secrets[key] ?? "");
    }),
    { numRuns: 60 },
  );
});

describe("places", () => {
  const hosts = {
    SITE_HOSTS: "app=10.0.0.10 data=10.0.0.11 loop=10.0.0.12",
    MYSQL_PLACE: "data",
    LOOP_PLACE: "loop",
    REDIS_STUDIO_PLACE: "external",
    REDIS_STUDIO_HOST: "r.test",
  };
  const at = (here: string) =>
    siteFrom({ components: SITE_COMPONENTS, variables: { ...SOUND_VARIABLES, ...hosts }, secrets: {}, here, root: "/tmp/x/" });

  test("each host sees the components from where it stands", () => {
    expect(at("data").place("mysql")).toEqual({ kind: "here", host: "data", address: "10.0.0.11" });
    expect(at("app").place("mysql")).toEqual({ kind: "host", host: "data", address: "10.0.0.11" });
    expect([at("data").address("mysql"), at("app").address("mysql"), at("app").address("redis-studio")]).toEqual([
      "127.0.0.1",
      "10.0.0.11",
      "r.test",
    ]);
    expect(at("app").isHere("studio")).toBe(true);
    expect(at("app").place("etcd")).toEqual({ kind: "none" });
  });

  test("a component listens beyond loopback only for hosts that need it", () => {
    expect(at("data").listen("mysql")).toEqual({ addresses: ["127.0.0.1", "10.0.0.11"], peers: ["10.0.0.10", "10.0.0.12"] });
    expect(at("app").listen("studio")).toEqual({ addresses: ["127.0.0.1"], peers: [] });
    expect(at("app").listen("redis-studio")).toEqual({ addresses: [], peers: [] });
  });

  test("every path carries the root, artefacts lie where they are", () => {
    const { paths } = at("app");
    expect(paths).toMatchObject({
      root: "/tmp/x",
      etc: "/tmp/x/etc/coze",
      backups: "/tmp/x/var/backups/coze",
      artefacts: "/opt/coze-artifacts",
    });
  });

  test("a key that nobody lists, and a secret asked for as a variable, are mistakes of the program", () => {
    expect(() => at("app").get("NO_SUCH_KEY")).toThrow("NO_SUCH_KEY");
    expect(() => at("app").get("MYSQL_ROOT_PASSWORD")).toThrow("secret");
    expect(() => at("app").secret("MYSQL_PORT")).toThrow("MYSQL_PORT");
  });
});

describe("files", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(runFolder(), "site-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  const path = (name: string) => join(root, "etc/coze", name);
  const init = (components = SITE_COMPONENTS) => initSite({ components, root });

  test("the first run writes both, the second changes nothing", async () => {
    expect((await init()).written).toEqual([path("secrets.env"), path("site.env")]);
    const before = await treeOf(root);
    const modes = Promise.all(["site.env", "secrets.env"].map(async (name) => (await lstat(path(name))).mode & 0o777));
    expect(await modes).toEqual([0o644, 0o600]);
    expect(await init()).toMatchObject({ written: [], addedSecrets: [] });
    expect(await treeOf(root)).toEqual(before);
  });

  test("every secret with a recipe is made, no two alike, as long as asked; the others wait for the operator", async () => {
    await init();
    const secrets = values(await readFile(path("secrets.env"), "utf8"));
    expect(secrets.STUDIO_AES_AUTH_SECRET).toMatch(/^[0-9a-f]{32}$/);
    expect(secrets.MYSQL_ROOT_PASSWORD).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(secrets.STUDIO_MODEL_KEY).toBe("");
    const made = Object.values(secrets).filter(Boolean);
    expect(new Set(made).size).toBe(made.length);
    expect(await readFile(path("site.env"), "utf8")).not.toMatch(new RegExp(made.join("|")));
  });

  test("site.env shows defaults as comments, in two languages, and what must be edited as lines", async () => {
    await init();
    const site = await readFile(path("site.env"), "utf8");
    expect(site).toMatch(/^#MYSQL_PORT=3306$/m);
    expect(site).toMatch(/^STUDIO_URL=https:\/\/studio\.example\.com$/m);
    expect(site).toMatch(/^# ---- mysql/m);
    expect(site).toMatch(/^# .*\p{Script=Han}/mu);
    const { problems, site: none } = await readSite({ components: SITE_COMPONENTS, root });
    expect(none).toBeUndefined();
    expect(problems.filter(({ severity }) => severity === "error").map(({ keys }) => keys)).toEqual([["STUDIO_URL"], ["LOOP_URL"]]);
  });

  test("a newer version adds its secrets and touches no other line", async () => {
    await init();
    const before = await readFile(path("secrets.env"), "utf8");
    const newer = [
      ...SITE_COMPONENTS,
      listed({ name: "etcd", variables: [variable("ETCD_PASSWORD", "secret", { make: { form: "hex", length: 20 } })] }),
    ];
    expect((await init(newer)).addedSecrets).toEqual(["ETCD_PASSWORD"]);
    const after = await readFile(path("secrets.env"), "utf8");
    expect(after.startsWith(before)).toBe(true);
    expect(values(after).ETCD_PASSWORD).toMatch(/^[0-9a-f]{20}$/);
    expect((await lstat(path("secrets.env"))).mode & 0o777).toBe(0o600);
  });

  test("a secrets.env that cannot be read is left alone", async () => {
    await init();
    await writeFile(path("secrets.env"), "export MYSQL_ROOT_PASSWORD=x\n");
    await expect(init()).rejects.toThrow(/:1 cannot be read/);
    expect(await readFile(path("secrets.env"), "utf8")).toBe("export MYSQL_ROOT_PASSWORD=x\n");
  });

  test("problems of lines come with file and line, together with those of values", async () => {
    await init();
    await writeFile(path("site.env"), "export MYSQL_PORT=1\nSTUDIO_URL=https://studio.test\nLOOP_URL=https://loop.test\nSTUDIO_PORT=0\n");
    const { problems } = await readSite({ components: SITE_COMPONENTS, root });
    const errors = problems.filter(({ severity }) => severity === "error");
    expect(errors.map(({ what }) => what.en)).toEqual([
      expect.stringMatching(/site\.env:1: "export"/),
      expect.stringMatching(/STUDIO_PORT=0/),
    ]);
  });

  test("without site.env it says what to run; a sound one is a site", async () => {
    expect(await readSite({ components: SITE_COMPONENTS, root })).toMatchObject({
      isThere: false,
      problems: [{ what: { en: expect.stringContaining("coze init") } }],
    });
    await init();
    await writeFile(
      path("site.env"),
      "STUDIO_URL=https://studio.test\nLOOP_URL=https://loop.test\nSITE_HOSTS='app=10.0.0.1 data=10.0.0.2'\n",
    );
    const { site } = await readSite({ components: SITE_COMPONENTS, root, host: "data" });
    expect(site?.here).toBe("data");
  });
});
