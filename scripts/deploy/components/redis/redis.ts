import type { ArtefactNeed, Component, Description, Health } from "../../contract/component.js";
import { failureText } from "../../contract/failure.js";
import type { Site } from "../../contract/site.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { fenceOf } from "../../units/fence.js";
import { commandLine } from "../../units/quoting.js";
import { serviceUnit } from "../../units/service-unit.js";
import { kernelNeed } from "../kernel-setting.js";
import { account, accountOf, configuration, dataOf, folders, inputsOf, releaseOf, unitOf } from "../layout.js";
import { megabytesOf } from "../settings.js";
import { backupPart } from "./backup.js";
import { checks } from "./checks.js";
import { redisCommand } from "./client.js";
import { configFile, INSTANCES, type Instance, problems, serverConfiguration, serverProgram, variables } from "./settings.js";

const component = (instance: Instance): Component => ({
  name: instance.name,
  target: "infra",
  title: text(`Redis of ${instance.whose}`, `${instance.whose} 的 Redis`),
  needs: () => [],
  // The gateway works without a Redis (README, "Settings"); Studio and Loop do not.
  places: { external: true, none: instance.name !== "redis-studio" },
  variables: variables(instance),
  problems: (site) => problems(site, instance),
  describe: (site) => describe(site, instance),
});

const [studio, loop, gateway] = INSTANCES.map(component) as [Component, Component, Component];
export const redisStudio = studio;
export const redisLoop = loop;
export const redisGateway = gateway;

const artefact = (site: Site): ArtefactNeed => ({
  name: "redis",
  version: site.get("REDIS_VERSION"),
  as: "release",
  strip: 1,
  source: text(
    "download.redis.io/releases/redis-VERSION.tar.gz, built once on the same distribution (make; make PREFIX=$PWD/redis install) and packed with the folder redis/bin; or REDIS_FROM=system",
    "download.redis.io/releases/redis-VERSION.tar.gz，在相同发行版上编译一次（make; make PREFIX=$PWD/redis install），打包 redis/bin 目录；或设置 REDIS_FROM=system",
  ),
  upstream: "redis-{version}-linux-{arch}.tar.gz",
});

const describe = (site: Site, instance: Instance): Description => {
  const { name, key } = instance;
  const port = site.port(`${key}_PORT`);
  // Without it a snapshot of a Redis that fills half of the memory fails (Redis manual, "Administration").
  const overcommit = kernelNeed(site, { component: name, name: "vm.overcommit_memory", value: 1 });
  const fromSystem = site.get("REDIS_FROM") === "system";
  return {
    // A snapshot copies the pages that change meanwhile.
    memoryMb: Math.ceil(megabytesOf(site.get(`${key}_MEMORY`)) * 1.5),
    account: account(site, name),
    ports: [{ key: `${key}_PORT`, port, purpose: text(`Redis of ${instance.whose}`, `${instance.whose} 的 Redis`), isPublic: false }],
    artefacts: fromSystem ? [] : [artefact(site)],
    folders: folders(site, name),
    files: [configuration(site, name, { name: "redis.conf", content: serverConfiguration(site, instance), secret: true }), overcommit.file],
    units: [unit(site, instance)],
    prepare: [overcommit.step],
    services: [
      {
        unit: unitOf(name),
        inputs: inputsOf(site, name, [configFile(site, instance), ...(fromSystem ? [] : [releaseOf(site, "redis")])]),
        health: (context) => health(context, instance),
        // An append-only file of some gigabytes takes minutes to load.
        healthTimeoutMs: 180_000,
      },
    ],
    init: [],
    checks: [...checks(site, instance), overcommit.check],
    backup: [backupPart(instance)],
  };
};

const unit = (site: Site, instance: Instance) =>
  serviceUnit(site, {
    component: instance.name,
    description: `Redis of ${instance.whose}`,
    user: accountOf(instance.name),
    start: commandLine(serverProgram(site), configFile(site, instance)),
    workingDirectory: dataOf(site, instance.name),
    writable: [dataOf(site, instance.name)],
    peers: fenceOf(site, instance.name),
    limits: { LimitNOFILE: "65536" },
    stopSeconds: 120,
  });

const health = async (context: Context, instance: Instance): Promise<Health> => {
  const what = `PING ${context.site.address(instance.name)}:${context.site.port(`${instance.key}_PORT`)}`;
  try {
    const answer = (await redisCommand(context, instance, ["PING"])).trim();
    return { healthy: answer === "PONG", evidence: `${what} → ${answer}` };
  } catch (error) {
    return { healthy: false, evidence: `${what} → ${failureText(error).en}` };
  }
};
