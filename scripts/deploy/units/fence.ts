import { isIP } from "node:net";
import type { ComponentName } from "../contract/names.js";
import type { Site } from "../contract/site.js";

/**
 * With whom a process may exchange packets beyond this machine: the hosts that may come in, and the components that it calls
 * (`IPAddressAllow=` counts for both directions). "any" when one of them is known by a name alone: the fence takes addresses,
 * and what a name means may change.
 */
export const fenceOf = (site: Site, component: ComponentName, calls: readonly ComponentName[] = []): readonly string[] | "any" => {
  const called = calls.filter((name) => site.place(name).kind !== "none").map((name) => site.address(name));
  const all = [...new Set([...site.listen(component).peers, ...called])];
  return all.every((address) => isIP(address) !== 0 || address === "localhost") ? all.filter((address) => isIP(address) !== 0) : "any";
};
