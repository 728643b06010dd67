/** nginx in front of everything: the only process that listens to the world. */
import { join } from "node:path";
import type { ArtefactNeed, Component, Description, Service } from "../../contract/component.js";
import type { Problem, Site } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { probeHttp } from "../../system/probe.js";
import { commandLine } from "../../units/quoting.js";
import { serviceUnit } from "../../units/service-unit.js";
import { account, accountOf, dataOf, etcOf, folders, releaseOf, unitOf } from "../layout.js";
import { nginxChecks } from "./checks.js";
import { tlsOf } from "./directives.js";
import { confPath, nginxFiles, nginxProgramOf, publicSites } from "./files.js";
import { HEALTH_PATH, isEverything } from "./main-conf.js";
import { nginxProblems } from "./problems.js";
import { NGINX_VARIABLES } from "./variables.js";

const NAME = "nginx";

const unit = (site: Site) => {
  const tls = tlsOf(site);
  const command = (...args: string[]): string =>
    commandLine(nginxProgramOf(site), "-e", "stderr", "-p", dataOf(site, NAME), "-c", confPath(site), ...args);
  return serviceUnit(site, {
    component: NAME,
    description: "nginx for Coze Studio, Coze Loop and the gateway",
    user: accountOf(NAME),
    start: command(),
    startPre: [command("-t", "-q")],
    after: publicSites(site)
      .map(({ component }) => (component === "gateway" ? "coze.target" : component))
      .filter((name) => name !== "coze.target"),
    writable: [dataOf(site, NAME)],
    peers: "any",
    credentials: tls ? { "tls.pem": tls.certificate, "tls.key": tls.key } : {},
    limits: { LimitNOFILE: "65536" },
    without: { CapabilityBoundingSet: "it binds ports 80 and 443 without being root.", AmbientCapabilities: "the same." },
    extra: [
      ["CapabilityBoundingSet", "CAP_NET_BIND_SERVICE"],
      ["AmbientCapabilities", "CAP_NET_BIND_SERVICE"],
      ["ExecReload", command("-t", "-q")],
      ["ExecReload", "/bin/kill -HUP $MAINPID"],
      // QUIT lets streams end; TERM would cut them.
      ["KillSignal", "SIGQUIT"],
    ],
    stopSeconds: 90,
  });
};

/** Where this machine asks nginx itself. */
export const nginxLocal = (site: Site): string => {
  const listen = site.list("NGINX_LISTEN")[0] ?? "0.0.0.0";
  return `http://${isEverything(listen) ? "127.0.0.1" : listen}:${site.get("NGINX_HTTP_PORT")}`;
};

const service = (site: Site): Service => {
  const files = nginxFiles(site).map(({ path }) => path);
  const tls = tlsOf(site);
  return {
    unit: unitOf(NAME),
    inputs: [
      ...files,
      ...(tls ? [tls.certificate, tls.key] : []),
      ...(site.get("NGINX_FROM") === "artifact" ? [releaseOf(site, NAME)] : []),
    ],
    reloads: files,
    health: async () => {
      const url = `${nginxLocal(site)}${HEALTH_PATH}`;
      const answer = await probeHttp({ url });
      if ("failure" in answer) return { healthy: false, evidence: `GET ${url} → ${answer.failure}` };
      return { healthy: answer.status === 204, evidence: `GET ${url} → ${answer.status}` };
    },
    healthTimeoutMs: 30_000,
  };
};

const artefacts = (site: Site): readonly ArtefactNeed[] =>
  site.get("NGINX_FROM") === "system"
    ? []
    : [
        {
          name: NAME,
          version: site.get("NGINX_VERSION"),
          as: "release",
          source: text("your own build, with its http_sub and http_ssl modules", "自行构建，需含 http_sub 与 http_ssl 模块"),
          upstream: "nginx-{version}-{arch}.tar.gz",
        },
      ];

const describe = (site: Site): Description => ({
  memoryMb: 256,
  account: account(site, NAME),
  ports: [
    { key: "NGINX_HTTP_PORT", port: site.port("NGINX_HTTP_PORT"), purpose: text("http", "http"), isPublic: true },
    ...(tlsOf(site)
      ? [{ key: "NGINX_HTTPS_PORT", port: site.port("NGINX_HTTPS_PORT"), purpose: text("https", "https"), isPublic: true }]
      : []),
  ],
  artefacts: artefacts(site),
  folders: [...folders(site, NAME), { path: join(etcOf(site, NAME), "sites"), mode: 0o750, owner: accountOf(NAME) }],
  files: nginxFiles(site),
  units: [unit(site)],
  prepare: [],
  services: [service(site)],
  init: [],
  checks: nginxChecks(site),
  backup: [],
});

export const nginx: Component = {
  name: NAME,
  target: "infra",
  title: text("nginx", "nginx"),
  needs: (site) => publicSites(site).map(({ component }) => component),
  places: { external: false, none: true },
  variables: NGINX_VARIABLES,
  problems: (site): readonly Problem[] => nginxProblems(site),
  describe,
};
