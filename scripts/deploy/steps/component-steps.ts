import { releaseStep } from "../artefacts/release-step.js";
import type { Component, Description } from "../contract/component.js";
import type { Site } from "../contract/site.js";
import type { Step } from "../contract/step.js";
import { accountStep } from "./account.js";
import { folderStep } from "./folder.js";
import { fileStep } from "./rendered-file.js";
import { serviceStep } from "./service.js";
import { unitSteps } from "./units.js";

/**
 * Everything that puts a component into service on this machine, in order; for one that somebody else operates what must be
 * done there. None for a component of another host, and none for one that is left out.
 */
export const stepsOf = (site: Site, component: Component): readonly Step[] => {
  const place = site.place(component.name);
  if (place.kind === "external") return component.initExternal?.(site) ?? [];
  return place.kind === "here" ? stepsOfDescription(site, component.name, component.describe(site)) : [];
};

const stepsOfDescription = (site: Site, name: Component["name"], description: Description): readonly Step[] => {
  const { root } = site.paths;
  return [
    // Under another root there are no users to make.
    ...(description.account && root === "/" ? [accountStep(name, description.account)] : []),
    ...description.folders.map((folder) => folderStep(name, folder, root)),
    ...description.artefacts.map((need) => releaseStep(site, name, need)),
    ...description.files.map((file) => fileStep(name, file, root)),
    ...unitSteps(site, name, description.units),
    ...description.prepare,
    ...description.services.map((service) => serviceStep(name, service)),
    ...description.init,
  ];
};
