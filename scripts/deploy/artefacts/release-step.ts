/** Installs what a component needs from the artefact folder. A change of version is left to `upgrade`, which makes a backup first. */
import { join } from "node:path";
import type { ArtefactNeed } from "../contract/component.js";
import { Failure } from "../contract/failure.js";
import type { ComponentName } from "../contract/names.js";
import type { Site } from "../contract/site.js";
import type { Context, Step, StepState } from "../contract/step.js";
import { type Text, text } from "../contract/text.js";
import { canBeFetched, fetchArtefact } from "./fetch-artefact.js";
import { findArtefact, isVersion, machineArch } from "./find-artefact.js";
import { type Artefact, MANIFEST_FILE, readManifest } from "./manifest.js";
import { currentVersion, installRelease, switchRelease } from "./release-folder.js";
import { artefactPath, requireVerified, verdictOn, verdictText } from "./verified.js";

export const releaseStepId = (component: ComponentName, need: ArtefactNeed): string => `${component}/release/${need.name}`;

export const releaseStep = (site: Site, component: ComponentName, need: ArtefactNeed): Step => ({
  id: releaseStepId(component, need),
  component,
  title: text(
    `${need.name} ${need.version} in ${join(site.paths.opt, need.name)}`,
    `${join(site.paths.opt, need.name)} 中的 ${need.name} ${need.version}`,
  ),
  check: (context) => stateOf(context, component, need),
  run: async (context) => {
    const version = await stageRelease(context, need);
    await switchRelease(context.site, need.name, version);
  },
});

const stateOf = async (context: Context, component: ComponentName, need: ArtefactNeed): Promise<StepState> => {
  const current = await currentVersion(context.site, need.name);
  if (current !== undefined && isVersion(current, need.version)) return { state: "done" };
  const why = await obstacle(context, need);
  if (why !== undefined) return { state: "blocked", why };
  if (current !== undefined) return { state: "blocked", why: upgradeFirst(component, need, current) };
  return { state: "pending", why: text(`${need.name} is not installed`, `${need.name} 尚未安装`) };
};

const upgradeFirst = (component: ComponentName, need: ArtefactNeed, current: string): Text =>
  text(
    `${need.name} stands at ${current} and site.env asks for ${need.version}: run "coze upgrade ${component}", which makes a backup first, or put the version in site.env back.`,
    `${need.name} 当前为 ${current}，而 site.env 要求 ${need.version}：请运行 "coze upgrade ${component}"（会先备份），或改回 site.env 中的版本。`,
  );

/** Why the need cannot be installed now, or undefined. Looks only. */
export const obstacle = async (context: Context, need: ArtefactNeed): Promise<Text | undefined> => {
  const { paths } = context.site;
  try {
    const manifest = await readManifest(paths.artefacts);
    const artefact = findArtefact(manifest, need, machineArch());
    if (artefact === undefined) return notListed(paths.artefacts, need);
    const verdict = await verdictOn(paths, manifest, artefact);
    if (verdict === "fine" || (verdict === "absent" && isFetchable(context, artefact))) return undefined;
    return verdictText(verdict, artefactPath(manifest, artefact), artefact);
  } catch (error) {
    if (error instanceof Failure) return error.text;
    throw error;
  }
};

const isFetchable = ({ options }: Context, artefact: Artefact): boolean => options.online && canBeFetched(artefact);

const notListed = (folder: string, need: ArtefactNeed): Text =>
  text(
    `${join(folder, MANIFEST_FILE)} lists no ${need.name} ${need.version} for ${machineArch()}. ${need.source.en}`,
    `${join(folder, MANIFEST_FILE)} 中没有适用于 ${machineArch()} 的 ${need.name} ${need.version}。${need.source.zh}`,
  );

/** Verified and unpacked beside what runs; `current` stays as it is. Returns the version. @throws Failure */
export const stageRelease = async (context: Context, need: ArtefactNeed): Promise<string> => {
  const { site, machine } = context;
  const manifest = await readManifest(site.paths.artefacts);
  const artefact = findArtefact(manifest, need, machineArch());
  if (artefact === undefined) throw new Failure(notListed(site.paths.artefacts, need));
  if (isFetchable(context, artefact) && (await verdictOn(site.paths, manifest, artefact)) === "absent") {
    context.say(text(`fetching ${artefact.source}`, `正在下载 ${artefact.source}`));
    await fetchArtefact(manifest, artefact);
  }
  const path = await requireVerified(site.paths, manifest, artefact);
  await installRelease({ machine, site, need, artefact, path });
  return artefact.version;
};
