/** Rows that the platform itself adds to an adopted table become abilities within a minute. */
import type { Clock } from "../kernel/clock.js";
import type { Log } from "../kernel/log.js";
import type { AbilityStore } from "./ability.store.js";

const LOOK_EVERY_MS = 60_000;

/** Looks once before it resolves, then again and again. @returns what stops it. */
export const keepRowsNamed = async (
  store: Pick<AbilityStore, "nameNewRows">,
  { clock, log }: { clock: Clock; log: Log },
): Promise<() => void> => {
  let cancel: () => void = () => undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    try {
      const count = await store.nameNewRows();
      if (count > 0) log.info({ count }, "named abilities that the platform added");
    } catch (error) {
      log.warn({ err: error }, "new rows of the platform could not be named; trying again");
    }
    if (!stopped) cancel = clock.after(LOOK_EVERY_MS, () => void look());
  };
  await look();
  return () => {
    stopped = true;
    cancel();
  };
};
