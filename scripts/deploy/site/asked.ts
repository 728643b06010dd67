/** What the rules over the whole configuration look at. */
import type { Component } from "../contract/component.js";
import type { Problem, Site } from "../contract/site.js";
import type { Text } from "../contract/text.js";
import type { Catalogue } from "./catalogue.js";
import type { SiteValues } from "./site.js";

/** What the machine and the two files say, beside their contents. */
export interface Facts {
  /** `--host`, or the machine's name. */
  readonly hostName: string;
  readonly isHostGiven: boolean;
  readonly totalMemoryMb: number;
  /** Permission bits; undefined when the file is not there. */
  readonly siteMode?: number | undefined;
  readonly secretsMode?: number | undefined;
}

export interface Asked {
  readonly values: SiteValues;
  readonly catalogue: Catalogue;
  readonly facts: Facts;
}

export interface Question extends Asked {
  readonly site: Site;
  readonly components: readonly Component[];
  /** Whether the variable belongs to the site itself or to a component that is not left out. */
  matters(key: string): boolean;
}

export type Rule = (question: Question) => readonly Problem[];

export const wrong = (keys: readonly string[], what: Text, fix?: Text): Problem => ({
  ...{ keys, severity: "error", what },
  ...(fix === undefined ? {} : { fix }),
});
export const doubtful = (keys: readonly string[], what: Text): Problem => ({ keys, severity: "warning", what });
