/**
 * Batching per request: any service method that reads many can be asked for one, and all asks of one turn become one
 * call. Keys are compared by identity or string value; results are remembered for this request or event only.
 */
import DataLoader from "dataloader";
import type { RequestContext } from "../auth/request-context.js";

/** Gives one value per key, in order. */
export type BatchRead<Key, Value> = (ctx: RequestContext, keys: readonly Key[]) => Promise<Value[]>;

export interface Loaders {
  load<Key, Value>(read: BatchRead<Key, Value>, key: Key): Promise<Value>;
}

export const createLoaders = (ctx: RequestContext): Loaders => {
  const loaders = new Map<unknown, DataLoader<unknown, unknown>>();
  return {
    load<Key, Value>(read: BatchRead<Key, Value>, key: Key): Promise<Value> {
      let loader = loaders.get(read) as DataLoader<Key, Value> | undefined;
      if (!loader) {
        loader = new DataLoader<Key, Value>((keys) => read(ctx, keys));
        loaders.set(read, loader as DataLoader<unknown, unknown>);
      }
      return loader.load(key);
    },
  };
};
