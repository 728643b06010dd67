import "reflect-metadata";
/** Accepting and running calls while the database comes and goes: what was accepted runs once and is said to be accepted. */
import { expect, onTestFinished, test } from "vitest";
import { AbilityEntity } from "../../src/abilities/ability.entity.js";
import { createAbilityService } from "../../src/abilities/ability.service.js";
import { createAbilityStore } from "../../src/abilities/ability.store.js";
import { createCatalogueNews } from "../../src/abilities/catalogue-news.js";
import { createFormRevisionStore } from "../../src/abilities/form-revision.store.js";
import { createAuditService } from "../../src/audit/audit.service.js";
import { createAuditStore } from "../../src/audit/audit.store.js";
import type { RequestContext } from "../../src/auth/request-context.js";
import type { Database } from "../../src/db/database.js";
import { databaseAway } from "../../src/db/database-errors.js";
import { readTableShape } from "../../src/db/table-shape.js";
import { createExpressions } from "../../src/expressions/expression-processes.js";
import { createFeed } from "../../src/feed/feed.js";
import type { FileReferences } from "../../src/files/file.js";
import { DEFAULT_FORM_LIMITS } from "../../src/forms/form-limits.js";
import { InvocationEntity } from "../../src/invocations/invocation.entity.js";
import { failureOf } from "../../src/invocations/invocation.js";
import { createInvocationStore } from "../../src/invocations/invocation.store.js";
import { createStarter, type StartOutcome } from "../../src/invocations/start.js";
import { systemClock } from "../../src/kernel/clock.js";
import { AppError } from "../../src/kernel/errors.js";
import { createIdFactory } from "../../src/kernel/ids.js";
import { createMetrics } from "../../src/kernel/metrics.js";
import { createSecretBox } from "../../src/kernel/secret-box.js";
import { createMappingService } from "../../src/mappings/mapping.service.js";
import { createMappingStore } from "../../src/mappings/mapping.store.js";
import type { ProviderEvent } from "../../src/providers/provider.js";
import { createInProcessPubSub } from "../../src/pubsub/in-process.js";
import { createInProcessQueue } from "../../src/queue/in-process.js";
import { createInProcessSlots } from "../../src/queue/in-process-slots.js";
import { createEngine, type EngineSettings } from "../../src/runs/engine.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { openTestDatabase } from "../support/open-database.js";
import { createRecordingLog } from "../support/recording-log.js";
import { scriptedProvider } from "../support/scripted-provider.js";
import { until } from "../support/until.js";

const SETTINGS: EngineSettings = {
  defaultDeadlineMs: 60_000,
  maxDeadlineMs: 60_000,
  idempotencyTtlMs: 60_000,
  leaseMs: 5_000,
  maxQueued: 100,
  runsInvocations: true,
  sharesQueue: false,
  concurrency: 4,
  deltaWindowMs: 10,
  interruptExpiryMs: 60_000,
  lateWindowMs: 0,
  feedPollMs: 5_000,
};

/** No call of this suite asks for one. */
const noFiles: FileReferences = { look: () => expect.unreachable("files are looked at that nobody named") };
const unknownInputs = async () => null;
const noWebhooks = () => expect.unreachable("a webhook is checked that nobody asked for");

type Execute = (form: unknown, signal: AbortSignal) => AsyncIterable<ProviderEvent>;

const instantly: Execute = async function* () {
  yield { type: "done", output: "tides" };
};

describeEachDatabase("the engine", (makeUrl) => {
  const open = async (execute: Execute = instantly, settings: Partial<EngineSettings> = {}) => {
    const { db, migrator } = await openTestDatabase(await makeUrl());
    onTestFinished(() => db.close());
    await migrator.up();
    const fault = { away: false, loseAnswerOf: undefined as string | undefined, requests: 0 };
    const database: Database = {
      ...db,
      async read(work) {
        if (fault.away) throw databaseAway(new Error("connect ECONNREFUSED"));
        return db.read(work);
      },
      async transaction(work) {
        if (fault.away) throw databaseAway(new Error("connect ECONNREFUSED"));
        let statements = "";
        const result = await db.transaction(async (tx) => {
          statements = "";
          const { manager } = tx;
          const listening = new Proxy(manager, {
            get: (target, name) =>
              name === "query"
                ? (sql: string, parameters: unknown[]) => {
                    statements += sql;
                    return target.query(sql, parameters);
                  }
                : Reflect.get(target, name, target),
          });
          return work({ ...tx, manager: listening });
        });
        if (fault.loseAnswerOf && statements.includes(fault.loseAnswerOf)) {
          fault.loseAnswerOf = undefined;
          throw databaseAway(new Error("read ECONNRESET"));
        }
        return result;
      },
    };
    const { log, lines } = createRecordingLog();
    const clock = systemClock;
    const newId = createIdFactory(clock.now);
    const provider = scriptedProvider({
      execute({ parameters }, signal) {
        fault.requests++;
        return execute(parameters, signal);
      },
    });
    const providers = new Map([["COZE_WORKFLOW" as const, provider]]);
    const tables = await db.read(
      async (manager) => [await readTableShape(manager, AbilityEntity), await readTableShape(manager, InvocationEntity)] as const,
    );
    const news = createCatalogueNews({ pubsub: createInProcessPubSub({ log }), log });
    const audit = createAuditService({ clock, newId, store: createAuditStore(database) });
    const abilities = createAbilityService({
      ...{ database, clock, newId, news, audit },
      store: createAbilityStore(database, tables[0]),
      revisions: createFormRevisionStore(database),
      sealing: false,
      formLimits: DEFAULT_FORM_LIMITS,
    });
    const mappings = createMappingService({
      ...{ database, clock, newId, news, audit, abilities, providers },
      store: createMappingStore(database),
    });
    const expressions = createExpressions();
    const engine = createEngine(
      { ...SETTINGS, ...settings },
      {
        ...{ database, clock, log, newId, providers, abilities, mappings, expressions },
        logTable: tables[1],
        outboxes: [],
        secrets: createSecretBox({ key: null }),
        checkWebhook: noWebhooks,
        chores: [],
        metrics: createMetrics({ processMetrics: false }),
        pubsub: createInProcessPubSub({ log }),
        queue: createInProcessQueue({ clock, log }),
        slots: createInProcessSlots(),
        workerId: "worker-1",
        timeoutOf: () => 30_000,
        ...{ files: noFiles, fingerprintOf: unknownInputs },
      },
    );
    const ctx: RequestContext = {
      principal: { id: "admin", tenant: "", roles: ["admin"], via: "service-token" },
      requestId: "request-1",
      language: "en",
      log,
      signal: new AbortController().signal,
    };
    await abilities.create(ctx, "write-text", { name: "Write", form: { schema: { type: "object" }, uiSchema: null } });
    const { mapping } = await mappings.save(ctx, {
      ability: { key: "write-text" },
      provider: "COZE_WORKFLOW",
      connection: "default",
      workflowId: "7000000000000000001",
      parameters: [{ target: "n", source: { kind: "field", pointer: "/n" } }],
    });
    await mappings.publish(ctx, { id: mapping.id });
    engine.start();
    let stopped: Promise<void> | undefined;
    const stop = (graceMs = 0) => (stopped ??= engine.stop(graceMs));
    onTestFinished(() => stop());
    const start = (form: object, more: { idempotencyKey?: string; waitMs?: number; deadlineMs?: number } = {}): Promise<StartOutcome> =>
      engine.service.start(ctx, { ability: { key: "write-text" }, form, tags: [], waitMs: 0, ...more });
    const list = async () => (await engine.service.list(ctx, {}, { first: 100 })).items.map(({ node }) => node);
    const store = createInvocationStore({ database, clock, table: tables[1], outboxes: [] });
    return { engine, ctx, fault, lines, start, list, stop, parts: { store, abilities, mappings, clock, newId, log } };
  };

  const accepted = (outcome: StartOutcome) => {
    if (outcome.kind !== "accepted") throw outcome.error;
    return outcome;
  };

  test("a call whose commit was not answered runs once, and a repetition with its key finds it", async () => {
    const { fault, start, list } = await open();
    fault.loseAnswerOf = "INSERT INTO ability_invocation_logs";
    await expect(start({ n: 1 }, { idempotencyKey: "k" })).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    const again = accepted(await start({ n: 1 }, { idempotencyKey: "k", waitMs: 10_000 }));
    expect(again).toMatchObject({ replayed: true, invocation: { status: "SUCCEEDED" } });
    expect(await list()).toHaveLength(1);
    expect(fault.requests).toBe(1);
  });

  test("a caller who waits is told that the call is accepted, even when the database goes away meanwhile", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { fault, start, list } = await open(async function* () {
      await held;
      yield { type: "done", output: null };
    });
    const answer = start({}, { waitMs: 1_500 });
    await until(() => fault.requests === 1);
    fault.away = true;
    expect(accepted(await answer).invocation.status).toMatch(/QUEUED|RUNNING/);
    release();
    fault.away = false;
    await until(async () => (await list())[0]?.status === "SUCCEEDED");
  });

  test("a job that cannot be read while the database is away is read again, and runs", async () => {
    let tries = 0;
    const { fault, start, list, lines } = await open(async function* () {
      yield* [];
      tries++;
      if (tries === 1) throw new AppError("ENGINE_UNREACHABLE", { notAccepted: true });
      yield { type: "done", output: null };
    });
    await start({});
    await until(async () => tries === 1 && (await list())[0]?.status === "QUEUED");
    fault.away = true;
    await until(() => lines.some(({ msg }) => msg.includes("cannot be read; trying again")));
    fault.away = false;
    await until(async () => (await list())[0]?.status === "SUCCEEDED");
    expect(tries).toBe(2);
  });

  test("a queued call ends by its deadline though no worker is free", async () => {
    const { start, list } = await open(
      async function* (_, signal) {
        yield* [];
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
      },
      { concurrency: 1 },
    );
    await start({ n: 1 });
    const { invocation } = accepted(await start({ n: 2 }, { deadlineMs: 1_000 }));
    const ended = await until(async () => (await list()).find(({ id, finishedAt }) => id === invocation.id && finishedAt !== null));
    expect(ended).toMatchObject({ status: "EXPIRED", failure: { code: "DEADLINE_EXCEEDED" } });
    expect((ended.finishedAt ?? 0) - ended.deadlineAt).toBeLessThan(1_000);
  });

  test("a key that a failed call frees between our look and our second look is simply free", async () => {
    const { ctx, parts } = await open();
    const { store, abilities, mappings, clock, newId, log } = parts;
    const looks: string[] = [];
    const starter = createStarter({
      ...{ abilities, mappings, clock, newId },
      ...{ expressions: createExpressions(), files: noFiles, fingerprintOf: unknownInputs },
      store: {
        ...store,
        async idempotencyRecord(hash) {
          looks.push(hash);
          // The first look of the second call comes too early, its second one too late.
          if (looks.length === 2) return undefined;
          if (looks.length === 3) await fail();
          return store.idempotencyRecord(hash);
        },
      },
      feed: createFeed({
        clock,
        log,
        pubsub: createInProcessPubSub({ log }),
        pollMs: 5_000,
        read: async () => [],
        heads: async () => new Map(),
      }),
      workerId: "worker-2",
      settings: SETTINGS,
      checkWebhook: noWebhooks,
      accepted: () => undefined,
      perhapsAccepted: () => undefined,
      queued: () => 0,
      timeoutOf: () => 30_000,
    });
    const command = { ability: { key: "write-text" }, form: {}, idempotencyKey: "k", tags: [] };
    const first = accepted(await starter.start(ctx, command)).invocation;
    const fail = () =>
      store.append({
        invocationId: first.id,
        expectedSeq: 1,
        status: "FAILED",
        events: [{ invocationId: first.id, sequence: 2, at: clock.now(), body: { type: "finished", status: "FAILED" } }],
        patch: { failure: failureOf(new AppError("ENGINE_FAILED"), first) },
      });
    const second = accepted(await starter.start(ctx, command));
    expect(second).toMatchObject({ replayed: false, invocation: { status: "QUEUED" } });
    expect(second.invocation.id).not.toBe(first.id);
    expect(looks).toHaveLength(3);
  });

  test("stopping does not wait for a database that is away", async () => {
    const { fault, start, stop } = await open(async function* (_, signal) {
      yield* [];
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
    });
    await start({});
    await until(() => fault.requests === 1);
    fault.away = true;
    const begun = performance.now();
    await stop();
    expect(performance.now() - begun).toBeLessThan(8_000);
  });
});
