/** One subscription under way: what has arrived, how it ended, and waiting for either. */
import type { Client } from "graphql-ws";
import type { Data, GraphqlProblem } from "./client.js";
import { until } from "./until.js";

export interface Following {
  /** The one root field of each result, in order of arrival. */
  readonly items: readonly Data[];
  /** Resolves when the server completed it. @throws Error when it ended with errors or the socket closed. */
  readonly ended: Promise<void>;
  /** Errors it ended with, or that came instead of an item. */
  readonly errors: readonly GraphqlProblem[];
  /** Waits until `count` items are there. */
  atLeast(count: number, timeoutMs?: number): Promise<readonly Data[]>;
  /** Waits until it was refused. @returns the codes; @throws Error when it was not. */
  refused(): Promise<string[]>;
  /** Waits for the end, then gives all items. */
  all(timeoutMs?: number): Promise<readonly Data[]>;
  /** Says complete to the server. */
  stop(): void;
}

export const follow = (client: Client, operation: { query: string; variables: Record<string, unknown> }): Following => {
  const items: Data[] = [];
  const errors: GraphqlProblem[] = [];
  let over = false;
  let stop: () => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    stop = client.subscribe<Record<string, unknown>>(operation, {
      next: (result) => {
        errors.push(...((result.errors as unknown as GraphqlProblem[] | undefined) ?? []));
        if (result.data) items.push(...Object.values(result.data));
      },
      error: (problem) => {
        over = true;
        if (Array.isArray(problem)) errors.push(...(problem as GraphqlProblem[]));
        reject(new Error(`the subscription ended with ${describe(problem)}`));
      },
      complete: () => {
        over = true;
        resolve();
      },
    });
  });
  // Whoever does not wait for the end must not be struck by it.
  ended.catch(() => undefined);
  return {
    items,
    errors,
    ended,
    atLeast: (count, timeoutMs = 15_000) => until(() => (items.length >= count ? items : undefined), { timeoutMs, what: `${count} items` }),
    async refused() {
      await until(() => over, { what: "the refusal of the subscription" });
      if (errors.length === 0) throw new Error(`the subscription was not refused; it delivered ${items.length} items`);
      return errors.map(({ extensions }) => extensions.code);
    },
    async all(timeoutMs = 15_000) {
      await until(() => over, { timeoutMs, what: "the end of the subscription" });
      await ended;
      return items;
    },
    stop: () => stop(),
  };
};

const describe = (problem: unknown): string => {
  if (problem instanceof Error) return problem.message;
  const { code, reason, message } = problem as { code?: number; reason?: string; message?: string };
  return code === undefined ? (message ?? JSON.stringify(problem)) : `close ${code} ${reason}`;
};
