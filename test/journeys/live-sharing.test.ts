import "reflect-metadata";
/** Shared execution changes nothing: byte for byte what each subscriber would get alone, whoever they are and whatever they ask. */
import fc from "fast-check";
import { createSourceEventStream, type ExecutionArgs, parse } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Principal, Role } from "../../src/auth/principal.js";
import type { RequestContext } from "../../src/auth/request-context.js";
import type { GraphqlContext } from "../../src/graphql/context.js";
import { createFanOut } from "../../src/http/fan-out.js";
import { createHttpServer, type HttpDeps } from "../../src/http/server.js";
import { eventCursor } from "../../src/kernel/cursor.js";
import type { SharedSource } from "../../src/kernel/shared-source.js";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { accept, FOLLOW, finished } from "../support/operations.js";
import { createRecordingLog } from "../support/recording-log.js";
import { publishFaulty } from "../support/seed.js";
import { tokenOf } from "../support/tokens.js";

const DOCUMENTS = [
  FOLLOW,
  `subscription Short($id: ID!, $after: Cursor, $snapshot: Boolean! = true, $texts: Boolean! = true) {
    e: invocationEvents(invocationId: $id, after: $after, snapshot: $snapshot) {
      sequence ... on OutputDelta @include(if: $texts) { text } ... on StateChanged { to }
      ... on Finished { failure { class message engineMessage engineCode } output } } }`,
  `subscription Odd($id: ID!, $after: Cursor, $snapshot: Boolean! = true) {
    invocationEvents(invocationId: $id, after: $after, snapshot: $snapshot) {
      cursor @skip(if: $snapshot) ... on SnapshotEvent { invocation { status executeId failure { message engineMessage } } } } }`,
].map((text) => parse(text));

const PEOPLE: readonly { readonly id: string; readonly role: Role }[] = [
  { id: "alice", role: "user" },
  { id: "olga", role: "operator" },
  { id: "otto", role: "operator" },
  { id: "ada", role: "admin" },
];

interface Subscriber {
  readonly person: (typeof PEOPLE)[number];
  readonly language: "en" | "zh";
  readonly document: number;
  readonly texts: boolean;
  /** Sequence of its cursor, or how it begins without one. */
  readonly start: number | "snapshot" | "replay";
}

const subscribers: fc.Arbitrary<Subscriber[]> = fc.array(
  fc.record({
    person: fc.constantFrom(...PEOPLE),
    language: fc.constantFrom("en" as const, "zh" as const),
    document: fc.nat({ max: DOCUMENTS.length - 1 }),
    texts: fc.boolean(),
    start: fc.oneof(fc.nat({ max: 4 }), fc.constantFrom("snapshot" as const, "replay" as const)),
  }),
  { minLength: 2, maxLength: 25 },
);

let app: TestApp;
let http: HttpDeps<object>;
let invocationId: string;

beforeAll(async () => {
  app = await startTestApp({
    overrides: {
      createHttp: (options, deps) => {
        http = deps as unknown as HttpDeps<object>;
        return createHttpServer(options, deps);
      },
    },
  });
  const ability = await publishFaulty(app.admin, { workflowId: WORKFLOW_IDS.write, properties: { topic: { type: "string" } } });
  const alice = app.as(await tokenOf({ id: "alice" }));
  // What its end says depends on language and role.
  ({ id: invocationId } = await accept(alice, ability.key, { form: { topic: "tides", fault: "plain-text-error:4" } }));
  await finished(alice, invocationId);
});
afterAll(() => app?.stop());

/** How sources are told apart; the product's own way leaves the audience as it is. */
type Audience = (source: SharedSource, index: number) => string;
const APART: Audience = ({ audience }, index) => `${audience} ${index}`;
const AS_IT_IS: Audience = ({ audience }) => audience;
/** Forgets what the viewer may see and in which language: the fault this test is there to find. */
const BLIND: Audience = () => invocationId;

const contextOf = ({ person, language }: Subscriber): RequestContext => {
  const principal: Principal = { id: person.id, tenant: "acme", roles: [person.role], via: "jwt" };
  return { principal, language, requestId: "request", log: createRecordingLog().log, signal: new AbortController().signal };
};

const argsOf = ({ document, start, texts }: Subscriber): Omit<ExecutionArgs, "contextValue"> => {
  const where = typeof start === "number" ? { after: eventCursor(invocationId, start) } : { snapshot: start === "snapshot" };
  const chosen = DOCUMENTS[document];
  if (!chosen) throw new Error("no such document");
  return { schema: http.schema, document: chosen, variableValues: { id: invocationId, ...where, ...(document === 1 && { texts }) } };
};

interface Opened {
  readonly args: ExecutionArgs;
  readonly context: GraphqlContext<object>;
  readonly source: SharedSource;
}

/** Once for both ways of execution: a snapshot says when it was taken. */
const open = (all: readonly Subscriber[]): Promise<Opened[]> =>
  Promise.all(
    all.map(async (subscriber) => {
      const ctx = contextOf(subscriber);
      const context = { ctx, loaders: http.createLoaders(ctx) };
      const args = { ...argsOf(subscriber), contextValue: context };
      return { args, context, source: (await createSourceEventStream(args)) as SharedSource };
    }),
  );

/** What each of them is sent, and how many executions that took. */
const deliver = async (all: readonly Opened[], audienceOf: Audience): Promise<{ sent: string[][]; executions: number }> => {
  let executions = 0;
  const createLoaders = (ctx: RequestContext): object => {
    executions++;
    return http.createLoaders(ctx);
  };
  const fanOut = createFanOut<object>({ createLoaders, log: createRecordingLog().log });
  const sent = await Promise.all(
    all.map(async ({ args, context, source }, index) => {
      const received: string[] = [];
      const listener = { send: ({ json }: { json: string }) => void received.push(json) };
      const seen = { ...source, audience: audienceOf(source, index) };
      await fanOut.subscribe({ args, context, source: seen, listener }).next();
      return received;
    }),
  );
  return { sent, executions };
};

test("generated sets of subscribers with mixed documents, variables, languages and roles get the same bytes", {
  timeout: 60_000,
}, async () => {
  let shared = 0;
  let apart = 0;
  await fc.assert(
    fc.asyncProperty(subscribers, async (all) => {
      // Everybody twice: so that there is something to share, whatever was generated.
      const opened = await open([...all, ...all]);
      const [together, alone] = [await deliver(opened, AS_IT_IS), await deliver(opened, APART)];
      expect(together.sent).toEqual(alone.sent);
      shared += together.executions;
      apart += alone.executions;
    }),
    { numRuns: 60 },
  );
  // The comparison is worth something only if results really were shared.
  expect(shared).toBeLessThan(apart * 0.9);
});

const BASE: Subscriber = { person: { id: "olga", role: "operator" }, language: "en", document: 0, texts: true, start: "replay" };

test.each<[string, Subscriber]>([
  ["the language", { ...BASE, language: "zh" }],
  ["the permissions", { ...BASE, person: { id: "alice", role: "user" } }],
])("the comparison notices when %s is left out of what tells subscribers apart", async (_, other) => {
  const pair = await open([BASE, other]);
  const alone = await deliver(pair, APART);
  expect((await deliver(pair, BLIND)).sent).not.toEqual(alone.sent);
  expect((await deliver(pair, AS_IT_IS)).sent).toEqual(alone.sent);
});

test("two operators who ask the same share every execution", async () => {
  const pair = await open([BASE, { ...BASE, person: { id: "otto", role: "operator" } }]);
  const [one, both] = [await deliver(pair.slice(0, 1), AS_IT_IS), await deliver(pair, AS_IT_IS)];
  expect(both.executions).toBe(one.executions);
  expect(both.sent[0]).toEqual(both.sent[1]);
});
