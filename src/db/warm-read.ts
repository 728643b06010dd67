/**
 * Rows that every call needs and hardly anybody changes. One that was read less than `maxAgeMs` ago is given as it is;
 * past half of that it is read again behind the answer, so that under traffic nobody waits for the database. Whoever
 * changes a row, or hears of it, forgets it here; the age is the floor for changes nobody told of.
 */
import type { Clock } from "../kernel/clock.js";
import { createGroupRead } from "./group-read.js";

export interface WarmRead<Value> {
  get(key: string): Promise<Value | undefined>;
  /** What a read that is under way brings is not kept either. */
  forget(key: string): void;
  forgetAll(): void;
}

export interface WarmReadOptions<Value> {
  readonly clock: Clock;
  /** Values by key; a key without an entry has none, and is asked for again each time. */
  readonly read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;
  readonly maxAgeMs: number;
  /** The one that was read longest ago makes room. */
  readonly maxEntries: number;
}

interface Entry<Value> {
  readonly value: Value;
  /** When the read of it was begun. */
  readonly at: number;
}

/** Reads of several keys that are asked for at once go together. */
const READS = { maxBatch: 100, lanes: 2 } as const;

export const createWarmRead = <Value>({ clock, read, maxAgeMs, maxEntries }: WarmReadOptions<Value>): WarmRead<Value> => {
  const entries = new Map<string, Entry<Value>>();
  const underWay = new Map<string, Promise<Value | undefined>>();
  const readOne = createGroupRead<string, Value>({ ...READS, read });

  const keep = (key: string, entry: Entry<Value>): void => {
    entries.delete(key);
    entries.set(key, entry);
    const [oldest] = entries.keys();
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
  };

  const refresh = (key: string): Promise<Value | undefined> => {
    const running = underWay.get(key);
    if (running) return running;
    const at = clock.now();
    const reading = readOne(key).then((value) => {
      // Forgotten meanwhile: the row may have been read before the change.
      if (underWay.get(key) !== reading) return value;
      if (value === undefined) entries.delete(key);
      else keep(key, { value, at });
      return value;
    });
    underWay.set(key, reading);
    const over = () => void (underWay.get(key) === reading && underWay.delete(key));
    reading.then(over, over);
    return reading;
  };

  return {
    async get(key) {
      const entry = entries.get(key);
      const age = entry ? clock.now() - entry.at : Number.POSITIVE_INFINITY;
      if (!entry || age >= maxAgeMs || age < 0) return refresh(key);
      // A failure is told to whoever has to wait for the next read.
      if (age >= maxAgeMs / 2) refresh(key).catch(() => undefined);
      return entry.value;
    },
    forget(key) {
      entries.delete(key);
      underWay.delete(key);
    },
    forgetAll() {
      entries.clear();
      underWay.clear();
    },
  };
};
