/** The gateway's processes on its host: which there are, where they listen, what their units are called. */
import type { Site } from "../../contract/site.js";
import { LOOPBACK } from "./addresses.js";

export interface Instance {
  readonly role: "api" | "worker";
  readonly unit: string;
  readonly host: string;
  readonly port: number;
}

/** Workers first: a call that a new api process accepts finds a worker that understands it. */
export const instancesOf = (site: Site): readonly Instance[] => [
  ...series(site, { role: "worker", count: "GATEWAY_WORKER_INSTANCES", port: "GATEWAY_WORKER_PORT", host: LOOPBACK }),
  ...series(site, { role: "api", count: "GATEWAY_API_INSTANCES", port: "GATEWAY_PORT", host: apiHost(site) }),
];

interface Series {
  readonly role: Instance["role"];
  readonly count: string;
  readonly port: string;
  readonly host: string;
}

const series = (site: Site, { role, count, port, host }: Series): readonly Instance[] =>
  Array.from({ length: Number(site.get(count)) || 0 }, (_, index) => ({
    role,
    unit: `coze-gateway-${role}-${index + 1}.service`,
    host,
    port: site.port(port) + index,
  }));

/** A process listens on one address: the host's own as soon as nginx is on another host, else loopback. */
const apiHost = (site: Site): string => {
  const { addresses, peers } = site.listen("gateway");
  return (peers.length > 0 ? addresses.find((address) => address !== LOOPBACK) : undefined) ?? LOOPBACK;
};

export const baseUrlOf = ({ host, port }: Instance): string => `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
