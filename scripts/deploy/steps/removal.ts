/** Taking components out of service: steps like any other, so that a removal that was interrupted goes on where it stopped. */
import { readdir, rm, rmdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Component, Description } from "../contract/component.js";
import { Failure } from "../contract/failure.js";
import type { Site } from "../contract/site.js";
import type { Context, Step } from "../contract/step.js";
import { text } from "../contract/text.js";
import { exists } from "../system/files.js";
import { userNamed } from "../system/users.js";
import { forget } from "./records.js";
import { removeUnit, renderedUnits, TARGET_UNIT, temporaryFilesPath } from "./site-steps.js";
import { done, pending, step } from "./step.js";
import { unitPath } from "./units.js";

export interface Removal {
  readonly site: Site;
  /** Placed here and to be removed, in the order in which they were put into service. */
  readonly going: readonly Component[];
  /** Placed here and to stay: what they need is not touched. */
  readonly staying: readonly Component[];
}

/** Units, rendered files and releases; data, secrets, accounts and backups stay. What nobody needs any more goes first. */
export const removalSteps = (removal: Removal): readonly Step[] => {
  const { site, going, staying } = removal;
  const kept = staying.map((component) => component.describe(site));
  const components = [...going].reverse().flatMap((component) => componentRemoval(site, component, kept));
  return staying.length > 0 ? components : [...components, ...siteRemoval(site)];
};

const componentRemoval = (site: Site, component: Component, kept: readonly Description[]): readonly Step[] => {
  const { name } = component;
  const description = component.describe(site);
  const keptFiles = new Set(kept.flatMap(({ files }) => files.map(({ path }) => path)));
  const keptReleases = new Set(kept.flatMap(({ artefacts }) => artefacts.map((need) => need.name)));
  const files = description.files.map(({ path }) => path).filter((path) => !keptFiles.has(path));
  const releases = description.artefacts
    .map((need) => join(site.paths.opt, need.name))
    .filter((path) => !keptReleases.has(relative(site.paths.opt, path)));
  return [
    ...unitsInReverse(description).map((unit) => unitRemoval(site, name, unit)),
    ...files.map((path) => pathRemoval(site, name, path)),
    ...releases.map((path) => pathRemoval(site, name, path)),
  ];
};

/** Services first, the last one that was started first; then what only belonged to them. */
const unitsInReverse = ({ services, units }: Description): readonly string[] => [
  ...new Set([...services.map(({ unit }) => unit).reverse(), ...units.map(({ name }) => name)]),
];

const siteRemoval = (site: Site): readonly Step[] => [
  unitRemoval(site, "site", TARGET_UNIT),
  strayUnits(site),
  pathRemoval(site, "site", temporaryFilesPath(site)),
  pathRemoval(site, "site", site.paths.opt),
  pathRemoval(site, "site", site.paths.run),
];

const unitRemoval = (site: Site, component: Step["component"], unit: string): Step =>
  step({
    id: `${component}/remove/${unit}`,
    component,
    title: text(`Stop and remove ${unit}`, `停止并删除 ${unit}`),
    isDone: async ({ machine }) => {
      const state = machine.staged ? "absent" : await machine.services.state(unit);
      const isThere = await exists(unitPath(site, unit));
      if (!isThere && (state === "absent" || state === "inactive" || state === "failed")) return done;
      return pending(text(`it is ${isThere ? "there" : "removed"} and ${state}`, `文件${isThere ? "存在" : "已删除"}，状态 ${state}`));
    },
    run: async (context) => {
      await removeUnit(context, unit);
      await forget(site, "loaded", component);
    },
  });

/** Of an earlier site.env. */
const strayUnits = (site: Site): Step =>
  step({
    id: "site/remove/units",
    component: "site",
    title: text("Remove what is left of our units", "删除残留的单元"),
    isDone: async () => {
      const units = await renderedUnits(site);
      return units.length === 0 ? done : pending(text(units.join(" "), units.join(" ")));
    },
    run: async (context) => {
      for (const unit of await renderedUnits(site)) await removeUnit(context, unit);
    },
  });

/** A file, or a folder with all that is in it. A folder above that becomes empty thereby goes too, inside the folders of the site. */
export const pathRemoval = (site: Site, component: Step["component"], path: string): Step =>
  step({
    id: `${component}/remove/${relative(site.paths.root, path)}`,
    component,
    title: text(`Remove ${path}`, `删除 ${path}`),
    isDone: async () => ((await exists(path)) ? pending(text("it is there", "存在")) : done),
    run: async () => {
      await rm(path, { recursive: true, force: true });
      await removeEmpty(site, dirname(path));
    },
  });

const removeEmpty = async ({ paths }: Site, folder: string): Promise<void> => {
  const isOurs = [paths.etc, paths.opt].some((own) => folder.startsWith(`${own}/`));
  if (isOurs && (await readdir(folder).catch(() => [""])).length === 0) await rmdir(folder);
};

/** With all data; backups stay. The configuration goes last: until then the command can be run again. */
export const purgeSteps = (removal: Removal): readonly Step[] => {
  const { site, going, staying } = removal;
  const keptFolders = staying.flatMap((component) => component.describe(site).folders.map(({ path }) => path));
  const isShared = (path: string): boolean => keptFolders.some((kept) => kept === path || kept.startsWith(`${path}/`));
  const ofComponents = going.flatMap((component) => {
    const { folders, account } = component.describe(site);
    const paths = folders.map(({ path }) => path).filter((path) => isInside(site, path) && !isShared(path));
    const ownAccount = account && !staying.some((other) => other.describe(site).account?.name === account.name);
    return [
      ...paths.map((path) => pathRemoval(site, component.name, path)),
      ...(ownAccount ? [accountRemoval(component.name, account.name)] : []),
    ];
  });
  const { data, log, records, etc } = site.paths;
  const ofSite = staying.length > 0 ? [] : [data, log, records, etc].map((path) => pathRemoval(site, "site", path));
  return [...removalSteps(removal), ...ofComponents, ...ofSite];
};

/** A description may name any folder; only what lies in those of the site is ours to delete, and never they themselves. */
const isInside = ({ paths }: Site, path: string): boolean =>
  [paths.etc, paths.opt, paths.data, paths.log, paths.run].some((own) => path.startsWith(`${own}/`));

const accountRemoval = (component: Step["component"], name: string): Step =>
  step({
    id: `${component}/remove/account/${name}`,
    component,
    title: text(`Remove the system user ${name}`, `删除系统用户 ${name}`),
    isDone: async ({ machine }: Context) => {
      if (!machine.isRoot || (await userNamed(name)) === undefined) return done;
      return pending(text("it is there", "存在"));
    },
    run: async ({ machine }) => {
      const { code, stderr } = await machine.run({ program: "userdel", args: [name] });
      if (code !== 0) throw new Failure(text(`userdel ${name} failed: ${stderr.trim()}`, `userdel ${name} 失败：${stderr.trim()}`));
    },
  });
