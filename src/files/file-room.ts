/** Puts the files room together: the service, what other rooms ask about files, and the work that goes on behind both. */
import type { AbilityService } from "../abilities/ability.service.js";
import type { Database } from "../db/database.js";
import type { Clock } from "../kernel/clock.js";
import type { AllowedHost } from "../kernel/destination.js";
import type { IdFactory } from "../kernel/ids.js";
import type { Log } from "../kernel/log.js";
import type { MappingService } from "../mappings/mapping.service.js";
import type { FileReferences } from "./file.js";
import { createFileService, type FileService, type FileSettings } from "./file.service.js";
import { createFileStore } from "./file.store.js";
import type { FileEngine } from "./file-engine.js";
import { createFileReferences } from "./file-references.js";
import { createGuardedGet } from "./guarded-get.js";
import { createKeeper, type Keeper } from "./keeper.js";
import { createKeptStorage } from "./kept-storage.js";
import { createOutputOutbox, type OutputOutbox } from "./output-outbox.js";
import { forgetExpired } from "./retention.js";
import { createUploadBounds, type UploadBoundSettings } from "./upload-bounds.js";

/** Times in milliseconds, sizes in bytes. */
export interface FileRoomSettings extends FileSettings, UploadBoundSettings {
  readonly keptExpiryMs: number;
  /** Absolute. */
  readonly folder: string;
  /** For addresses that users give. */
  readonly allowedHosts: readonly AllowedHost[];
  /** For addresses in results. */
  readonly engineHosts: readonly AllowedHost[];
}

export interface FileRoomDeps {
  readonly database: Database;
  readonly abilities: AbilityService;
  readonly mappings: MappingService;
  readonly engine: FileEngine;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: IdFactory;
  /** Unique per process and start. */
  readonly workerId: string;
}

export interface FileRoom {
  readonly service: FileService;
  readonly references: FileReferences;
  readonly outbox: OutputOutbox;
  readonly keeper: Keeper;
  /** For the process that sweeps. */
  readonly chores: readonly (() => Promise<void>)[];
}

export const createFileRoom = (settings: FileRoomSettings, deps: FileRoomDeps): FileRoom => {
  const { database, clock, log, newId, engine, abilities, mappings, workerId } = deps;
  const store = createFileStore(database);
  const storage = createKeptStorage(settings.folder);
  const keeper = createKeeper({
    ...{ store, storage, clock, log, workerId, maxBytes: settings.maxBytes, timeoutMs: settings.uploadTimeoutMs },
    fetch: createGuardedGet({ allowed: settings.engineHosts }),
  });
  return {
    keeper,
    service: createFileService({
      ...{ settings, store, storage, engine, abilities, mappings, clock, newId },
      fetch: createGuardedGet({ allowed: settings.allowedHosts }),
      bounds: createUploadBounds(settings, { store, clock }),
    }),
    references: createFileReferences({ store, engine, clock }),
    outbox: createOutputOutbox({ dialect: database.dialect, clock, newId, keptExpiryMs: settings.keptExpiryMs, wake: keeper.wake }),
    chores: [() => forgetExpired({ store, storage, clock, log })],
  };
};
