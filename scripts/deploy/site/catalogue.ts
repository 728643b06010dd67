/** Every variable and secret that the site may set: the general ones, the components' own, and where each component runs. */
import type { Component } from "../contract/component.js";
import type { ComponentName } from "../contract/names.js";
import type { Variable } from "../contract/site.js";
import { type Text, text } from "../contract/text.js";
import { GENERAL_VARIABLES } from "./general.js";

export interface VariableGroup {
  readonly title: Text;
  /** Absent for what belongs to the site itself. */
  readonly component?: ComponentName;
  readonly variables: readonly Variable[];
}

export interface Catalogue {
  readonly groups: readonly VariableGroup[];
  readonly byKey: ReadonlyMap<string, Variable>;
  /** Components that list the variable; none for a general one. */
  owners(key: string): readonly ComponentName[];
}

export const isSecret = ({ kind }: Variable): boolean => kind === "secret" || kind === "aes";

/** `REDIS_STUDIO_PLACE` for redis-studio and PLACE. */
export const componentKey = (component: ComponentName, word: "PLACE" | "HOST"): string =>
  `${component.toUpperCase().replaceAll("-", "_")}_${word}`;

/** @throws Error when two components mean different things by one key: a mistake in the program. */
export const catalogueOf = (components: readonly Component[]): Catalogue => {
  const byKey = new Map<string, Variable>();
  const owners = new Map<string, ComponentName[]>();
  const groups: VariableGroup[] = [{ title: text("The site", "站点"), variables: GENERAL_VARIABLES }];
  for (const variable of GENERAL_VARIABLES) byKey.set(variable.key, variable);
  for (const component of components) {
    const listed = [...placing(component), ...component.variables];
    const added = listed.filter((variable) => isNew(byKey, variable));
    for (const variable of added) byKey.set(variable.key, variable);
    for (const { key } of listed) owners.set(key, [...(owners.get(key) ?? []), component.name]);
    groups.push({ title: component.title, component: component.name, variables: added });
  }
  return { groups, byKey, owners: (key) => owners.get(key) ?? [] };
};

const isNew = (byKey: ReadonlyMap<string, Variable>, variable: Variable): boolean => {
  const known = byKey.get(variable.key);
  if (known === undefined) return true;
  if (JSON.stringify(known) === JSON.stringify(variable)) return false;
  throw new Error(`Two components list ${variable.key} differently.`);
};

/** `_PLACE` of every component, and `_HOST` of those that may be external, unless the component lists its own. */
const placing = ({ name, title, places, variables }: Component): readonly Variable[] => {
  const others = [...(places.external ? ["external"] : []), "none"];
  const place: Variable = {
    key: componentKey(name, "PLACE"),
    kind: "text",
    value: "",
    meaning: text(
      `Where ${title.en} runs: a name of SITE_HOSTS${others.map((other) => `, ${other}`).join("")}; empty = the first host, if anything needs it.`,
      `${title.zh} 的位置：SITE_HOSTS 中的名称${others.map((other) => `、${other}`).join("")}；留空则在有组件需要时为第一台。`,
    ),
  };
  const host: Variable = {
    key: componentKey(name, "HOST"),
    kind: "host",
    value: "",
    meaning: text(`Name or address of an external ${title.en}.`, `外部 ${title.zh} 的主机名或地址。`),
  };
  const own = new Set(variables.map(({ key }) => key));
  return [place, ...(places.external ? [host] : [])].filter(({ key }) => !own.has(key));
};
