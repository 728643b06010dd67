/** What the verbs of recovery work with. */
import type { Scope } from "../recovery/parts.js";
import { selected } from "../steps/order.js";
import { openSite } from "./open-site.js";
import type { Call } from "./verb.js";

/** Undefined when the configuration is wrong, which has been said. @throws Failure for words that mean nothing. */
export const recoveryScope = async (call: Call, words: readonly string[]): Promise<Scope | undefined> => {
  const open = await openSite(call);
  if (open === undefined) return undefined;
  const { context, components, files, site } = open;
  return { context, components, files, selected: selected({ site, components, words }) };
};
