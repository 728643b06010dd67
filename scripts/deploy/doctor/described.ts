/** What stands on this machine: the components placed here with their descriptions. Every check of `doctor/` is a function of it. */
import type { Component, Description } from "../contract/component.js";
import type { Site } from "../contract/site.js";

export interface Placed {
  readonly component: Component;
  readonly description: Description;
}

export const placedHere = (site: Site, components: readonly Component[]): readonly Placed[] =>
  components.filter(({ name }) => site.isHere(name)).map((component) => ({ component, description: component.describe(site) }));

export const isPlaced = (placed: readonly Placed[], ...names: readonly string[]): boolean =>
  placed.some(({ component }) => names.includes(component.name));
