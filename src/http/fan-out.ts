/**
 * Subscribers of this process whose results cannot differ: each event is executed and serialised once for all of them.
 * What may make results differ is in the group's key: stream, document, operation, variables, and what the viewer may
 * see. What one subscriber needs first, and whoever reads too slowly, is served apart (fan-out-member.ts).
 */
import { setImmediate } from "node:timers/promises";
import { type ExecutionArgs, type ExecutionResult, execute, getOperationAST } from "graphql";
import type { RequestContext } from "../auth/request-context.js";
import type { CreateLoaders, GraphqlContext } from "../graphql/context.js";
import type { Log } from "../kernel/log.js";
import type { Place, SharedSource } from "../kernel/shared-source.js";
import { Member } from "./fan-out-member.js";
import { resultText } from "./results.js";
import { createTellingText } from "./shared-variables.js";

/** One result on its way to subscribers. */
export interface Outgoing extends Place {
  /** The execution result, without `extensions`. */
  readonly json: string;
  /** The same as bytes, once a socket needed them. */
  bytes?: Buffer;
  /** Its frame for event streams, once one of them made it. */
  eventFrame?: string;
}

export interface Listener {
  /** Nothing = ready for more. Else a promise that resolves when the peer is, or when it is gone. Never throws. */
  send(result: Outgoing): Promise<void> | void;
}

export interface SharedSubscription<Loaders> {
  readonly args: ExecutionArgs;
  readonly context: GraphqlContext<Loaders>;
  readonly source: SharedSource;
  readonly listener: Listener;
}

export interface FanOut<Loaders> {
  /**
   * Its `next()` resolves once, at the end: results go to the listener, not through the iterator. `return()` leaves.
   * @throws from `next()` what the source failed with
   */
  subscribe(subscription: SharedSubscription<Loaders>): AsyncIterableIterator<ExecutionResult>;
  /** Executions that are shared at this moment. */
  readonly groups: number;
}

export interface FanOutDeps<Loaders> {
  readonly createLoaders: CreateLoaders<Loaders>;
  readonly log: Log;
}

export const createFanOut = <Loaders>(deps: FanOutDeps<Loaders>): FanOut<Loaders> => {
  const groups = new Map<string, Group>();
  const keyOf = createKeys();
  const open = (key: string, subscription: SharedSubscription<Loaders>, position: number): Group => {
    const group = new Group({
      position,
      source: subscription.source,
      execute: executor(deps, subscription.args, groupContext(deps, subscription.context.ctx)),
      onEnd: () => {
        if (groups.get(key) === group) groups.delete(key);
      },
    });
    groups.set(key, group);
    return group;
  };
  return {
    subscribe(subscription) {
      const { args, context, source, listener } = subscription;
      const key = keyOf(subscription);
      return new Member({
        ...{ source, listener },
        execute: executor(deps, args, context.ctx),
        find: () => groups.get(key),
        open: (position) => open(key, subscription, position),
      });
    },
    get groups() {
      return groups.size;
    },
  };
};

/** Subscriptions with equal keys cannot get different results behind their openings. */
const createKeys = (): ((subscription: SharedSubscription<unknown>) => string) => {
  const documents = new Numbering();
  const telling = createTellingText();
  return ({ args: { document, operationName, variableValues }, source }) => {
    const operation = getOperationAST(document, operationName);
    if (!operation) throw new Error("a subscription without an operation was subscribed to");
    const variables = telling({ document, operation }, source.startArguments, variableValues ?? {});
    return `${documents.of(document)} ${operationName ?? ""} ${source.audience} ${variables}`;
  };
};

/** The group outlives the subscriber that founded it: its signal, its log and its id are its own. */
const groupContext = <Loaders>({ log }: FanOutDeps<Loaders>, founder: RequestContext): RequestContext => {
  const requestId = `${founder.requestId}.shared`;
  const { principal, language } = founder;
  return { principal, language, requestId, log: log.child({ requestId }), signal: NEVER };
};

const NEVER = new AbortController().signal;

export type Execute = (item: unknown, place: Place) => Promise<Outgoing>;

/** Loaders are fresh for every event: they must not remember across events. */
const executor =
  <Loaders>({ createLoaders }: FanOutDeps<Loaders>, args: ExecutionArgs, ctx: RequestContext): Execute =>
  async (item, { position, cursor, last }) => {
    const context: GraphqlContext<Loaders> = { ctx, loaders: createLoaders(ctx) };
    const result = await execute({ ...args, rootValue: item, contextValue: context });
    return { json: resultText(result, context), position, cursor, last };
  };

/**
 * Milliseconds of work on events that wait already, after which others get their turn: new sockets, pings, requests. Long
 * enough for several events, which then leave with one system call per socket: a process that is behind catches up.
 */
const LONGEST_TURN_MS = 40;

export interface GroupParts {
  readonly source: SharedSource;
  readonly position: number;
  readonly execute: Execute;
  onEnd(): void;
}

/** One follower and one execution for all members; ends with the last of them, or with its stream. */
export class Group {
  /** Of the newest result that members were offered. */
  position: number;
  readonly #members = new Set<Member>();
  readonly #items: AsyncIterableIterator<unknown>;
  readonly #parts: GroupParts;
  #ended = false;

  constructor(parts: GroupParts) {
    this.#parts = parts;
    this.position = parts.position;
    this.#items = parts.source.follow(parts.position);
    void this.#run();
  }

  enter(member: Member): void {
    this.#members.add(member);
  }

  leave(member: Member): void {
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    this.#end();
    void this.#items.return?.();
  }

  async #run(): Promise<void> {
    let complete = false;
    let turnBegan = performance.now();
    try {
      for await (const item of this.#items) {
        const result = await this.#parts.execute(item, this.#parts.source.placeOf(item));
        this.position = result.position;
        complete = result.last;
        for (const member of this.#members) member.offer(result);
        if (performance.now() - turnBegan > LONGEST_TURN_MS) {
          await setImmediate();
          turnBegan = performance.now();
        }
      }
      // Behind the last item members end by themselves, those who have still to read up to it included.
      if (!complete) for (const member of this.#members) member.finish();
    } catch (error) {
      for (const member of this.#members) member.fail(error);
    } finally {
      this.#end();
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#parts.onEnd();
  }
}

/** Small numbers for objects, as long as these live. */
class Numbering {
  readonly #numbers = new WeakMap<object, number>();
  #last = 0;

  of(object: object): number {
    const known = this.#numbers.get(object);
    if (known !== undefined) return known;
    this.#last += 1;
    this.#numbers.set(object, this.#last);
    return this.#last;
  }
}
