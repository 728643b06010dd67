/**
 * Changes of abilities and of what belongs to them, told to every process: whoever keeps rows at hand forgets them. The
 * news may get lost; what is kept has an age beyond which it is read again.
 */
import { tryParseJson } from "../kernel/json.js";
import type { Log } from "../kernel/log.js";
import type { PubSub } from "../pubsub/pubsub.js";

/** Longest time in milliseconds that a call may be served by what another process has changed since. */
export const CATALOGUE_AGE_MS = 1_000;
/** Abilities, and published mappings, kept at hand. */
export const CATALOGUE_SIZE = 2_000;

export interface CatalogueNews {
  /** After the commit. This process hears of it at once. */
  tell(change: CatalogueChange): void;
  /** `undefined` = anything may have changed. */
  hear(listener: (change: CatalogueChange | undefined) => void): void;
  close(): void;
}

export interface CatalogueChange {
  readonly abilityId: string;
  readonly key: string;
}

const CHANNEL = "catalogue";

export const createCatalogueNews = ({ pubsub, log }: { pubsub: PubSub; log: Log }): CatalogueNews => {
  const listeners: ((change: CatalogueChange | undefined) => void)[] = [];
  const pass = (change: CatalogueChange | undefined): void => {
    for (const listener of listeners) listener(change);
  };
  const subscription = pubsub
    .subscribe(CHANNEL, { onMessage: (message) => pass(changeOf(message)), onGap: () => pass(undefined) })
    .catch((error: unknown) => {
      log.warn({ err: error }, "changes of abilities made by other processes are noticed by their age only");
      return () => undefined;
    });
  return {
    tell(change) {
      pass(change);
      pubsub.publish(CHANNEL, JSON.stringify(change));
    },
    hear: (listener) => void listeners.push(listener),
    close: () => void subscription.then((end) => end()),
  };
};

const changeOf = (message: string): CatalogueChange | undefined => {
  const change = tryParseJson(message) as Partial<CatalogueChange> | undefined;
  return typeof change?.abilityId === "string" && typeof change.key === "string"
    ? { abilityId: change.abilityId, key: change.key }
    : undefined;
};
