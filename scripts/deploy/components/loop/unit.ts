/** Loop's unit. It takes port 8888 of every interface and cannot be told otherwise: the fence is here (`reference/deploy.md §0.5`). Pure. */
import { isIP } from "node:net";
import { join } from "node:path";
import type { Unit } from "../../contract/component.js";
import type { ComponentName } from "../../contract/names.js";
import type { Site } from "../../contract/site.js";
import { commandLine } from "../../units/quoting.js";
import { serviceUnit } from "../../units/service-unit.js";
import { accountOf, dataOf } from "../layout.js";
import { appFolder, environmentPath } from "./environment.js";
import { inRelease, RELEASE } from "./release.js";

/** What Loop cannot start without (`§2.6`). */
export const storesOf = (site: Site): readonly ComponentName[] => [
  "mysql",
  "redis-loop",
  "clickhouse",
  ...(site.get("LOOP_OSS") === "minio" ? (["minio"] as const) : []),
  "rocketmq-namesrv",
  "rocketmq-broker",
];

/** Also what it does without: upstream's compose orders them only. */
export const needsOf = (site: Site): readonly ComponentName[] => [...storesOf(site), "python-faas", "js-faas"];

/** "any" where the firewall is somebody else's, or a store is known by name alone. */
export const loopPeers = (site: Site): readonly string[] | "any" => {
  if (site.get("LOOP_FENCE") === "firewall") return "any";
  const called = needsOf(site)
    .filter((name) => site.place(name).kind !== "none")
    .map((name) => site.address(name));
  if (called.some((address) => isIP(address) === 0 && address !== "localhost")) return "any";
  return [...new Set([...called, ...site.listen("loop").peers, ...site.list("LOOP_ALLOW_NETS")])].filter(
    (address) => address !== "localhost",
  );
};

export const loopUnit = (site: Site): Unit =>
  serviceUnit(site, {
    component: "loop",
    description: "Coze Loop",
    user: accountOf("loop"),
    start: commandLine(inRelease(site, RELEASE.program)),
    after: needsOf(site),
    workingDirectory: appFolder(site),
    environment: { HOME: join(dataOf(site, "loop"), "home"), LANG: "C.UTF-8" },
    environmentFile: environmentPath(site),
    writable: [join(dataOf(site, "loop"), "home")],
    peers: loopPeers(site),
    limits: { LimitNOFILE: "65536" },
  });
