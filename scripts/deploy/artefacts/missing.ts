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

/** How upstreams spell an architecture: `uname -m`, Go and Debian, Node, and the JDKs. */
const SPELLINGS: Readonly<Record<Arch, Readonly<Record<string, string>>>> = {
  x86_64: { arch: "x86_64", goarch: "amd64", nodearch: "x64", jdkarch: "x64" },
  arm64: { arch: "aarch64", goarch: "arm64", nodearch: "arm64", jdkarch: "aarch64" },
};

/** What is in braces and no spelling stays as it is. */
export const upstreamFiles = ({ upstream, version }: Pick<ArtefactNeed, "upstream" | "version">): Readonly<Record<Arch, string>> => {
  const named = (arch: Arch): string =>
    upstream.replace(/\{(\w+)\}/g, (braces, word: string) => (word === "version" ? version : (SPELLINGS[arch][word] ?? braces)));
  return { x86_64: named("x86_64"), arm64: named("arm64") };
};
