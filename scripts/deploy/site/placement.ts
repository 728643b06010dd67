/** Which host a component runs on, how it is reached, and where it listens. */
import type { Component } from "../contract/component.js";
import type { ComponentName } from "../contract/names.js";
import type { Place, Site } from "../contract/site.js";
import { componentKey } from "./catalogue.js";

export const LOOPBACK = "127.0.0.1";
const DEFAULT_HOST = "main";

/** Words of `SITE_HOSTS` that are not name=address are left out here; `host-problems.ts` reports them. */
export const hostsOf = (words: readonly string[]): ReadonlyMap<string, string> => {
  const hosts = new Map<string, string>();
  for (const word of words) {
    const [name, address, ...more] = word.split("=");
    if (name && address && more.length === 0 && !hosts.has(name)) hosts.set(name, address);
  }
  return hosts.size > 0 ? hosts : new Map([[DEFAULT_HOST, LOOPBACK]]);
};

export const firstHost = (hosts: ReadonlyMap<string, string>): string => [...hosts.keys()][0] ?? DEFAULT_HOST;

export interface PlacementOptions {
  readonly components: readonly Component[];
  readonly hosts: ReadonlyMap<string, string>;
  readonly here: string;
  get(key: string): string;
  /** The site being made, for `needs`. */
  site(): Site;
}

/** What a site is for. Everything else is there for them: placed nowhere in particular, it is left out unless something needs it. */
const PURPOSES: readonly ComponentName[] = ["studio", "loop", "gateway", "nginx"];

/** Whether something that runs on the site's own hosts needs the component. Among components without a purpose, each is one. */
export const isNeeded = (site: Site, components: readonly Component[], name: ComponentName): boolean =>
  PURPOSES.includes(name) ||
  !components.some((other) => PURPOSES.includes(other.name)) ||
  components.some((other) => other.name !== name && other.needs(site).includes(name) && runs(site, other.name));

const runs = (site: Site, name: ComponentName): boolean => ["here", "host"].includes(site.place(name).kind);

/** A component that is not among `components` counts as left out, and an unknown place as the first host: the report says it. */
export const placeOf = ({ components, hosts, here, get, site }: PlacementOptions, name: ComponentName): Place => {
  if (!components.some((component) => component.name === name)) return { kind: "none" };
  const said = get(componentKey(name, "PLACE"));
  if (said === "none" || (said === "" && !isNeeded(site(), components, name))) return { kind: "none" };
  if (said === "external") return { kind: "external", address: get(componentKey(name, "HOST")) };
  const host = hosts.has(said) ? said : firstHost(hosts);
  return { kind: host === here ? "here" : "host", host, address: hosts.get(host) ?? LOOPBACK };
};

/** "" for what is left out: whoever needs it passes it over. */
export const addressOf = (place: Place): string => {
  if (place.kind === "none") return "";
  return place.kind === "here" ? LOOPBACK : place.address;
};

/** Loopback, and the host's own address as soon as somebody on another host needs the component. */
export const listenOf = (site: Site, components: readonly Component[], name: ComponentName): ReturnType<Site["listen"]> => {
  const place = site.place(name);
  if (place.kind === "none" || place.kind === "external") return { addresses: [], peers: [] };
  const peers = new Set<string>();
  for (const component of components) {
    const other = site.place(component.name);
    if (other.kind === "none" || other.kind === "external" || other.host === place.host) continue;
    if (component.needs(site).includes(name)) peers.add(other.address);
  }
  const addresses = peers.size > 0 ? new Set([LOOPBACK, place.address]) : [LOOPBACK];
  return { addresses: [...addresses], peers: [...peers] };
};
