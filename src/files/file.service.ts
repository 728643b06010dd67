/**
 * Files as the other rooms see them. Whoever may invoke abilities may upload and register; a file belongs to who brought
 * it, and to nobody else's forms. What a caller may not see is not found.
 */
import type { Readable } from "node:stream";
import { can, type Principal } from "../auth/principal.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import type { Clock } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import { type IdFactory, isIdOf, requireIdKind } from "../kernel/ids.js";
import type { StoredFile } from "./file.js";
import type { FileStore } from "./file.store.js";
import type { DestinationDeps, FilePurpose } from "./file-destination.js";
import type { FileEngine } from "./file-engine.js";
import type { FetchGuarded } from "./guarded-get.js";
import type { KeptStorage } from "./kept-storage.js";
import { registerAddress } from "./registration.js";
import { type IncomingFile, uploadFile } from "./upload.js";
import type { UploadBounds } from "./upload-bounds.js";

export type { IncomingFile } from "./upload.js";

export interface NewAddress extends FilePurpose {
  readonly url: string;
  /** Default: the last part of the address. */
  readonly name?: string | null | undefined;
}

export interface FileContent {
  readonly file: StoredFile;
  readonly bytes: number;
  /** Must be read or destroyed. */
  readonly content: Readable;
}

export interface FileService {
  /**
   * Streams it through to the engine. Nothing of it stays when it is cut, too large, or not what it was said to be.
   * @throws AppError FILE_…, TOO_MANY_UPLOADS, RATE_LIMITED, BAD_USER_INPUT, NOT_FOUND, and what the engine refuses.
   */
  upload(ctx: RequestContext, incoming: IncomingFile): Promise<StoredFile>;
  /** Looks at the address and notes it. @throws AppError FILE_URL_REFUSED, and as `upload`. */
  register(ctx: RequestContext, address: NewAddress): Promise<StoredFile>;
  /** One entry per id, in order; `null` where it does not exist or may not be seen. */
  getMany(ctx: RequestContext, ids: readonly string[]): Promise<(StoredFile | null)[]>;
  /** Files kept of the results of invocations that the caller was given already, in the order of the result. */
  ofInvocations(ctx: RequestContext, invocationIds: readonly string[]): Promise<StoredFile[][]>;
  /** @throws AppError NOT_FOUND, FILE_NOT_KEPT */
  content(ctx: RequestContext, id: string): Promise<FileContent>;
}

/** Times in milliseconds, sizes in bytes. */
export interface FileSettings {
  readonly maxBytes: number;
  readonly kinds: readonly string[];
  readonly uploadTimeoutMs: number;
  readonly expiryMs: number;
}

export interface FileServiceDeps extends DestinationDeps {
  readonly settings: FileSettings;
  readonly store: FileStore;
  readonly engine: FileEngine;
  readonly fetch: FetchGuarded;
  readonly storage: KeptStorage;
  readonly bounds: UploadBounds;
  readonly clock: Clock;
  readonly newId: IdFactory;
}

export const createFileService = (deps: FileServiceDeps): FileService => {
  const { store, storage } = deps;
  const getMany: FileService["getMany"] = async (ctx, ids) => {
    const principal = requirePermission(ctx, "invocation:read");
    const found = await store.byIds([...new Set(ids)].filter((id) => isIdOf(id, "file")));
    return ids.map((id) => visible(principal, found.get(id)));
  };
  return {
    async upload(ctx, incoming) {
      const principal = requirePermission(ctx, "ability:invoke");
      return deps.bounds.within(principal, () => uploadFile(deps, { ctx, principal, incoming }));
    },
    async register(ctx, address) {
      const principal = requirePermission(ctx, "ability:invoke");
      return deps.bounds.within(principal, () => registerAddress(deps, { ctx, principal, address }));
    },
    getMany,
    async ofInvocations(ctx, invocationIds) {
      const principal = requirePermission(ctx, "invocation:read");
      const found = await store.ofInvocations([...new Set(invocationIds)]);
      return invocationIds.map((id) => (found.get(id) ?? []).filter((file) => visible(principal, file) !== null));
    },
    async content(ctx, id) {
      const [file] = await getMany(ctx, [requireIdKind(id, "file")]);
      if (!file) throw new AppError("NOT_FOUND", { params: { id } });
      const kept = file.origin === "OUTPUT" && file.state === "READY" ? await storage.read(file.id) : undefined;
      if (!kept) throw new AppError("FILE_NOT_KEPT", { params: { id } });
      return { file, ...kept };
    },
  };
};

/** One's own, or the tenant's for who may read everybody's invocations. */
const visible = (principal: Principal, file: StoredFile | undefined): StoredFile | null =>
  file && can(principal, "invocation:read", { tenant: file.tenant, callerId: file.callerId }) ? file : null;
