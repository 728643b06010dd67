/** Unit files, that systemd has read them, and that they start with the machine. */
import { join } from "node:path";
import type { Unit } from "../contract/component.js";
import type { Site } from "../contract/site.js";
import type { Step } from "../contract/step.js";
import { text } from "../contract/text.js";
import { unitText } from "../units/service-unit.js";
import { changedBetween, digestsOf } from "./inputs.js";
import { readDigests, recorder } from "./records.js";
import { fileStep } from "./rendered-file.js";
import { nothingStarted } from "./service.js";
import { done, later, pending, step } from "./step.js";

export const unitPath = ({ paths }: Site, name: string): string => join(paths.units, name);

/** The files of these units and what systemd must know of them, in order. */
export const unitSteps = (site: Site, component: Step["component"], units: readonly Unit[]): readonly Step[] => {
  if (units.length === 0) return [];
  const files = units.map((unit) =>
    fileStep(component, { path: unitPath(site, unit.name), mode: 0o644, content: unitText(unit), secret: false }, site.paths.root),
  );
  const wanted = units.filter(({ sections }) => sections.Install !== undefined).map(({ name }) => name);
  return [...files, loadedStep(site, component, units), ...(wanted.length > 0 ? [enabledStep(component, wanted)] : [])];
};

const loadedStep = (site: Site, component: Step["component"], units: readonly Unit[]): Step => {
  const digests = () => digestsOf(units.map(({ name }) => unitPath(site, name)));
  return step({
    id: `${component}/units-loaded`,
    component,
    title: text("systemd has read the units", "systemd 已读取单元文件"),
    isDone: async ({ machine }) => {
      if (machine.staged) return later(nothingStarted);
      const loaded = await readDigests(site, "loaded", component);
      if (loaded && changedBetween(loaded, await digests()).length === 0) return done;
      return pending(text("the units are new or changed", "单元文件是新的或已变更"));
    },
    run: async ({ machine }) => {
      const now = await digests();
      await machine.services.reload();
      await recorder(site, "loaded")(component, now);
    },
  });
};

const enabledStep = (component: Step["component"], units: readonly string[]): Step =>
  step({
    id: `${component}/enabled`,
    component,
    title: text("The units start with the machine", "单元随系统启动"),
    isDone: async ({ machine }) => {
      if (machine.staged) return later(nothingStarted);
      for (const unit of units) {
        if (!(await machine.services.isEnabled(unit))) return pending(text(`${unit} is not enabled`, `${unit} 未启用`));
      }
      return done;
    },
    run: ({ machine }) => machine.services.enable(units),
  });
