/** A folder of artefacts with its manifest, a site that uses it, and a machine: what release steps work with. */
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ArtefactNeed, Component } from "../../scripts/deploy/contract/component.js";
import type { Context } from "../../scripts/deploy/contract/step.js";
import { type Text, text } from "../../scripts/deploy/contract/text.js";
import { siteFrom } from "../../scripts/deploy/site/site.js";
import { createMachine } from "../../scripts/deploy/system/machine.js";

export const digestOf = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

export interface ManifestLine {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly sha256: string;
  readonly arch?: string;
  readonly source?: string;
}

export const manifestText = (lines: readonly ManifestLine[]): string =>
  [
    ["name", "version", "arch", "file", "sha256", "source", "licence"],
    ...lines.map(({ name, version, arch = "any", file, sha256, source = "the test" }) => [
      name,
      version,
      arch,
      file,
      sha256,
      source,
      "MIT",
    ]),
  ]
    .map((cells) => `${cells.join("\t")}\n`)
    .join("");

export const needOf = (name: string, version: string, more: Partial<ArtefactNeed> = {}): ArtefactNeed => ({
  ...{
    name,
    version,
    as: "release",
    source: text("From its makers.", "来自其作者。"),
    upstream: `${name}-{version}-{arch}.tar.gz`,
    ...more,
  },
});

export interface ArtefactFolder {
  readonly root: string;
  readonly context: Context;
  readonly said: Text[];
  /** Writes the file into the folder; its line for the manifest. */
  put(name: string, content: string | Buffer, more: { version: string; file: string }): Promise<ManifestLine>;
  list(lines: readonly ManifestLine[]): Promise<void>;
}

export const artefactFolder = async (
  root: string,
  { online = false, components = [] as readonly Component[] } = {},
): Promise<ArtefactFolder> => {
  const folder = join(root, "artefacts");
  await mkdir(folder, { recursive: true });
  const said: Text[] = [];
  const context: Context = {
    site: siteFrom({ components, variables: {}, secrets: {}, root, artefacts: folder }),
    machine: createMachine({ root }),
    options: { allowDrops: false, online, yes: false },
    say: (line) => said.push(line),
  };
  return {
    ...{ root, context, said },
    put: async (name, content, { version, file }) => {
      await writeFile(join(folder, file), content);
      return { name, version, file, sha256: digestOf(content) };
    },
    list: (lines) => writeFile(join(folder, "manifest.tsv"), manifestText(lines)),
  };
};
