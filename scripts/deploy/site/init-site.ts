/** Writes site.env and secrets.env where there are none. What an operator has is never touched; new secrets are added below. */
import { mkdir } from "node:fs/promises";
import type { Component } from "../contract/component.js";
import { Failure } from "../contract/failure.js";
import { text } from "../contract/text.js";
import { readIfThere, writeWhole } from "../system/files.js";
import { type Catalogue, catalogueOf, isSecret } from "./catalogue.js";
import { parseEnvFile } from "./env-file.js";
import { NEW_SECRETS_HEAD, secretBlock, secretsText, siteText } from "./env-text.js";
import { madeSecret } from "./made-secrets.js";
import { type SiteFiles, siteFiles } from "./site-files.js";

export interface InitOptions {
  readonly components: readonly Component[];
  readonly root: string;
  /** `--config`: the folder of the two files, or site.env itself. */
  readonly config?: string;
}

export interface InitResult {
  readonly files: SiteFiles;
  /** Paths of what did not exist. */
  readonly written: readonly string[];
  /** Keys that a secrets.env of an older version lacked. */
  readonly addedSecrets: readonly string[];
}

/** Run again it changes nothing, not even the times of the files. @throws Failure when secrets.env cannot be read as such. */
export const initSite = async ({ components, root, config }: InitOptions): Promise<InitResult> => {
  const catalogue = catalogueOf(components);
  const files = siteFiles(root, config);
  await mkdir(files.folder, { recursive: true, mode: 0o755 });
  const written: string[] = [];
  const secrets = await readIfThere(files.secrets);
  if (secrets === undefined) {
    await writeWhole(files.secrets, secretsText(catalogue, madeSecrets(catalogue)), { mode: 0o600 });
    written.push(files.secrets);
  }
  if ((await readIfThere(files.site)) === undefined) {
    await writeWhole(files.site, siteText(catalogue, {}), { mode: 0o644 });
    written.push(files.site);
  }
  return { files, written, addedSecrets: secrets === undefined ? [] : await addSecrets(catalogue, files, secrets) };
};

const madeSecrets = (catalogue: Catalogue): Record<string, string> =>
  Object.fromEntries(
    [...catalogue.byKey.values()].flatMap(({ key, make }) => (make === undefined ? [] : [[key, madeSecret(make)] as const])),
  );

const addSecrets = async (catalogue: Catalogue, files: SiteFiles, content: string): Promise<readonly string[]> => {
  const { values, problems } = parseEnvFile(content);
  const missing = [...catalogue.byKey.values()].filter((variable) => isSecret(variable) && values[variable.key] === undefined);
  if (missing.length === 0) return [];
  // A line that cannot be read may be one of those that seem to be missing: a second value for it would lose the first.
  if (problems.length > 0) throw unreadable(files, problems[0]?.line ?? 0);
  const blocks = missing.map((secret) => secretBlock(secret, secret.make === undefined ? "" : madeSecret(secret.make)));
  const ended = content === "" || content.endsWith("\n") ? content : `${content}\n`;
  await writeWhole(files.secrets, `${ended}\n${NEW_SECRETS_HEAD}${blocks.join("")}`, { mode: 0o600 });
  return missing.map(({ key }) => key);
};

const unreadable = ({ secrets }: SiteFiles, line: number): Failure =>
  new Failure(text(`${secrets}:${line} cannot be read; correct it first.`, `${secrets} 第 ${line} 行无法读取，请先更正。`));
