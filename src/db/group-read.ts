/**
 * Many small reads of one kind, few statements: what arrives while reads are under way waits and then goes together. A
 * key never joins a read that has begun, so a caller sees everything that was committed before it asked.
 */
export interface GroupReadOptions<Key, Value> {
  /** Values by key; a key without an entry has none. */
  readonly read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;
  readonly maxBatch: number;
  /** Reads under way at once. More of them means shorter waits and smaller batches. */
  readonly lanes: number;
}

interface Waiting<Value> {
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: unknown) => void;
}

export const createGroupRead = <Key, Value>(options: GroupReadOptions<Key, Value>): ((key: Key) => Promise<Value | undefined>) => {
  let waiting = new Map<Key, Waiting<Value>[]>();
  let underWay = 0;

  const takeBatch = (): Map<Key, Waiting<Value>[]> => {
    const entries = [...waiting];
    waiting = new Map(entries.slice(options.maxBatch));
    return new Map(entries.slice(0, options.maxBatch));
  };

  const readOne = async (batch: ReadonlyMap<Key, readonly Waiting<Value>[]>): Promise<void> => {
    try {
      const values = await options.read([...batch.keys()]);
      for (const [key, askers] of batch) for (const { resolve } of askers) resolve(values.get(key));
    } catch (error) {
      for (const askers of batch.values()) for (const { reject } of askers) reject(error);
    }
  };

  const drain = async (): Promise<void> => {
    // What one turn of the event loop asks for goes together, also when nothing is under way.
    await Promise.resolve();
    while (waiting.size > 0) await readOne(takeBatch());
    underWay -= 1;
  };

  return (key) =>
    new Promise((resolve, reject) => {
      const askers = waiting.get(key);
      if (askers) askers.push({ resolve, reject });
      else waiting.set(key, [{ resolve, reject }]);
      if (underWay >= options.lanes) return;
      underWay += 1;
      void drain();
    });
};
