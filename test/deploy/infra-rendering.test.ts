/** What is rendered for whatever site: nothing unexpanded, and no secret where others can read. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { COMPONENTS } from "../../scripts/deploy/components/catalogue.js";
import { brokersOf } from "../../scripts/deploy/components/rocketmq/mqadmin.js";
import { bytesOf } from "../../scripts/deploy/components/settings.js";
import type { Description } from "../../scripts/deploy/contract/component.js";
import type { Site } from "../../scripts/deploy/contract/site.js";
import { unitText } from "../../scripts/deploy/units/service-unit.js";
import { anySecrets, placedHere, renderedSite, secretKeys, THREE_HOSTS } from "../support/rendered-sites.js";

const UNEXPANDED = /\$\{|undefined|\bNaN\b|\[object |\{(version|arch|goarch)\}/;

const variablesOf = (): Record<string, string> =>
  Object.fromEntries(COMPONENTS.flatMap(({ variables }) => variables.map(({ key, value = "" }) => [key, value])));
const portKeys = [...new Set(COMPONENTS.flatMap(({ variables }) => variables.filter(({ kind }) => kind === "port").map(({ key }) => key)))];

/** Letters and digits as we make them, or whatever an operator may choose. */
const secretValue = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9]{32}$/),
  fc.stringMatching(/^[A-Za-z0-9"'#;%$ =/+]{14}[A-Za-z0-9]{2}$/).map((end) => `Zq9${end.trim()}`),
);

const sites = fc
  .record({
    root: fc.constantFrom("/", "/srv/image"),
    three: fc.constantFrom(undefined, "app", "data", "loop"),
    from: fc.constantFrom("artifact", "system"),
    size: fc.constantFrom("1G", "1536M", "8G"),
    minio: fc.constantFrom("", "external"),
    ports: fc.uniqueArray(fc.integer({ min: 1024, max: 65_000 }), { minLength: portKeys.length, maxLength: portKeys.length }),
    secrets: fc.array(secretValue, { minLength: secretKeys().length, maxLength: secretKeys().length }),
  })
  .map(({ root, three, from, size, minio, ports, secrets }) => {
    const sizes = Object.entries(variablesOf()).filter(([key]) => /_(MEMORY|HEAP|BUFFER_POOL)$/.test(key));
    return renderedSite({
      root,
      ...(three ? { here: three } : {}),
      secrets: Object.fromEntries(secretKeys().map((key, at) => [key, `${secrets[at]}`])),
      variables: {
        ...(three ? THREE_HOSTS : {}),
        ...(minio ? { MINIO_PLACE: minio, MINIO_HOST: "objects.example.test", MINIO_SCHEME: "https", MINIO_ADDRESSING: "host" } : {}),
        ...{ MYSQL_FROM: from, REDIS_FROM: from, JAVA_FROM: from },
        ...Object.fromEntries(sizes.map(([key]) => [key, size])),
        ...Object.fromEntries(portKeys.map((key, at) => [key, String(ports[at])])),
      },
    });
  });

const secretsOf = (site: Site): readonly string[] => secretKeys().map((key) => site.secret(key));
const described = (site: Site): readonly Description[] => placedHere(site).map((component) => component.describe(site));

describe("rendered files and units", () => {
  it("hold nothing unexpanded, and secrets only where nobody else can read", () => {
    fc.assert(
      fc.property(sites, (site) => {
        const secrets = secretsOf(site);
        for (const { files, units, folders } of described(site)) {
          for (const file of files) {
            expect([file.path, UNEXPANDED.exec(file.content)?.[0]]).toEqual([file.path, undefined]);
            const held = secrets.filter((secret) => file.content.includes(secret));
            if (held.length > 0) expect([file.path, file.secret, file.mode & 0o007]).toEqual([file.path, true, 0]);
          }
          for (const unit of units) {
            const content = unitText(unit);
            expect([unit.name, UNEXPANDED.exec(content)?.[0]]).toEqual([unit.name, undefined]);
            expect([unit.name, secrets.filter((secret) => content.includes(secret))]).toEqual([unit.name, []]);
          }
          for (const { path, mode } of folders) expect([path, path.startsWith(site.paths.root), mode & 0o002]).toEqual([path, true, 0]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("every setting of a kernel, a port, a check, a part and a step is named once", () => {
    for (const options of [{}, { here: "data", variables: THREE_HOSTS }, { here: "loop", variables: THREE_HOSTS }]) {
      const all = described(renderedSite(options));
      const names = all.flatMap(({ files, units, checks, backup, prepare, init }) => [
        ...[...files, ...units.map(({ name }) => ({ path: name }))].map(({ path }) => path),
        ...[...checks, ...prepare, ...init].map(({ id }) => id).filter((id, at, ids) => ids.indexOf(id) === at),
        ...backup.map(({ file }) => file),
      ]);
      const twice = names.filter((name, at) => names.indexOf(name) !== at);
      // A setting is both prepared and checked under one id.
      expect(twice.filter((name) => !/vm\./.test(name))).toEqual([]);
    }
  });

  it("every unit is an input of its own service, so that a changed one restarts it", () => {
    const infra = [
      "mysql",
      "redis-loop",
      "elasticsearch",
      "minio",
      "etcd",
      "milvus",
      "nsqd",
      "clickhouse",
      "rocketmq-namesrv",
      "rocketmq-broker",
    ];
    const site = renderedSite({});
    for (const component of placedHere(site).filter(({ name }) => infra.includes(name))) {
      const { services, files } = component.describe(site);
      const { unit, inputs } = services[0] ?? { unit: "", inputs: [] };
      const own = files.map(({ path }) => path).filter((path) => !path.includes("sysctl.d"));
      expect(inputs).toEqual(expect.arrayContaining([`${site.paths.units}/${unit}`, ...own]));
    }
  });
});

describe("addresses", () => {
  const config = (name: string, site: Site): string => {
    const component = COMPONENTS.find((one) => one.name === name);
    return (
      component
        ?.describe(site)
        .files.map(({ content }) => content)
        .join("\n") ?? ""
    );
  };
  const single = renderedSite({});

  it("a single host listens on loopback alone", () => {
    expect(config("mysql", single)).toContain("bind-address = 127.0.0.1\n");
    expect(config("redis-loop", single)).toContain("bind 127.0.0.1\n");
    expect(config("elasticsearch", single)).toContain('http.host: ["127.0.0.1"]');
    expect(config("nsqd", single)).toContain('tcp_address = "127.0.0.1:4150"');
    expect(config("rocketmq-broker", single)).toMatch(/brokerIP1 = 127\.0\.0\.1\n(.*\n)*bindAddress = 127\.0\.0\.1/);
    expect(parse(config("clickhouse", single).split("\nprofiles:")[0] ?? "").listen_host).toEqual(["127.0.0.1"]);
  });

  it("what another host needs listens on the host's own address as well, and on no other", () => {
    const data = renderedSite({ here: "data", variables: THREE_HOSTS });
    expect(config("mysql", data)).toContain("bind-address = 127.0.0.1,10.0.0.11\n");
    expect(config("redis-gateway", data)).toContain("bind 127.0.0.1 10.0.0.11\n");
  });

  it("every part of Milvus is told to meet the others on loopback", () => {
    expect(config("milvus", single).match(/_IP="127\.0\.0\.1"/g)?.length).toBeGreaterThanOrEqual(8);
  });

  it("ClickHouse gets the digest of the password, not the password, and upstream's open networks are gone", () => {
    const secrets = { ...anySecrets(), CLICKHOUSE_PASSWORD: "correct horse" };
    const site = renderedSite({ secrets });
    const content = config("clickhouse", site);
    expect(content).not.toContain("correct horse");
    // printf '%s' 'correct horse' | sha256sum
    expect(content).toContain("password_sha256_hex: 4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631");
    expect(content).not.toContain("::/0");
  });
});

describe("small readings", () => {
  it.each([
    ["512M", 536_870_912],
    ["1G", 1_073_741_824],
    ["2GiB", 2_147_483_648],
    ["1000", 1000],
  ])("size %s", (size, bytes) => {
    expect(bytesOf(size)).toBe(bytes);
  });
  it("refuses what is no size", () => {
    expect(() => bytesOf("much")).toThrow("not a size");
  });

  it("finds the broker in the table of clusterList", () => {
    const table = [
      "#Cluster Name           #Broker Name            #BID  #Addr                  #Version              #InTPS(LOAD)",
      "DefaultCluster          broker-a                0     127.0.0.1:10911        V5_3_3                0.00(0,0ms)",
      "",
    ].join("\n");
    expect(brokersOf(table)).toEqual([{ cluster: "DefaultCluster", name: "broker-a", address: "127.0.0.1:10911" }]);
    expect(brokersOf("connect to 127.0.0.1:9876 failed")).toEqual([]);
  });
});
