/** Where a component's folders lie and whose they are: the same for all of them (`reference/deploy.md §1.12`). */
import { join } from "node:path";
import type { Account, Folder, RenderedFile } from "../contract/component.js";
import type { ComponentName } from "../contract/names.js";
import type { Site } from "../contract/site.js";

export const accountOf = (component: ComponentName): string => `coze-${component}`;
export const dataOf = (site: Site, component: ComponentName): string => join(site.paths.data, component);
export const etcOf = (site: Site, component: ComponentName): string => join(site.paths.etc, component);
export const unitOf = (component: ComponentName): string => `coze-${component}.service`;
/** The release that is in use. */
export const releaseOf = (site: Site, artefact: string): string => join(site.paths.opt, artefact, "current");

export const account = (site: Site, component: ComponentName): Account => ({ name: accountOf(component), home: dataOf(site, component) });

/** Its data and its configuration; `below` names folders in its data. Nobody but the service and root looks in. */
export const folders = (site: Site, component: ComponentName, below: readonly string[] = []): readonly Folder[] => {
  const own = (path: string): Folder => ({ path, mode: 0o750, owner: accountOf(component) });
  const data = dataOf(site, component);
  return [own(data), ...below.map((name) => own(join(data, name))), own(etcOf(site, component))];
};

/** A file of its configuration: written by root, read by the service. */
export const configuration = (
  site: Site,
  component: ComponentName,
  file: { readonly name: string; readonly content: string; readonly secret?: boolean },
): RenderedFile => ({
  path: join(etcOf(site, component), file.name),
  mode: 0o640,
  owner: "root",
  group: accountOf(component),
  content: file.content,
  secret: file.secret ?? false,
});

/** `host:port` of the component as this machine reaches it. */
export const endpointOf = (site: Site, component: ComponentName, key: string): string => `${site.address(component)}:${site.port(key)}`;

/** What a service is current by, beside its own unit. */
export const inputsOf = (site: Site, component: ComponentName, others: readonly string[]): readonly string[] => [
  join(site.paths.units, unitOf(component)),
  ...others,
];
