/** In which order components are put into service, and what a word of the command line means. */
import type { Component } from "../contract/component.js";
import { Failure } from "../contract/failure.js";
import { TARGETS, type Target } from "../contract/names.js";
import type { Site } from "../contract/site.js";
import { text } from "../contract/text.js";

/** What each component needs of those listed; who is left out (`none`) is needed by nobody. */
const neededBy = (site: Site, components: readonly Component[], component: Component): readonly Component[] => {
  const names = new Set(component.needs(site));
  return components.filter(({ name }) => names.has(name) && site.place(name).kind !== "none");
};

/** Each after all that it needs, else in the order given. @throws Failure that names the circle, if there is one. */
export const inOrder = (site: Site, components: readonly Component[]): readonly Component[] => {
  const sorted: Component[] = [];
  const visit = (component: Component, path: readonly Component[]): void => {
    if (sorted.includes(component)) return;
    if (path.includes(component)) throw circle([...path.slice(path.indexOf(component)), component]);
    for (const needed of neededBy(site, components, component)) visit(needed, [...path, component]);
    sorted.push(component);
  };
  for (const component of components) visit(component, []);
  return sorted;
};

const circle = (path: readonly Component[]): Failure => {
  const names = path.map(({ name }) => name).join(" → ");
  return new Failure(text(`these components need each other: ${names}`, `这些组件相互依赖：${names}`));
};

export interface Choice {
  readonly site: Site;
  /** All that exist. */
  readonly components: readonly Component[];
  /** Targets and components; none = everything. */
  readonly words: readonly string[];
}

const isTarget = (word: string): word is Target => (TARGETS as readonly string[]).includes(word);

/**
 * Those that the words mean, in order. A target is its components and all that they need; another word is a component alone.
 * A word that is both is the target. Left out are those of other hosts, and those that are placed nowhere.
 * @throws Failure for a word that is neither, and for a component that is not here.
 */
export const selected = ({ site, components, words }: Choice): readonly Component[] => {
  const sorted = inOrder(site, components);
  const isOurs = ({ name }: Component): boolean => ["here", "external"].includes(site.place(name).kind);
  if (words.length === 0)
    return withWanted(
      site,
      sorted,
      sorted.filter(({ name }) => site.isHere(name)),
    ).filter(isOurs);
  const chosen = new Set<Component>();
  for (const word of words) for (const component of meantBy(site, sorted, word)) chosen.add(component);
  return sorted.filter((component) => chosen.has(component) && isOurs(component));
};

const meantBy = (site: Site, components: readonly Component[], word: string): readonly Component[] => {
  if (isTarget(word)) {
    const own = components.filter(({ target, name }) => target === word && site.isHere(name));
    if (own.length > 0) return withWanted(site, components, own);
    throw notHere(site, word);
  }
  const component = components.find(({ name }) => name === word);
  if (component === undefined) throw unknown(components, word);
  if (["none", "host"].includes(site.place(component.name).kind)) throw notHere(site, word);
  return [component];
};

/** With all that they need, and what that needs, near or far. */
const withWanted = (site: Site, components: readonly Component[], wanted: readonly Component[]): readonly Component[] => {
  const all = new Set(wanted);
  for (const component of all) for (const needed of neededBy(site, components, component)) all.add(needed);
  return components.filter((component) => all.has(component));
};

const unknown = (components: readonly Component[], word: string): Failure => {
  const names = [...TARGETS, ...components.map(({ name }) => name)].filter((name, index, all) => all.indexOf(name) === index).join(" ");
  return new Failure(
    text(`"${word}" is neither a target nor a component. There are: ${names}`, `“${word}”既不是目标也不是组件。可用：${names}`),
  );
};

const notHere = (site: Site, word: string): Failure =>
  new Failure(
    text(
      `nothing of "${word}" is placed on this machine (${site.here}). site.env says where it runs (…_PLACE); --host says which machine this is.`,
      `“${word}”没有放在本机（${site.here}）上。site.env 的 …_PLACE 决定位置；--host 指明本机名称。`,
    ),
  );
