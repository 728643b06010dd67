/** What an upgrade would change: releases that are installed, and for which there is another one. */
import { compareVersions, findArtefact, isVersion, machineArch } from "../artefacts/find-artefact.js";
import { type Manifest, readManifest } from "../artefacts/manifest.js";
import { currentVersion, linkedVersion } from "../artefacts/release-folder.js";
import { obstacle } from "../artefacts/release-step.js";
import type { ArtefactNeed, Component } from "../contract/component.js";
import { Failure } from "../contract/failure.js";
import type { Site } from "../contract/site.js";
import type { Context, Step } from "../contract/step.js";
import { text } from "../contract/text.js";
import type { Switch } from "./upgrade-notes.js";

/** @throws Failure for a version of site.env that is neither installed nor among the artefacts. */
export const pendingSwitches = async (context: Context, selected: readonly Component[]): Promise<readonly Switch[]> => {
  const manifest = await readManifest(context.site.paths.artefacts);
  const switches: Switch[] = [];
  const add = (change: Switch | undefined): void => {
    if (change !== undefined && !switches.some(({ name }) => name === change.name)) switches.push(change);
  };
  for (const component of selected.filter(({ name }) => context.site.isHere(name))) {
    for (const need of component.describe(context.site).artefacts) add(await switchOf(context, component, { need, manifest }));
    for (const builder of buildersOf(context.site, component)) add(await switchOfBuild(context, component, builder));
  }
  return switches;
};

const switchOf = async (
  context: Context,
  component: Component,
  { need, manifest }: { need: ArtefactNeed; manifest: Manifest },
): Promise<Switch | undefined> => {
  const from = await currentVersion(context.site, need.name);
  if (from === undefined) return undefined;
  const to = findArtefact(manifest, need, machineArch())?.version;
  const isWanted = isVersion(from, need.version);
  if (to === undefined && !isWanted)
    throw new Failure(
      (await obstacle(context, need)) ?? text(`${need.name} ${need.version} is missing`, `缺少 ${need.name} ${need.version}`),
    );
  // An older file in the folder is no upgrade, unless site.env asks for it by name.
  if (to === undefined || to === from || (isWanted && compareVersions(to, from) < 0)) return undefined;
  return { component: component.name, name: need.name, from, to };
};

export const buildersOf = (site: Site, component: Component): readonly Step[] =>
  component.describe(site).prepare.filter(({ makesRelease }) => makesRelease !== undefined);

const switchOfBuild = async (context: Context, component: Component, builder: Step): Promise<Switch | undefined> => {
  const name = builder.makesRelease ?? "";
  const from = await linkedVersion(context.site, name);
  if (from === undefined) return undefined;
  const found = await builder.check(context);
  if (found.state === "blocked") throw new Failure(found.why);
  return found.state === "pending" ? { component: component.name, name, from, to: "" } : undefined;
};

/** Before a backup is made for nothing. @throws Failure */
export const requireObtainable = async (context: Context, selected: readonly Component[], switches: readonly Switch[]): Promise<void> => {
  for (const component of selected.filter(({ name }) => switches.some((change) => change.component === name)))
    for (const need of component.describe(context.site).artefacts) {
      const why = await obstacle(context, need);
      const current = await currentVersion(context.site, need.name);
      // A release that is installed and stays needs no artefact any more.
      if (why !== undefined && (current === undefined || !isVersion(current, need.version))) throw new Failure(why);
    }
};
