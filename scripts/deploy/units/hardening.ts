/**
 * What every unit is forbidden, and by which names a component goes without a part of it (`reference/deploy.md §5.1` point 8).
 * A part is left out with a reason or not at all.
 */

/** Directives and their values. `SystemCallFilter` stands apart, since its groups are left out one by one. */
const DIRECTIVES = {
  NoNewPrivileges: "yes",
  CapabilityBoundingSet: "",
  AmbientCapabilities: "",
  ProtectSystem: "strict",
  ProtectHome: "yes",
  PrivateTmp: "yes",
  PrivateDevices: "yes",
  DevicePolicy: "closed",
  ProtectKernelTunables: "yes",
  ProtectKernelModules: "yes",
  ProtectKernelLogs: "yes",
  ProtectControlGroups: "yes",
  ProtectClock: "yes",
  ProtectHostname: "yes",
  ProtectProc: "invisible",
  ProcSubset: "pid",
  RestrictSUIDSGID: "yes",
  RestrictRealtime: "yes",
  RestrictNamespaces: "yes",
  LockPersonality: "yes",
  MemoryDenyWriteExecute: "yes",
  RestrictAddressFamilies: "AF_INET AF_INET6 AF_UNIX",
  SystemCallArchitectures: "native",
  RemoveIPC: "yes",
  KeyringMode: "private",
  UMask: "0077",
} as const;

/** Groups of system calls that are taken out of `@system-service` again. */
const REFUSED_CALLS = ["@privileged", "@resources"] as const;

export type Hardening = keyof typeof DIRECTIVES | (typeof REFUSED_CALLS)[number];

/** What a unit goes without → why, in one English sentence; it stands in the unit as a comment. */
export type Exceptions = Readonly<Partial<Record<Hardening, string>>>;

export type Entry = readonly [key: string, value: string];

export const hardening = (without: Exceptions): readonly Entry[] => {
  const refused = REFUSED_CALLS.filter((group) => without[group] === undefined);
  return [
    ...Object.entries(DIRECTIVES).filter(([key]) => without[key as Hardening] === undefined),
    ["SystemCallFilter", "@system-service"],
    ...(refused.length > 0 ? [["SystemCallFilter", `~${refused.join(" ")}`] as const] : []),
    ["SystemCallErrorNumber", "EPERM"],
  ];
};
