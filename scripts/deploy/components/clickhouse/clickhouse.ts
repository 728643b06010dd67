import { join } from "node:path";
import type { ArtefactNeed, Component, Description } from "../../contract/component.js";
import { failureText } from "../../contract/failure.js";
import type { Check, Finding } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";
import type { Context, Step } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { done, later, pending, step } from "../../steps/step.js";
import { fenceOf } from "../../units/fence.js";
import { commandLine } from "../../units/quoting.js";
import { serviceUnit } from "../../units/service-unit.js";
import { coldCopyPart } from "../cold-copy.js";
import { roomCheck, verdict } from "../findings.js";
import { httpHealth } from "../health.js";
import { account, accountOf, configuration, dataOf, endpointOf, folders, inputsOf, releaseOf, unitOf } from "../layout.js";
import { megabytesOf } from "../settings.js";
import { clickhouseQuery } from "./client.js";
import { configFile, problems, serverConfiguration, usersConfiguration, usersFile, VARIABLES } from "./settings.js";

/** Loop's traces (`reference/deploy.md §2.5`). Its tables are Loop's steps. */
export const clickhouse: Component = {
  name: "clickhouse",
  target: "infra",
  title: text("ClickHouse", "ClickHouse"),
  needs: () => [],
  places: { external: true, none: true },
  variables: VARIABLES,
  problems,
  describe: (site) => describe(site),
  initExternal: () => [databaseStep],
};

const describe = (site: Site): Description => ({
  memoryMb: megabytesOf(site.get("CLICKHOUSE_MEMORY")),
  account: account(site, "clickhouse"),
  ports: [
    { key: "CLICKHOUSE_PORT", port: site.port("CLICKHOUSE_PORT"), purpose: text("native", "原生协议"), isPublic: false },
    { key: "CLICKHOUSE_HTTP_PORT", port: site.port("CLICKHOUSE_HTTP_PORT"), purpose: text("HTTP", "HTTP"), isPublic: false },
  ],
  artefacts: [artefact(site)],
  folders: folders(site, "clickhouse", ["data", "tmp", "user_files", "format_schemas"]),
  files: [
    configuration(site, "clickhouse", { name: "config.yaml", content: serverConfiguration(site) }),
    configuration(site, "clickhouse", { name: "users.yaml", content: usersConfiguration(site), secret: true }),
  ],
  units: [unit(site)],
  prepare: [],
  services: [
    {
      unit: unitOf("clickhouse"),
      inputs: inputsOf(site, "clickhouse", [configFile(site), usersFile(site), releaseOf(site, ARTEFACT)]),
      health: ({ site: at }) =>
        httpHealth(`http://${endpointOf(at, "clickhouse", "CLICKHOUSE_HTTP_PORT")}/ping`, (body) => body.trim() === "Ok."),
      healthTimeoutMs: 180_000,
    },
  ],
  init: [databaseStep],
  checks: [stateCheck, roomCheck("clickhouse", dataOf(site, "clickhouse"), 10)],
  backup: [
    coldCopyPart({
      component: "clickhouse",
      title: text("ClickHouse: Loop's traces", "ClickHouse：Loop 的链路数据"),
      order: 45,
      units: [unitOf("clickhouse")],
      folder: join(dataOf(site, "clickhouse"), "data"),
    }),
  ],
});

/** One program that is server and client; the packages `-server` and `-client` hold only links to it. */
const ARTEFACT = "clickhouse-common-static";
const artefact = (site: Site): ArtefactNeed => ({
  name: ARTEFACT,
  version: site.get("CLICKHOUSE_VERSION"),
  as: "release",
  strip: 1,
  source: text(
    "packages.clickhouse.com/tgz/stable (or lts); check its .sha512",
    "packages.clickhouse.com/tgz/stable（或 lts）；请校验 .sha512",
  ),
  upstream: "clickhouse-common-static-{version}-{goarch}.tgz",
});

const unit = (site: Site) =>
  serviceUnit(site, {
    component: "clickhouse",
    description: "ClickHouse of Coze Loop",
    user: accountOf("clickhouse"),
    start: commandLine(join(releaseOf(site, ARTEFACT), "usr", "bin", "clickhouse"), "server", `--config-file=${configFile(site)}`),
    workingDirectory: dataOf(site, "clickhouse"),
    writable: [dataOf(site, "clickhouse")],
    peers: fenceOf(site, "clickhouse"),
    limits: { LimitNOFILE: "262144" },
    stopSeconds: 180,
    without: {
      MemoryDenyWriteExecute: "It compiles parts of queries at run time.",
      ProcSubset: "It sizes itself by /proc/meminfo and /proc/cpuinfo.",
      "@resources": "It sets the priorities of its background threads.",
    },
  });

const databaseStep: Step = step({
  id: "clickhouse/database",
  component: "clickhouse",
  title: text("Database of Loop's traces", "Loop 链路数据的库"),
  isDone: async (context) => {
    const name = context.site.get("CLICKHOUSE_DATABASE");
    try {
      const found = (await clickhouseQuery(context, `SELECT count() FROM system.databases WHERE name = '${name}'`)).trim();
      return found === "1" ? done : pending(text(`there is no database ${name}`, `没有库 ${name}`));
    } catch (error) {
      return later(failureText(error));
    }
  },
  run: async (context) => {
    await clickhouseQuery(context, `CREATE DATABASE IF NOT EXISTS ${context.site.get("CLICKHOUSE_DATABASE")}`);
  },
});

/** The tables without which no trace is read back (`reference/deploy.md §2.3`); Loop's own check compares all of its SQL. */
const TABLES = ["observability_spans", "observability_annotations"];

const stateCheck: Check = {
  id: "clickhouse/tables",
  title: text("Version and tables of ClickHouse", "ClickHouse 版本与数据表"),
  run: async (context: Context): Promise<Finding[]> => {
    const database = context.site.get("CLICKHOUSE_DATABASE");
    const version = (await clickhouseQuery(context, "SELECT version()")).trim();
    const tables = (await clickhouseQuery(context, `SELECT name FROM system.tables WHERE database = '${database}'`))
      .trim()
      .split("\n")
      .filter(Boolean);
    const missing = TABLES.filter((name) => !tables.includes(name));
    const what = text("Loop's tables exist", "Loop 的数据表存在");
    const evidence = `${version}, ${database}: ${tables.length} tables${missing.length > 0 ? `, missing ${missing.join(", ")}` : ""}`;
    return [verdict(missing.length === 0, { id: "clickhouse/tables", what, evidence, fix: text("coze apply loop", "coze apply loop") })];
  },
};
