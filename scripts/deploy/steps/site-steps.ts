/** What belongs to the machine as a whole: the common folders before everything, the target and its clearing-up after it. */
import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Component, Folder, Unit } from "../contract/component.js";
import type { Site } from "../contract/site.js";
import type { Context, Step } from "../contract/step.js";
import { text } from "../contract/text.js";
import { readIfThere } from "../system/files.js";
import { unitText } from "../units/service-unit.js";
import { folderStep } from "./folder.js";
import { forget } from "./records.js";
import { fileStep } from "./rendered-file.js";
import { nothingStarted } from "./service.js";
import { done, later, pending, step } from "./step.js";
import { unitPath, unitSteps } from "./units.js";

export const TARGET_UNIT = "coze.target";

const target: Unit = {
  name: TARGET_UNIT,
  sections: {
    Unit: [["Description", "Coze Studio, Coze Loop and the gateway"]],
    Install: [["WantedBy", "multi-user.target"]],
  },
};

/** Before the components'. `components` are all that are placed here, whatever is selected. */
export const openingSteps = (site: Site, components: readonly Component[]): readonly Step[] => [
  ...commonFolders(site).map((folder) => folderStep("site", folder, site.paths.root)),
  fileStep(
    "site",
    { path: temporaryFilesPath(site), mode: 0o644, content: temporaryFiles(site, components), secret: false },
    site.paths.root,
  ),
  ...unitSteps(site, "site", [target]),
];

/** After the components'. */
export const closingSteps = (site: Site, components: readonly Component[]): readonly Step[] => [retirement(site, components), targetStep];

const commonFolders = ({ paths }: Site): readonly Folder[] => [
  ...[paths.etc, paths.opt, paths.data, paths.log, paths.run].map((path) => ({ path, mode: 0o755 })),
  ...[paths.records, paths.backups].map((path) => ({ path, mode: 0o700 })),
];

export const temporaryFilesPath = ({ paths }: Site): string => join(paths.root, "etc/tmpfiles.d/coze.conf");

/** /run is empty after a boot: systemd-tmpfiles makes the folders in it again, before any service starts. */
const temporaryFiles = (site: Site, components: readonly Component[]): string => {
  const below = components
    .flatMap((component) => component.describe(site).folders)
    .filter(({ path }) => path.startsWith(`${site.paths.run}/`));
  const lines = [{ path: site.paths.run, mode: 0o755 }, ...below].map(
    ({ path, mode, owner = "root" }: Folder) => `d ${path} 0${mode.toString(8)} ${owner} ${owner} -`,
  );
  return `# Rendered by scripts/deploy from site.env: changes made here are overwritten.\n${lines.join("\n")}\n`;
};

const targetStep = step({
  id: `site/service/${TARGET_UNIT}`,
  component: "site",
  title: text("All services as one: coze.target", "所有服务的整体：coze.target"),
  isDone: async ({ machine }) => {
    if (machine.staged) return later(nothingStarted);
    const state = await machine.services.state(TARGET_UNIT);
    return state === "active" ? done : pending(text(`it is ${state}`, `当前状态为 ${state}`));
  },
  run: ({ machine }) => machine.services.start(TARGET_UNIT),
});

/** How every unit of ours begins. */
const MARK = unitText({ name: "", sections: {} }).split("\n", 1)[0] ?? "";

/** Unit files of ours in the folder of units, described or not. */
export const renderedUnits = async ({ paths }: Site): Promise<readonly string[]> => {
  const names = (await readdir(paths.units).catch(() => [])).filter((name) => name.startsWith("coze"));
  const ours: string[] = [];
  for (const name of names) {
    const isFile = (await lstat(join(paths.units, name))).isFile();
    if (isFile && (await readIfThere(join(paths.units, name)))?.startsWith(MARK)) ours.push(name);
  }
  return ours.sort();
};

/** A component has moved to another host or has fewer instances: its units go, its data stays. */
const retirement = (site: Site, components: readonly Component[]): Step => {
  const described = new Set([TARGET_UNIT, ...components.flatMap((component) => component.describe(site).units.map(({ name }) => name))]);
  const retired = async (): Promise<readonly string[]> => (await renderedUnits(site)).filter((name) => !described.has(name));
  return step({
    id: "site/retired-units",
    component: "site",
    title: text("Units that site.env no longer asks for", "site.env 不再需要的单元"),
    isDone: async () => {
      const units = await retired();
      return units.length === 0 ? done : pending(text(`to be stopped and removed: ${units.join(" ")}`, `将停止并删除：${units.join(" ")}`));
    },
    run: async (context) => {
      for (const unit of await retired()) await removeUnit(context, unit);
    },
  });
};

/** The file goes last: as long as it is there, the unit is found and removed again. */
export const removeUnit = async ({ site, machine }: Context, unit: string): Promise<void> => {
  if (!machine.staged) {
    await machine.services.stop(unit);
    if (await machine.services.isEnabled(unit)) await machine.services.disable([unit]);
  }
  await forget(site, "started", unit);
  await rm(unitPath(site, unit), { force: true });
  if (!machine.staged) await machine.services.reload();
};
