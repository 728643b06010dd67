/** The site from its two files, with everything that is wrong in one report. */
import { createHash } from "node:crypto";
import { hostname, totalmem } from "node:os";
import type { Component } from "../contract/component.js";
import type { Problem, Site } from "../contract/site.js";
import { text } from "../contract/text.js";
import { modeOf, readIfThere } from "../system/files.js";
import { catalogueOf } from "./catalogue.js";
import { type EnvFile, parseEnvFile } from "./env-file.js";
import { SITE_HOSTS } from "./general.js";
import { hostsOf } from "./placement.js";
import { type Facts, problemsOf } from "./problems.js";
import { siteFrom } from "./site.js";
import { type SiteFiles, siteFiles } from "./site-files.js";

export interface ReadOptions {
  readonly components: readonly Component[];
  readonly root: string;
  /** The folder of site.env and secrets.env, or site.env itself. */
  readonly config?: string;
  /** `--host`; default the machine's name, or the only host. */
  readonly host?: string;
  /** `--artifacts`. */
  readonly artefacts?: string;
}

export interface ReadSite {
  readonly files: SiteFiles;
  /** Absent when there is no site.env yet, or a problem is an error. */
  readonly site?: Site;
  readonly problems: readonly Problem[];
  /** False before the first `init`. */
  readonly isThere: boolean;
}

export const readSite = async (options: ReadOptions): Promise<ReadSite> => {
  const files = siteFiles(options.root, options.config);
  const [content, secretContent] = [await readIfThere(files.site), await readIfThere(files.secrets)];
  if (content === undefined) return { files, problems: [absent(files)], isThere: false };
  const [variables, secrets] = [parseEnvFile(content), parseEnvFile(secretContent ?? "")];
  const facts: Facts = {
    hostName: options.host ?? hostname(),
    isHostGiven: options.host !== undefined,
    totalMemoryMb: Math.floor(totalmem() / 2 ** 20),
    siteMode: await modeOf(files.site),
    secretsMode: await modeOf(files.secrets),
  };
  const values = { ...options, variables: variables.values, secrets: secrets.values, here: hereOf(variables, facts) };
  const found = [
    ...lineProblems(files.site, variables),
    ...lineProblems(files.secrets, secrets),
    ...problemsOf({ values, catalogue: catalogueOf(options.components), facts }),
  ];
  const isWrong = found.some(({ severity }) => severity === "error");
  return { files, problems: found, isThere: true, ...(isWrong ? {} : { site: siteFrom(values) }) };
};

/** Of both files: a backup says which configuration it belongs to. */
export const siteDigest = async (files: SiteFiles): Promise<string> =>
  createHash("sha256")
    .update(`${await readIfThere(files.site)}\0${await readIfThere(files.secrets)}`)
    .digest("hex");

/** The only host needs no name; otherwise that of the machine, whole or up to its first dot. */
const hereOf = ({ values }: EnvFile, facts: Facts): string => {
  const hosts = [...hostsOf((values[SITE_HOSTS] ?? "").split(/\s+/).filter(Boolean)).keys()];
  const [only] = hosts;
  if (hosts.length === 1 && only !== undefined && !facts.isHostGiven) return only;
  const short = facts.hostName.split(".")[0] ?? facts.hostName;
  return hosts.find((name) => name === facts.hostName) ?? hosts.find((name) => name === short) ?? facts.hostName;
};

const lineProblems = (path: string, { problems }: EnvFile): readonly Problem[] =>
  problems.map(({ line, key, what }) => ({
    keys: key === "" ? [] : [key],
    severity: "error",
    what: text(`${path}:${line}: ${what.en}`, `${path} 第 ${line} 行：${what.zh}`),
  }));

const absent = ({ site }: SiteFiles): Problem => ({
  keys: [],
  severity: "error",
  what: text(`${site} is not there: run "coze init".`, `缺少 ${site}：请运行 "coze init"。`),
});
