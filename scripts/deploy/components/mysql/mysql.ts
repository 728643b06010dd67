import type { ArtefactNeed, Component, Description, Service } from "../../contract/component.js";
import type { Site } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { fenceOf } from "../../units/fence.js";
import { commandLine } from "../../units/quoting.js";
import { serviceUnit } from "../../units/service-unit.js";
import { tcpHealth } from "../health.js";
import { account, accountOf, configuration, dataOf, folders, inputsOf, releaseOf, unitOf } from "../layout.js";
import { megabytesOf } from "../settings.js";
import { backupParts } from "./backup.js";
import { checks } from "./checks.js";
import { datadirStep } from "./datadir.js";
import { initSteps } from "./init.js";
import { configFile, problems, serverConfiguration, serverProgram, VARIABLES } from "./settings.js";

/** One server, three schemas, three users who see only their own (`reference/deploy.md §0.1`, `§1.1`, `§1.8`). */
export const mysql: Component = {
  name: "mysql",
  target: "infra",
  title: text("MySQL", "MySQL"),
  needs: () => [],
  places: { external: true, none: false },
  variables: VARIABLES,
  problems,
  describe: (site) => describe(site),
  initExternal: initSteps,
};

const artefact = (site: Site): ArtefactNeed => ({
  name: "mysql",
  version: site.get("MYSQL_VERSION"),
  as: "release",
  strip: 1,
  source: text(
    "dev.mysql.com/downloads/mysql, Linux - Generic (glibc 2.28); check its GnuPG signature; needs libaio and libnuma on the machine",
    "dev.mysql.com/downloads/mysql，Linux - Generic（glibc 2.28）；请校验 GnuPG 签名；机器上需有 libaio 与 libnuma",
  ),
  upstream: "mysql-{version}-linux-glibc2.28-{arch}.tar.xz",
});

const describe = (site: Site): Description => {
  const config = configuration(site, "mysql", { name: "my.cnf", content: serverConfiguration(site) });
  return {
    memoryMb: megabytesOf(site.get("MYSQL_BUFFER_POOL")) + 768,
    account: account(site, "mysql"),
    ports: [{ key: "MYSQL_PORT", port: site.port("MYSQL_PORT"), purpose: text("MySQL", "MySQL"), isPublic: false }],
    artefacts: site.get("MYSQL_FROM") === "system" ? [] : [artefact(site)],
    folders: folders(site, "mysql", ["tmp"]),
    files: [config],
    units: [unit(site)],
    prepare: [datadirStep],
    services: [service(site)],
    init: initSteps(site),
    checks: checks(site),
    backup: backupParts(site),
  };
};

const unit = (site: Site) =>
  serviceUnit(site, {
    component: "mysql",
    description: "MySQL of the Coze stack",
    user: accountOf("mysql"),
    start: commandLine(serverProgram(site), `--defaults-file=${configFile(site)}`),
    writable: [dataOf(site, "mysql")],
    peers: fenceOf(site, "mysql"),
    limits: { LimitNOFILE: "65536" },
    // A shutdown writes what is in memory; killed earlier, the next start has to recover.
    stopSeconds: 600,
    without: { "@resources": "InnoDB sets the priorities of its threads and asks for asynchronous input and output." },
  });

const service = (site: Site): Service => ({
  unit: unitOf("mysql"),
  inputs: inputsOf(site, "mysql", [configFile(site), ...(site.get("MYSQL_FROM") === "system" ? [] : [releaseOf(site, "mysql")])]),
  health: ({ site: at }) => tcpHealth(at.address("mysql"), at.port("MYSQL_PORT")),
  // Recovery after a power cut reads the whole log.
  healthTimeoutMs: 180_000,
});
