/** All parts of a backup: the configuration, what steps have made, and the data of the components. */
import { chmod, copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { BackupPart } from "../contract/backup.js";
import type { Component } from "../contract/component.js";
import type { Context } from "../contract/step.js";
import { type Text, text } from "../contract/text.js";
import type { SiteFiles } from "../site/site-files.js";
import { exists, readIfThere, sha256OfFile, writeWhole } from "../system/files.js";
import { restoreState, STATE_FILE, saveState, verifyState } from "./state-archive.js";

/** As `BackupPart`, with the site as an owner. */
export type Part = Omit<BackupPart, "component"> & { readonly component: BackupPart["component"] | "site" };

export interface Scope {
  readonly context: Context;
  /** Every component that exists. */
  readonly components: readonly Component[];
  /** Those whose data is meant. */
  readonly selected: readonly Component[];
  readonly files: SiteFiles;
}

/** In the order of their restore. The configuration is 0: without its keys nothing else can be read. */
export const partsOf = ({ context: { site }, components, selected, files }: Scope): readonly Part[] => {
  const own = [
    configurationPart(files.site, text("site.env", "site.env")),
    configurationPart(files.secrets, text("The secrets", "密钥")),
    statePart(components),
  ];
  const data = selected.filter(({ name }) => site.isHere(name)).flatMap((component) => component.describe(site).backup);
  return [...own, ...data].sort((a, b) => a.order - b.order);
};

/** A copy. It is restored only where there is none: what an operator has written meanwhile is not overwritten. */
const configurationPart = (path: string, title: Text): Part => ({
  ...{ file: basename(path), component: "site", title, order: 0, stopForSave: [], stopForRestore: [] },
  save: async (_context, to) => {
    if (!(await exists(path))) return writeWhole(to, "", { mode: 0o600 });
    await copyFile(path, to);
    await chmod(to, 0o600);
  },
  restore: (_context, from) => copyBack(from, path),
  verify: async (_context, from) => `SHA-256 ${await sha256OfFile(from)}`,
});

const copyBack = async (from: string, path: string): Promise<void> => {
  if (await exists(path)) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  await writeWhole(path, (await readIfThere(from)) ?? "", { mode: basename(path) === "secrets.env" ? 0o600 : 0o644 });
};

/** On a machine of which nothing is known yet: the two files of the site, secrets first. */
export const restoreConfiguration = async (folder: string, files: SiteFiles): Promise<void> => {
  for (const path of [files.secrets, files.site]) await copyBack(join(folder, basename(path)), path);
};

const statePart = (components: readonly Component[]): Part => ({
  ...{ file: STATE_FILE, component: "site", title: text("Tokens and marks", "令牌与标记"), order: 100 },
  ...{ stopForSave: [], stopForRestore: [], save: saveState, verify: verifyState },
  restore: async (context, path) => {
    await restoreState(context, path, components);
  },
});
