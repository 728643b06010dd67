/**
 * The runners of Loop's evaluators: they run whatever code they are sent, the JavaScript one without any fence of its own
 * (`reference/deploy.md §0.11`, `§2.8`). So each has a network namespace with nothing in it but itself; a socket on loopback and
 * systemd's proxy inside of that namespace are the only way in, and there is none out.
 */
import { join } from "node:path";
import type { ArtefactNeed, Component, Description, Service, Unit } from "../../contract/component.js";
import type { Site } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { commandLine } from "../../units/quoting.js";
import { serviceUnit } from "../../units/service-unit.js";
import { httpHealth } from "../health.js";
import { account, accountOf, dataOf, endpointOf, folders, releaseOf, unitOf } from "../layout.js";
import { loopArtefact } from "../loop/loop.js";
import { settings } from "../settings.js";
import { faasChecks } from "./checks.js";
import { codeFolder, codeStep } from "./code.js";
import type { Runner } from "./runner.js";

/** Upstream's, inside of the namespace. */
const INNER_PORT = 8000;
const PROXY = "/usr/lib/systemd/systemd-socket-proxyd";
const WORKSPACE = "/tmp/faas-workspace";

const DENO: readonly (readonly [string, string])[] = [
  ["MemoryDenyWriteExecute", "Deno's engine compiles to memory."],
  ["ProcSubset", "Deno reads /proc/meminfo for its limits."],
];

const denoProgram = (site: Site): string => join(releaseOf(site, "deno-loop"), "deno");
const cacheFolder = (site: Site): string => releaseOf(site, "deno-cache-loop");

const runnerUnit = (site: Site, runner: Runner): Unit =>
  serviceUnit(site, {
    component: runner.name,
    description: `Runner of Coze Loop for ${runner.language}, without a network`,
    user: accountOf(runner.name),
    start: commandLine(
      denoProgram(site),
      "run",
      "--cached-only",
      "--no-lock",
      `--allow-net=0.0.0.0:${INNER_PORT}`,
      "--allow-env",
      ...runner.permissions,
      join(codeFolder(site, runner), runner.script),
    ),
    startPre: [commandLine("/bin/mkdir", "-p", WORKSPACE)],
    workingDirectory: dataOf(site, runner.name),
    environment: {
      PATH: `${releaseOf(site, "deno-loop")}:/usr/bin:/bin`,
      HOME: dataOf(site, runner.name),
      DENO_DIR: runner.hasCache ? cacheFolder(site) : "/tmp/.deno",
      DENO_NO_UPDATE_CHECK: "1",
      FAAS_WORKSPACE: WORKSPACE,
      FAAS_PORT: String(INNER_PORT),
      FAAS_TIMEOUT: "30000",
      FAAS_LANGUAGE: runner.language,
    },
    limits: { MemoryMax: site.get("FAAS_MEMORY"), TasksMax: "256", CPUQuota: "200%" },
    without: Object.fromEntries(DENO),
    extra: [["PrivateNetwork", "yes"]],
    stopSeconds: 10,
  });

const proxyName = (runner: Runner): string => `coze-${runner.name}-proxy.service`;
const socketName = (runner: Runner): string => `coze-${runner.name}.socket`;

/** Started by the socket with the first call; it dials the runner inside of the runner's own namespace. */
const proxyUnit = (site: Site, runner: Runner): Unit => {
  const unit = serviceUnit(site, {
    component: runner.name,
    name: proxyName(runner),
    description: `The way into the runner for ${runner.language}`,
    user: accountOf(runner.name),
    type: "notify",
    start: commandLine(PROXY, `127.0.0.1:${INNER_PORT}`),
    after: [`coze-${runner.name}.service`],
    peers: site.listen(runner.name).peers,
    extra: [["PrivateNetwork", "yes"]],
    stopSeconds: 10,
  });
  const { Install: _, Unit: head = [], ...rest } = unit.sections;
  const more = [
    ["Requires", `coze-${runner.name}.service ${socketName(runner)}`],
    ["JoinsNamespaceOf", `coze-${runner.name}.service`],
  ] as const;
  return { ...unit, sections: { Unit: [...head, ...more], ...rest } };
};

const socketUnit = (site: Site, runner: Runner): Unit => ({
  name: socketName(runner),
  sections: {
    Unit: [
      ["Description", `Loopback door of the runner for ${runner.language}`],
      ["PartOf", "coze.target"],
    ],
    Socket: [
      ...site.listen(runner.name).addresses.map((address) => ["ListenStream", `${address}:${site.get(runner.portKey)}`] as const),
      ["Service", proxyName(runner)],
      // The host's own address may come up later than sockets do.
      ["FreeBind", "yes"],
      ["IPAddressDeny", "any"],
      ["IPAddressAllow", ["localhost", ...site.listen(runner.name).peers].join(" ")],
    ],
    Install: [["WantedBy", "coze.target"]],
  },
});

const services = (site: Site, runner: Runner): readonly Service[] => {
  const url = `http://${endpointOf(site, runner.name, runner.portKey)}/health`;
  const health = () => httpHealth(url, (body) => body.includes("status"));
  const inputs = [codeFolder(site, runner), releaseOf(site, "deno-loop"), ...(runner.hasCache ? [cacheFolder(site)] : [])];
  return [
    // Nobody can ask it from here before its door is there.
    {
      unit: unitOf(runner.name),
      inputs,
      health: async () => ({ healthy: true, evidence: "asked through its socket" }),
      healthTimeoutMs: 10_000,
    },
    {
      unit: socketName(runner),
      inputs: [join(site.paths.units, proxyName(runner)), join(site.paths.units, socketName(runner))],
      health,
      healthTimeoutMs: 120_000,
    },
  ];
};

const artefacts = (site: Site, runner: Runner): readonly ArtefactNeed[] => [
  ...(site.get("LOOP_CHECKOUT") === "" ? [loopArtefact(site)] : []),
  {
    name: "deno-loop",
    version: site.get("FAAS_DENO_VERSION"),
    as: "release",
    source: text("releases of denoland/deno on GitHub", "GitHub 上 denoland/deno 的发布页"),
    upstream: "deno-{arch}-unknown-linux-gnu.zip",
  },
  ...(runner.hasCache
    ? [
        {
          name: "deno-cache-loop",
          version: site.get("FAAS_DENO_CACHE_VERSION"),
          as: "release" as const,
          source: text(
            "made by you once online: DENO_DIR=cache deno run -A jsr:@eyurtsev/pyodide-sandbox -c 'print(1)' with this Deno, then tar",
            "用该版本 Deno 联网制作一次：DENO_DIR=cache deno run -A jsr:@eyurtsev/pyodide-sandbox -c 'print(1)'，再用 tar 打包",
          ),
          upstream: "deno-cache-loop-{version}.tar.gz",
        },
      ]
    : []),
];

const describe = (site: Site, runner: Runner): Description => ({
  memoryMb: 1024,
  account: account(site, runner.name),
  ports: [
    {
      key: runner.portKey,
      port: site.port(runner.portKey),
      purpose: text(`runs ${runner.language}`, `运行 ${runner.language}`),
      isPublic: false,
    },
  ],
  artefacts: artefacts(site, runner),
  folders: folders(site, runner.name, ["code"]),
  files: [],
  units: [runnerUnit(site, runner), proxyUnit(site, runner), socketUnit(site, runner)],
  prepare: site.get("LOOP_CHECKOUT") === "" ? [] : [codeStep(runner)],
  services: services(site, runner),
  init: [],
  checks: faasChecks(runner),
  backup: [],
});

const variables = ({ portKey, defaultPort, language }: Runner) =>
  settings(
    [portKey, "port", defaultPort, `Door of the runner for ${language}, on loopback.`, `${language} 运行器的本机端口。`],
    [
      "FAAS_DENO_VERSION",
      "version",
      "1.45.5",
      "Deno of Loop's runners; not the one of Studio.",
      "Loop 运行器使用的 Deno，与 Studio 的不同。",
    ],
    [
      "FAAS_DENO_CACHE_VERSION",
      "version",
      "0.26.2",
      "Cache of the Python runner, by its Pyodide.",
      "Python 运行器的缓存，按 Pyodide 版本。",
    ],
    ["FAAS_MEMORY", "size", "2G", "Most memory of one runner.", "单个运行器的内存上限。"],
  );

const component = (runner: Runner): Component => ({
  name: runner.name,
  target: "loop",
  title: text(`Loop's runner for ${runner.language}`, `Loop 的 ${runner.language} 运行器`),
  needs: () => [],
  places: { external: false, none: true },
  variables: variables(runner),
  problems: () => [],
  describe: (site) => describe(site, runner),
});

export const pythonFaas: Component = component({
  name: "python-faas",
  portKey: "PYTHON_FAAS_PORT",
  defaultPort: "8890",
  language: "python",
  script: "pyodide_faas_server.ts",
  permissions: ["--allow-read=/app,/tmp", "--allow-write=/tmp", "--allow-run=deno"],
  hasCache: true,
});

export const jsFaas: Component = component({
  name: "js-faas",
  portKey: "JS_FAAS_PORT",
  defaultPort: "8891",
  language: "javascript",
  script: "js_faas_server.ts",
  permissions: ["--allow-read=/tmp", "--allow-write=/tmp", "--allow-run"],
  hasCache: false,
});
