/** A schema of a few lines for tests of the http room: what a request can do wrong, without the product behind it. */
import {
  GraphQLEnumType,
  type GraphQLFieldConfig,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from "graphql";
import type { GraphqlContext } from "../../src/graphql/context.js";
import { AppError } from "../../src/kernel/errors.js";

/** Loaders of the tiny schema: how often they were made tells whether events share them. */
export interface TinyLoaders {
  readonly made: number;
}

/** What a test sees of, and feeds to, the resolvers. */
export interface TinyWorld {
  readonly contexts: GraphqlContext<TinyLoaders>[];
  /** Iterators handed to subscriptions, in order. */
  readonly streams: HeldStream[];
  /** Lets `held` answer. */
  release(): void;
  readonly schema: GraphQLSchema;
}

/** An event source in a test's hands; `returned` shows whether the server let go of it. */
export class HeldStream implements AsyncIterableIterator<unknown> {
  returned = 0;
  private readonly queue: unknown[] = [];
  private waiting: ((result: IteratorResult<unknown>) => void) | undefined;
  private failure: unknown;

  push(event: unknown): void {
    if (!this.waiting) this.queue.push(event);
    this.waiting?.({ done: false, value: event });
    this.waiting = undefined;
  }

  fail(error: unknown): void {
    this.failure = error;
  }

  next(): Promise<IteratorResult<unknown>> {
    if (this.failure) return Promise.reject(this.failure);
    if (this.queue.length > 0) return Promise.resolve({ done: false, value: this.queue.shift() });
    return new Promise((resolve) => {
      this.waiting = resolve;
    });
  }

  async return(): Promise<IteratorResult<unknown>> {
    this.returned += 1;
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

type Field = GraphQLFieldConfig<unknown, GraphqlContext<TinyLoaders>>;

export const createTinyWorld = (): TinyWorld => {
  const contexts: GraphqlContext<TinyLoaders>[] = [];
  const streams: HeldStream[] = [];
  let release: () => void = () => undefined;
  const held = new Promise<string>((resolve) => {
    release = () => resolve("released");
  });
  const note = (context: GraphqlContext<TinyLoaders>): void => void contexts.push(context);
  const stream = (context: GraphqlContext<TinyLoaders>): HeldStream => {
    note(context);
    const made = new HeldStream();
    streams.push(made);
    return made;
  };
  const query = new GraphQLObjectType({ name: "Query", fields: queryFields(note, held) });
  const mutation = new GraphQLObjectType({
    name: "Mutation",
    fields: { rename: { type: GraphQLString, args: { to: { type: GraphQLString } }, resolve: (_, { to }) => to as string } },
  });
  const subscription = new GraphQLObjectType({
    name: "Subscription",
    fields: {
      events: { type: GraphQLString, subscribe: (_, __, context) => stream(context), resolve: (event) => resolveEvent(event) },
      loaders: { type: GraphQLInt, subscribe: (_, __, context) => stream(context), resolve: (_, __, { loaders }) => loaders.made },
      count: {
        type: GraphQLInt,
        args: { to: { type: new GraphQLNonNull(GraphQLInt) } },
        subscribe: async function* (_, { to }) {
          for (let number = 1; number <= (to as number); number += 1) yield number;
        },
        resolve: (number) => number as number,
      },
      asleep: {
        type: GraphQLString,
        subscribe: async function* (_, __, context: GraphqlContext<TinyLoaders>) {
          note(context);
          yield "dozing";
          await new Promise(() => undefined);
        },
        resolve: (event) => event as string,
      },
      forbidden: {
        type: GraphQLString,
        subscribe: () => {
          throw new AppError("NOT_FOUND", { params: { id: "inv_1" } });
        },
      },
    },
  } as ConstructorParameters<typeof GraphQLObjectType<unknown, GraphqlContext<TinyLoaders>>>[0]);
  return { contexts, streams, release: () => release(), schema: new GraphQLSchema({ query, mutation, subscription }) };
};

const resolveEvent = (event: unknown): string => {
  if (event instanceof Error) throw event;
  return event as string;
};

const queryFields = (note: (context: GraphqlContext<TinyLoaders>) => void, held: Promise<string>): Record<string, Field> => ({
  hello: { type: GraphQLString, args: { name: { type: GraphQLString, defaultValue: "world" } }, resolve: (_, { name }) => `hello ${name}` },
  length: { type: GraphQLInt, args: { text: { type: GraphQLString } }, resolve: (_, { text }) => (text as string).length },
  color: { type: COLOR, args: { name: { type: new GraphQLNonNull(COLOR) } }, resolve: (_, { name }) => name },
  caller: { type: GraphQLString, resolve: (_, __, { ctx }) => ctx.principal?.id ?? "nobody" },
  requestId: { type: GraphQLString, resolve: (_, __, { ctx }) => ctx.requestId },
  crash: {
    type: GraphQLString,
    resolve: () => {
      throw new TypeError("SELECT secret FROM users failed at 10.0.0.7");
    },
  },
  refuse: {
    type: GraphQLString,
    resolve: () => {
      throw new AppError("RATE_LIMITED", {
        params: { retryAfterSeconds: 3 },
        retryAfterMs: 3000,
        fields: [{ path: "/city", code: "FIELD_REQUIRED" }],
      });
    },
  },
  held: {
    type: GraphQLString,
    resolve: (_, __, context) => {
      note(context);
      return held;
    },
  },
  items: PAGED,
});

const COLOR = new GraphQLEnumType({ name: "Color", values: { RED: {}, GREEN: {} } });

const ITEM: GraphQLObjectType<unknown, GraphqlContext<TinyLoaders>> = new GraphQLObjectType({
  name: "Item",
  fields: () => ({ name: { type: GraphQLString, resolve: () => "item" }, parent: { type: ITEM, resolve: () => null }, items: PAGED }),
});

const PAGE = new GraphQLObjectType<unknown, GraphqlContext<TinyLoaders>>({
  name: "ItemPage",
  fields: () => ({ nodes: { type: new GraphQLList(ITEM), resolve: () => [] } }),
});

const PAGED: Field = { type: PAGE, args: { first: { type: GraphQLInt, defaultValue: 20 } }, resolve: () => ({}) };
