/** For `plan`: everything that the artefact folder lacks, and where each comes from. */
import type { ArtefactNeed, Component } from "../contract/component.js";
import type { ComponentName } from "../contract/names.js";
import type { Context } from "../contract/step.js";
import type { Text } from "../contract/text.js";
import { isVersion } from "./find-artefact.js";
import type { Arch } from "./manifest.js";
import { currentVersion } from "./release-folder.js";
import { obstacle } from "./release-step.js";

export interface MissingArtefact {
  readonly component: ComponentName;
  readonly name: string;
  readonly version: string;
  /** Not in the manifest, not in the folder, or not the file of the manifest. */
  readonly why: Text;
  /** Where an operator gets it. */
  readonly source: Text;
  /** Upstream's file name for each architecture. */
  readonly files: Readonly<Record<Arch, string>>;
}

/** Of components that are placed here, without what is installed already. Each artefact once, under the first that needs it. */
export const missingArtefacts = async (context: Context, components: readonly Component[]): Promise<readonly MissingArtefact[]> => {
  const missing = new Map<string, MissingArtefact>();
  for (const component of components.filter(({ name }) => context.site.isHere(name)))
    for (const need of component.describe(context.site).artefacts) {
      const lacking = missing.has(need.name) ? undefined : await lack(context, need);
      if (lacking !== undefined) missing.set(need.name, { component: component.name, ...lacking });
    }
  return [...missing.values()];
};

const lack = async (context: Context, need: ArtefactNeed): Promise<Omit<MissingArtefact, "component"> | undefined> => {
  const current = await currentVersion(context.site, need.name);
  if (current !== undefined && isVersion(current, need.version)) return undefined;
  const why = await obstacle(context, need);
  if (why === undefined) return undefined;
  return { name: need.name, version: need.version, why, source: need.source, files: upstreamFiles(need) };
};

/** `{arch}` is what `uname -m` says, `{goarch}` what Go and Debian say. */
export const upstreamFiles = ({ upstream, version }: ArtefactNeed): Readonly<Record<Arch, string>> => {
  const named = (arch: string, goarch: string): string =>
    upstream.replaceAll("{version}", version).replaceAll("{arch}", arch).replaceAll("{goarch}", goarch);
  return { x86_64: named("x86_64", "amd64"), arm64: named("aarch64", "arm64") };
};
