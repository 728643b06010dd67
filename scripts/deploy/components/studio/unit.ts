/** Studio's unit: it waits for its stores, runs as its own user, and reaches the internet but not the networks around it. Pure. */
import { isIP } from "node:net";
import { join } from "node:path";
import type { Unit } from "../../contract/component.js";
import type { ComponentName } from "../../contract/names.js";
import type { Site } from "../../contract/site.js";
import { commandLine } from "../../units/quoting.js";
import { serviceUnit } from "../../units/service-unit.js";
import { accountOf, dataOf, etcOf, releaseOf } from "../layout.js";
import { appFolder, inRelease, RELEASE } from "./release.js";
import { WAIT_SECONDS } from "./wait-gates.js";

/** What Studio cannot start without (`reference/deploy.md §1.7`), by what site.env chose. */
export const storesOf = (site: Site): readonly ComponentName[] => [
  "mysql",
  "redis-studio",
  "elasticsearch",
  ...(site.get("STUDIO_STORAGE") === "minio" ? (["minio"] as const) : []),
  ...(site.get("STUDIO_VECTOR_STORE") === "milvus" ? (["milvus"] as const) : []),
  site.get("STUDIO_MQ") === "nsq" ? "nsqd" : "rocketmq-broker",
];

export const waitScriptPath = (site: Site): string => join(etcOf(site, "studio"), "wait-for-stores");

const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";

export const studioUnit = (site: Site): Unit => {
  const data = dataOf(site, "studio");
  const path = [
    join(appFolder(site), ".venv", "bin"),
    ...(site.get("STUDIO_DENO_VERSION") === "" ? [] : [releaseOf(site, "deno-studio")]),
    SYSTEM_PATH,
  ];
  const unit = serviceUnit(site, {
    component: "studio",
    description: "Coze Studio",
    user: accountOf("studio"),
    start: commandLine(inRelease(site, RELEASE.program)),
    startPre: [commandLine("/bin/bash", waitScriptPath(site))],
    after: storesOf(site),
    workingDirectory: appFolder(site),
    environment: { PATH: path.join(":"), HOME: join(data, "home"), DENO_NO_UPDATE_CHECK: "1", LANG: "C.UTF-8" },
    writable: ["home", "deno", "node_modules"].map((name) => join(data, name)),
    peers: "any",
    limits: { LimitNOFILE: "65536", TasksMax: "4096" },
    without: {
      MemoryDenyWriteExecute: "code nodes run in Deno, whose engine compiles to memory.",
      ProcSubset: "Deno reads /proc/meminfo for its limits.",
    },
    extra: [...fence(site), ["TimeoutStartSec", String(WAIT_SECONDS + 60)]],
    stopSeconds: 60,
  });
  const exceptions = (unit.exceptions ?? []).filter((line) => !line.startsWith("IPAddressDeny"));
  return {
    ...unit,
    exceptions: [...exceptions, "IPAddressDeny=any: models are on the internet; STUDIO_DENY_NETS keeps it from the networks around."],
  };
};

/** HTTP nodes go wherever a workflow says: not into the networks around, except to the stores (`reference/deploy.md §1.10`). */
const fence = (site: Site): readonly (readonly [string, string])[] => {
  const denied = site.list("STUDIO_DENY_NETS");
  if (denied.length === 0) return [];
  const stores = [...storesOf(site), "rocketmq-namesrv" as const]
    .filter((name) => site.place(name).kind !== "none")
    .map((name) => site.address(name));
  const own = site.hosts.get(site.here) ?? "";
  const allowed = [
    "localhost",
    ...[own, ...stores, ...site.listen("studio").peers].filter((address) => isIP(address) !== 0),
    ...site.list("STUDIO_ALLOW_NETS"),
  ];
  return [
    ["IPAddressDeny", denied.join(" ")],
    ["IPAddressAllow", [...new Set(allowed)].filter((address) => address !== "127.0.0.1").join(" ")],
  ];
};
