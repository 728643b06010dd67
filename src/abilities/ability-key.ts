/** The stable name of an ability in addresses and calls: its form, and how one is made for rows that have none. */
import { sha256 } from "../kernel/json.js";

export const ABILITY_KEY_PATTERN = /^[a-z][a-z0-9-]{0,62}$/;

/** Lower case, everything that is not a letter or digit becomes one hyphen. `undefined` when that is no key. */
export const slugFrom = (legacyValue: string): string | undefined => {
  const slug = legacyValue
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return ABILITY_KEY_PATTERN.test(slug) ? slug : undefined;
};

/** `ability-<id>`: the same for the same id at any time; ids that are no part of a key are hashed. */
export const keyFromId = (id: string): string => {
  const plain = `ability-${id}`;
  return ABILITY_KEY_PATTERN.test(plain) ? plain : keyFromIdHash(id);
};

/** For an id whose `ability-<id>` is the name of another ability. */
export const keyFromIdHash = (id: string): string => `ability-${sha256(id).slice(0, 16)}`;
