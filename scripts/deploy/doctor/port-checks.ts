/** Ports: who has them, and whether strangers can reach what is not meant for them (`reference/deploy.md §5.1` point 7). */
import { join } from "node:path";
import { verdict } from "../components/findings.js";
import type { PortUse } from "../contract/component.js";
import type { Check, Finding } from "../contract/finding.js";
import type { Site } from "../contract/site.js";
import type { Context } from "../contract/step.js";
import { text } from "../contract/text.js";
import { readIfThere } from "../system/files.js";
import type { Placed } from "./described.js";
import { isLoopback, isWildcard, type Listener, readListeners, type SocketOwner, socketOwners } from "./listeners.js";

export const portChecks = (placed: readonly Placed[]): readonly Check[] => [
  {
    id: "ports/listening",
    title: text("Every port has its listener", "各端口都有监听者"),
    run: async () => orNone("ports/listening", listeningFindings(placed, await readSockets())),
  },
  {
    id: "ports/exposed",
    title: text("Nothing but nginx can be reached from outside", "除 nginx 外均不可从外部访问"),
    run: async (context) => exposedFindings(context, placed, await readSockets()),
  },
];

/** Who listens, and whose it is. */
export interface Sockets {
  readonly listeners: readonly Listener[];
  readonly owners: ReadonlyMap<string, SocketOwner>;
}

const readSockets = async (): Promise<Sockets> => ({ listeners: await readListeners(), owners: await socketOwners() });

const ownerText = (owner: SocketOwner | undefined): string => (owner === undefined ? "(owner not visible)" : `${owner.pid} ${owner.name}`);

const listeningFindings = (placed: readonly Placed[], { listeners, owners }: Sockets): readonly Finding[] =>
  placed.flatMap(({ component, description }) =>
    description.ports.map((use) => {
      const found = listeners.filter(({ port }) => port === use.port);
      const evidence = found.map(({ address, inode }) => `${address}:${use.port} ${ownerText(owners.get(inode))}`);
      return verdict(found.length > 0, {
        id: `ports/listening/${component.name}/${use.port}`,
        what: text(`Port ${use.port} (${use.purpose.en}) has a listener`, `端口 ${use.port}（${use.purpose.zh}）有监听者`),
        evidence: evidence.join(", ") || `nobody listens on ${use.port}`,
        fix: text(`coze apply ${component.name}`, `coze apply ${component.name}`),
      });
    }),
  );

/** Also of ports that nobody described: what upstream opens on its own belongs to the same process and is fenced with it. */
export const exposedFindings = async (
  { site }: Pick<Context, "site">,
  placed: readonly Placed[],
  { listeners, owners }: Sockets,
): Promise<readonly Finding[]> => {
  const found: Finding[] = [];
  for (const one of placed) {
    const fence = await fenceOf(site, one);
    for (const use of one.description.ports.filter(({ isPublic }) => !isPublic)) {
      const wide = listeners.filter(({ address, port }) => port === use.port && !isLoopback(address));
      // Under another root a stand-in runs the units, and cgroups say nothing about them.
      const strangers = site.paths.root === "/" ? wide.flatMap(({ inode }) => strangerOf(one, owners.get(inode))) : [];
      found.push(strangers.length > 0 ? taken(one, use, { wide, strangers }) : judge(site, one, { use, wide, fence }));
    }
  }
  return orNone("ports/exposed", found);
};

const orNone = (id: string, found: readonly Finding[]): readonly Finding[] =>
  found.length > 0 ? found : [{ id, severity: "ok", what: NO_PORT, evidence: "no such port is described" }];

const NO_PORT = text("Nothing here has a port to look at", "此处没有需要检查的端口");

/** A fence is around the component's own units. Sockets of process 1 are systemd's, held for one of them. */
const strangerOf = ({ description }: Placed, owner: SocketOwner | undefined): readonly SocketOwner[] =>
  owner === undefined || owner.pid === "1" || description.units.some(({ name }) => name === owner.unit) ? [] : [owner];

interface Taken {
  readonly wide: readonly Listener[];
  readonly strangers: readonly SocketOwner[];
}

const taken = ({ component: { name } }: Placed, { port, purpose }: PortUse, { wide, strangers }: Taken): Finding => {
  // A scope may be the session of whoever reads this.
  const stops = strangers.map(({ pid, unit }) => (unit.endsWith(".service") ? `systemctl stop ${unit}` : `kill ${pid}`));
  const stop = [...new Set(stops)].join("; ");
  const command = `${stop}; coze apply ${name}`;
  return {
    id: `ports/exposed/${port}`,
    severity: "error",
    what: text(
      `Port ${port} (${purpose.en}) is open to others: a process that does not belong to ${name} listens there beyond loopback`,
      `端口 ${port}（${purpose.zh}）对外开放：不属于 ${name} 的进程在回环之外监听`,
    ),
    evidence: `${wide.map(({ address }) => `${address}:${port}`).join(", ")}: ${strangers.map(ownerText).join(", ")}`,
    fix: text(command, command),
  };
};

interface Seen {
  readonly use: PortUse;
  /** Listeners beyond loopback. */
  readonly wide: readonly Listener[];
  /** Which of its units let only named addresses in, if all do. */
  readonly fence: string | undefined;
}

const judge = (site: Site, { component }: Placed, { use, wide, fence }: Seen): Finding => {
  const id = `ports/exposed/${use.port}`;
  const what = text(
    `Port ${use.port} (${use.purpose.en}) is reached only from where it must be`,
    `端口 ${use.port}（${use.purpose.zh}）只能从必要之处访问`,
  );
  const addresses = wide.map(({ address }) => `${address}:${use.port}`).join(", ");
  if (wide.length === 0) return { id, severity: "ok", what, evidence: `no listener beyond loopback on ${use.port}` };
  if (fence !== undefined) return { id, severity: "ok", what, evidence: `${addresses}, and ${fence} lets only named addresses in` };
  const { addresses: expected, peers } = site.listen(component.name);
  const isExpected = wide.every(({ address }) => !isWildcard(address) && expected.includes(address));
  const exposed = text(
    `Port ${use.port} (${use.purpose.en}) of ${component.name} is open to others: it listens beyond loopback without a fence`,
    `${component.name} 的端口 ${use.port}（${use.purpose.zh}）对外开放：监听在回环之外且没有访问限制`,
  );
  const fix = text(
    `coze apply ${component.name}; if it stays, let the firewall pass ${use.port} from ${peers.join(", ") || "nobody"} only`,
    `coze apply ${component.name}；若仍如此，请用防火墙只允许 ${peers.join("、") || "无人"} 访问 ${use.port}`,
  );
  return { id, severity: isExpected ? "warning" : "error", what: exposed, evidence: addresses, fix };
};

/** The units as they lie on disk. A unit that only starts another, as a socket does, has a service that is fenced. */
const fenceOf = async ({ paths }: Site, { description }: Placed): Promise<string | undefined> => {
  const services = description.units.filter(({ name }) => name.endsWith(".service")).map(({ name }) => name);
  for (const name of services) {
    const content = (await readIfThere(join(paths.units, name))) ?? "";
    if (!/^IPAddressDeny=any$/m.test(content)) return undefined;
  }
  return services.length > 0 ? services.join(", ") : undefined;
};
