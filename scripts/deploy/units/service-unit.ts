import { isIP } from "node:net";
import type { Unit } from "../contract/component.js";
import { COMPONENT_NAMES, type ComponentName } from "../contract/names.js";
import type { Site } from "../contract/site.js";
import { type Entry, type Exceptions, hardening } from "./hardening.js";
import { assignment, listed, literal } from "./quoting.js";

/** One service. Words of a command line are quoted by `commandLine` in `quoting.ts`. */
export interface ServiceSpec {
  readonly component: ComponentName;
  /** `coze-<component>.service` when left out. */
  readonly name?: string;
  readonly description: string;
  /** User and group. */
  readonly user: string;
  /** `ExecStart=`, made by `commandLine`. */
  readonly start: string;
  /** `ExecStartPre=`, in order. */
  readonly startPre?: readonly string[];
  /** `exec` when left out: a program that cannot be run fails the start at once. */
  readonly type?: "simple" | "notify" | "exec" | "oneshot" | "forking";
  /** Ordered after these and wanting them: components (only those on this machine count) or units by name. */
  readonly after?: readonly (ComponentName | `${string}.${string}`)[];
  /** No secrets: units can be read by everybody. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly environmentFile?: string;
  /** Name → path of a root-only file. */
  readonly credentials?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  /** The only places where it may write. They must exist before the start. */
  readonly writable?: readonly string[];
  /** Addresses beside this machine's own (see `fenceOf`); "any" leaves the fence out. Nobody else when left out. */
  readonly peers?: readonly string[] | "any";
  /** `LimitNOFILE`, `MemoryMax`, `TasksMax` and the like. */
  readonly limits?: Readonly<Record<string, string>>;
  readonly without?: Exceptions;
  /** More lines of `[Service]`; a key of ours is replaced. */
  readonly extra?: readonly Entry[];
  /** Seconds between the polite signal and the kill; 60 when left out. */
  readonly stopSeconds?: number;
  /** `systemd-analyze security --threshold=`; 20 when left out. */
  readonly threshold?: number;
}

export const DEFAULT_THRESHOLD = 20;
/** A service that calls whatever host the site names has no address fence, which counts for 0.9. */
export const UNFENCED_THRESHOLD = 29;

/** The hardened unit of a service: part of `coze.target`, restarted for ever when it fails, its words in the journal. */
export const serviceUnit = (site: Site, spec: ServiceSpec): Unit => ({
  name: spec.name ?? `coze-${spec.component}.service`,
  sections: { Unit: unitEntries(site, spec), Service: serviceEntries(site, spec), Install: [["WantedBy", "coze.target"]] },
  threshold: spec.threshold ?? (spec.peers === "any" ? UNFENCED_THRESHOLD : DEFAULT_THRESHOLD),
  exceptions: [
    ...Object.entries(spec.without ?? {}).map(([part, reason]) => `${part}: ${reason}`),
    ...(spec.peers === "any" ? ["IPAddressDeny: it calls hosts that are known by name alone."] : []),
  ],
});

const unitEntries = (site: Site, spec: ServiceSpec): readonly Entry[] => {
  const after = (spec.after ?? []).flatMap((name) => unitsOf(site, name));
  return [
    ["Description", literal(spec.description)],
    ["After", ["network-online.target", ...after].join(" ")],
    ["Wants", ["network-online.target", ...after].join(" ")],
    ["PartOf", "coze.target"],
    // Whatever it waits for may come back at any hour; a service that gave up would not.
    ["StartLimitIntervalSec", "0"],
  ];
};

const isComponent = (name: string): name is ComponentName => (COMPONENT_NAMES as readonly string[]).includes(name);
const unitsOf = (site: Site, name: string): string[] => {
  if (!isComponent(name)) return [name];
  return site.isHere(name) ? [`coze-${name}.service`] : [];
};

const serviceEntries = (site: Site, spec: ServiceSpec): readonly Entry[] => {
  const own = [...processEntries(spec), ...accessEntries(site, spec), ...hardening(spec.without ?? {})];
  const extra = spec.extra ?? [];
  return [...own.filter(([key]) => !extra.some(([other]) => other === key)), ...extra];
};

const processEntries = (spec: ServiceSpec): readonly Entry[] => [
  ["Type", spec.type ?? "exec"],
  ["User", spec.user],
  ["Group", spec.user],
  ...(spec.workingDirectory ? [["WorkingDirectory", literal(spec.workingDirectory)] as const] : []),
  ...Object.entries(spec.environment ?? {}).map(([name, value]) => ["Environment", assignment(name, value)] as const),
  ...(spec.environmentFile ? [["EnvironmentFile", literal(spec.environmentFile)] as const] : []),
  ...Object.entries(spec.credentials ?? {}).map(([name, path]) => ["LoadCredential", literal(`${name}:${path}`)] as const),
  ...(spec.startPre ?? []).map((command) => ["ExecStartPre", command] as const),
  ["ExecStart", spec.start],
  ...(spec.type === "oneshot" ? [] : restartEntries),
  ["TimeoutStopSec", String(spec.stopSeconds ?? 60)],
  ["SyslogIdentifier", (spec.name ?? `coze-${spec.component}`).replace(/\.service$/, "")],
  ["LogRateLimitIntervalSec", "30s"],
  ["LogRateLimitBurst", "10000"],
  ...Object.entries(spec.limits ?? {}),
];

const restartEntries: readonly Entry[] = [
  ["Restart", "on-failure"],
  ["RestartSec", "5"],
];

/** A process may reach its own machine by that machine's address as well: RocketMQ's broker tells even its neighbours that one. */
const accessEntries = (site: Site, spec: ServiceSpec): readonly Entry[] => {
  const own = site.hosts.get(site.here);
  const allowed = ["localhost", ...(own && isIP(own) !== 0 ? [own] : []), ...(spec.peers === "any" ? [] : (spec.peers ?? []))];
  return [
    ...(spec.writable?.length ? [["ReadWritePaths", spec.writable.map(listed).join(" ")] as const] : []),
    ...(spec.peers === "any"
      ? []
      : ([
          ["IPAddressDeny", "any"],
          ["IPAddressAllow", [...new Set(allowed)].filter((address) => address !== "127.0.0.1").join(" ")],
        ] as const)),
  ];
};
const HEAD = "# Rendered by scripts/deploy from site.env: changes made here are overwritten.";

/** A unit as its file: why it goes without parts of the hardening stands above the sections. */
export const unitText = (unit: Unit): string => {
  const exceptions = unit.exceptions?.length ? ["# Goes without:", ...unit.exceptions.map((line) => `#   ${line}`)] : [];
  const sections = Object.entries(unit.sections).map(([name, entries]) =>
    [`[${name}]`, ...entries.map(([key, value]) => `${key}=${value}`)].join("\n"),
  );
  return `${[[HEAD, ...exceptions].join("\n"), ...sections].join("\n\n")}\n`;
};
