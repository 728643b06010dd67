/** Topics and consumer groups of Loop, from the release's own `subscriptions.cfg` (`reference/deploy.md §2.4`). Pure. */

import type { Subscription } from "../topics/topics.js";

/** `topic=group,group` lines; `#` begins a comment. @throws Error with the line that is neither. */
export const subscriptionsOf = (config: string): readonly Subscription[] =>
  config.split("\n").flatMap((line, at) => {
    const plain = line.trim();
    if (plain === "" || plain.startsWith("#")) return [];
    const [topic, groups, ...more] = plain.split("=");
    if (!topic || groups === undefined || more.length > 0) throw new Error(`subscriptions.cfg line ${at + 1} is not topic=group: ${plain}`);
    return [{ topic: topic.trim(), groups: groups.split(",").flatMap(spellingsOf) }];
  });

/** The list says `…_backfill` where the consumer of upstream's own `observability.yaml` says `…_backfill_cg`: both are made. */
const spellingsOf = (group: string): readonly string[] => {
  const name = group.trim();
  if (name === "") return [];
  return name.endsWith("_backfill") ? [name, `${name}_cg`] : [name];
};
