import "reflect-metadata";
/** Files whose time is over, uploads whose process died, copies that two processes might make. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import type { StoredFile } from "../../src/files/file.js";
import { createFileStore, type FileStore, insertOutputs } from "../../src/files/file.store.js";
import { createKeeper } from "../../src/files/keeper.js";
import { createKeptStorage, type KeptStorage } from "../../src/files/kept-storage.js";
import { forgetExpired } from "../../src/files/retention.js";
import { AppError } from "../../src/kernel/errors.js";
import { createIdFactory } from "../../src/kernel/ids.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { createManualClock } from "../support/manual-clock.js";
import { openTestDatabase } from "../support/open-database.js";
import { createRecordingLog } from "../support/recording-log.js";
import { runFolder } from "../support/services.js";

const NOW = Date.UTC(2026, 10, 23, 12);
const HOUR = 3_600_000;

describeEachDatabase("files as time goes by", (makeUrl) => {
  let database: Database;
  let store: FileStore;
  let folder: string;
  let storage: KeptStorage;
  const newId = createIdFactory(() => NOW);
  const { log } = createRecordingLog();

  beforeAll(async () => {
    const opened = await openTestDatabase(await makeUrl());
    await opened.migrator.up();
    database = opened.db;
    store = createFileStore(database);
  });
  afterAll(() => database?.close());
  beforeEach(async () => {
    await database.transaction(({ manager }) => manager.query("DELETE FROM files"));
    folder = await mkdtemp(join(runFolder(), "kept-"));
    storage = createKeptStorage(folder);
    return () => rm(folder, { recursive: true, force: true });
  });

  const file = (more: Partial<StoredFile>): StoredFile => ({
    ...{ id: newId("file"), tenant: "acme", callerId: "ann", origin: "UPLOAD", state: "READY", connection: "default", engine: {} },
    ...{ sourceUrl: null, invocationId: null, pointer: null, name: "a.txt", kind: "text/plain", bytes: 5, sha256: null, failure: null },
    ...{ requestId: "r", createdAt: NOW - HOUR, expiresAt: NOW + HOUR },
    ...more,
  });
  const stateOf = async ({ id }: StoredFile) => (await store.byIds([id])).get(id);
  const names = async () => (await readdir(folder, { recursive: true })).filter((name) => name.includes("file_"));
  /** Attempts that have come to their end. */
  const concluded = async ({ id }: StoredFile): Promise<number> => {
    const rows = await database.read((manager) => manager.query("SELECT attempts FROM files WHERE id = ? AND worker_id IS NULL", [id]));
    return Number((rows as { attempts: number }[])[0]?.attempts ?? 0);
  };
  const output = (more: Partial<StoredFile> = {}) =>
    file({
      ...{ origin: "OUTPUT", state: "PENDING", invocationId: "inv_1", pointer: "/a", sourceUrl: "https://example.com/a", bytes: null },
      ...more,
    });
  const noted = async (...files: StoredFile[]) =>
    database.transaction((tx) =>
      insertOutputs(
        tx,
        files.map((one) => ({ file: one, key: `${one.invocationId}${one.pointer}` })),
        database.dialect,
      ),
    );

  test("what is over loses its content, then its row; the rest stays", async () => {
    const clock = createManualClock(NOW);
    const [over, stays] = [file({ expiresAt: NOW - 1 }), file({})];
    for (const one of [over, stays]) {
      await store.insert(one, NOW);
      await storage.write(one.id, Readable.from([Buffer.from("hello")]));
    }
    await forgetExpired({ store, storage, clock, log });
    expect([await stateOf(over), (await stateOf(stays))?.state]).toEqual([undefined, "READY"]);
    expect((await names()).map((name) => name.slice(-30))).toEqual([stays.id.slice(-30)]);
  });

  test("a pending upload of which nothing was heard ends with an unknown outcome, and its late end changes nothing", async () => {
    const [lost, underWay] = [file({ state: "PENDING" }), file({ state: "PENDING" })];
    await store.insert(lost, NOW - 1);
    await store.insert(underWay, NOW + 1);
    await forgetExpired({ store, storage, clock: createManualClock(NOW), log });
    expect([(await stateOf(lost))?.failure, (await stateOf(underWay))?.state]).toEqual(["OUTCOME_UNKNOWN", "PENDING"]);
    expect(await store.settle({ ...lost, state: "READY" })).toBe(false);
    expect(await store.settle({ ...underWay, state: "READY", engine: { fileId: "7" } })).toBe(true);
    expect(await stateOf(underWay)).toMatchObject({ state: "READY", engine: { fileId: "7" } });
  });

  test("an output is noted once, claimed by one, and due again when its keeper is gone", async () => {
    await noted(output());
    await noted(output(), output({ pointer: "/b" }));
    const claim = (name: string, now: number) => store.claim({ claim: name, limit: 10, now, leaseUntil: now + HOUR });
    const [first, second] = await Promise.all([claim("one", NOW), claim("two", NOW)]);
    expect(first.length + second.length).toBe(2);
    expect(await claim("three", NOW)).toEqual([]);
    const again = await claim("three", NOW + 2 * HOUR);
    expect(again.map(({ attempts }) => attempts)).toEqual([2, 2]);
    const [mine] = again;
    if (!mine) throw new Error("nothing was claimed");
    expect(await store.conclude({ ...mine, claim: "one" }, { ...mine.file, state: "READY" })).toBe(false);
    expect(await store.conclude(mine, { ...mine.file, state: "READY" })).toBe(true);
  });

  test("a copy that fails is tried five times, with growing pauses, and leaves nothing behind", async () => {
    const clock = createManualClock(NOW);
    const one = output({ createdAt: NOW });
    await noted(one);
    const asked: number[] = [];
    const fetch = async () => {
      asked.push((clock.now() - NOW) / 1_000);
      throw new AppError("FILE_URL_REFUSED");
    };
    const keeper = createKeeper({ store, storage, fetch, clock, log, workerId: "w", maxBytes: 10, timeoutMs: 1_000 });
    keeper.start();
    for (let attempts = 1; attempts <= 5; attempts++) {
      await expect.poll(() => concluded(one), { timeout: 15_000 }).toBe(attempts);
      await clock.advance(10_000 * 4 ** (attempts - 1));
      keeper.wake();
    }
    await expect.poll(async () => (await stateOf(one))?.state, { timeout: 15_000 }).toBe("FAILED");
    await keeper.stop();
    expect(asked).toEqual([0, 10, 50, 210, 850]);
    expect(await names()).toEqual([]);
  });

  test("a write that breaks off leaves nothing, and another one's content whole", async () => {
    const id = newId("file");
    await storage.write(id, Readable.from([Buffer.from("first")]));
    async function* broken() {
      yield Buffer.from("second");
      throw new Error("cut");
    }
    await expect(storage.write(id, broken())).rejects.toThrow("cut");
    const read = await storage.read(id);
    expect(Buffer.concat((await read?.content.toArray()) ?? []).toString()).toBe("first");
    expect((await names()).length).toBe(1);
    await storage.remove(id);
    expect(await storage.read(id)).toBeUndefined();
    await expect(storage.read("../../etc/passwd")).rejects.toThrow("not an id");
  });
});
