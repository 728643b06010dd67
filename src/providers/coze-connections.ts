/** What the Coze providers share about connections: finding one by name, judging a target, links for admins. */
import type { CozeClient } from "../coze/client.js";
import { cozeLinks } from "../coze/links.js";
import { isCozeId, workflowIdRefused } from "../coze/settings.js";
import type { Clock } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import type { MappingTarget, Provider, ProviderKind, ProviderLinks, RunMode } from "./provider.js";

export interface CozeProviderDeps {
  /** By name; the map may gain and lose entries while a provider is in use. */
  readonly connections: ReadonlyMap<string, CozeClient>;
  readonly clock: Clock;
  /** 0 ≤ random < 1, spreads those who ask at once. Default `Math.random`. */
  readonly random?: () => number;
}

/** @throws AppError CONNECTION_UNKNOWN, `notAccepted`: nothing was sent. */
export const clientFor = ({ connections }: CozeProviderDeps, connection: string): CozeClient => {
  const client = connections.get(connection);
  if (client === undefined) throw connectionUnknown(connections, connection);
  return client;
};

/** For a run that exists. @throws AppError OUTCOME_UNKNOWN: without its connection nobody can be asked about it. */
export const clientOfRun = ({ connections }: CozeProviderDeps, connection: string): CozeClient => {
  const client = connections.get(connection);
  if (client === undefined) throw new AppError("OUTCOME_UNKNOWN", { cause: connectionUnknown(connections, connection) });
  return client;
};

const connectionUnknown = (connections: ReadonlyMap<string, CozeClient>, connection: string): AppError =>
  new AppError("CONNECTION_UNKNOWN", { params: { connection, known: [...connections.keys()].join(", ") }, notAccepted: true });

export const checkTarget = (
  { connections }: CozeProviderDeps,
  { kind, modes }: Pick<Provider, "kind" | "modes">,
  target: MappingTarget,
): AppError | undefined => {
  if (!connections.has(target.connection)) return connectionUnknown(connections, target.connection);
  if (!isCozeId(target.workflowId)) return workflowIdRefused(target.workflowId);
  return modes.includes(target.mode) ? undefined : modeRefused(kind, modes, target.mode);
};

const modeRefused = (kind: ProviderKind, modes: readonly RunMode[], mode: RunMode): AppError => {
  const known = modes.join(", ");
  const problem = { en: `${kind} cannot run in mode ${mode}; it knows ${known}.`, zh: `${kind} 不支持模式 ${mode}，可用模式：${known}。` };
  return new AppError("MAPPING_INVALID", { params: { problem } });
};

export const linksOf = ({ connections }: CozeProviderDeps, { connection, ...run }: Parameters<Provider["links"]>[0]): ProviderLinks => {
  const client = connections.get(connection);
  return client === undefined ? {} : cozeLinks(client.settings, run);
};
