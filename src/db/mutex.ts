/** One at a time, in order of arrival: what makes a single SQLite connection safe for concurrent callers. */

/** Runs `work` after everything that was given before it has settled; its failure does not stop the ones behind it. */
export type Mutex = <T>(work: () => Promise<T>) => Promise<T>;

export const createMutex = (): Mutex => {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = tail.then(work);
    tail = result.catch(() => undefined);
    return result;
  };
};
