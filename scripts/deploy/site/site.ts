/** The site as the pure rules see it, from the values of its two files. */
import type { Component } from "../contract/component.js";
import type { ComponentName } from "../contract/names.js";
import type { Place, Site } from "../contract/site.js";
import { type Catalogue, catalogueOf, isSecret } from "./catalogue.js";
import { ARTIFACTS_DIR, BACKUP_DIR, SITE_HOSTS } from "./general.js";
import { pathsOf } from "./paths.js";
import { addressOf, firstHost, hostsOf, listenOf, type PlacementOptions, placeOf } from "./placement.js";

export interface SiteValues {
  readonly components: readonly Component[];
  /** What site.env says; what it does not say has its default. */
  readonly variables: Readonly<Record<string, string>>;
  /** What secrets.env says; a missing one is "". */
  readonly secrets: Readonly<Record<string, string>>;
  /** A name of `SITE_HOSTS`; default the first. */
  readonly here?: string;
  /** Default "/". */
  readonly root?: string;
  /** `--artifacts`; default `ARTIFACTS_DIR`. */
  readonly artefacts?: string;
}

const TRUE = ["yes", "true", "on", "1"];

/** Pure and lenient: what is wrong with the values is for `problemsOf`. */
export const siteFrom = (values: SiteValues): Site => {
  const catalogue = catalogueOf(values.components);
  const get = getter(catalogue, values.variables);
  const list = (key: string): readonly string[] => get(key).split(/\s+/).filter(Boolean);
  const hosts = hostsOf(list(SITE_HOSTS));
  const here = values.here ?? firstHost(hosts);
  const placement: PlacementOptions = { components: values.components, hosts, here, get, site: () => site };
  const places = new Map<ComponentName, Place>();
  const place = (name: ComponentName): Place => {
    const known = places.get(name) ?? placeOf(placement, name);
    places.set(name, known);
    return known;
  };
  const site: Site = {
    here,
    hosts,
    paths: pathsOf({ root: values.root ?? "/", backups: get(BACKUP_DIR), artefacts: values.artefacts ?? get(ARTIFACTS_DIR) }),
    get,
    port: (key) => Number(get(key)),
    flag: (key) => TRUE.includes(get(key).toLowerCase()),
    list,
    secret: secretGetter(catalogue, values.secrets),
    place,
    isHere: (component) => place(component).kind === "here",
    address: (component) => addressOf(place(component)),
    listen: (component) => listenOf(site, values.components, component),
  };
  return site;
};

const getter =
  (catalogue: Catalogue, variables: Readonly<Record<string, string>>) =>
  (key: string): string => {
    const variable = catalogue.byKey.get(key);
    if (variable === undefined) throw new Error(`No component lists the variable ${key}.`);
    if (isSecret(variable)) throw new Error(`${key} is a secret: ask site.secret for it.`);
    return variables[key] ?? variable.value ?? "";
  };

const secretGetter =
  (catalogue: Catalogue, secrets: Readonly<Record<string, string>>) =>
  (key: string): string => {
    const variable = catalogue.byKey.get(key);
    if (variable === undefined || !isSecret(variable)) throw new Error(`No component lists the secret ${key}.`);
    return secrets[key] ?? "";
  };
