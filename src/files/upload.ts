/**
 * One upload, from the caller's bytes to the engine's name for it. The row stands before the engine hears of the file;
 * the engine gets the end of it only when everything is known to be in order.
 */
import type { Readable } from "node:stream";
import type { Principal } from "../auth/principal.js";
import type { RequestContext } from "../auth/request-context.js";
import { AppError, toAppError } from "../kernel/errors.js";
import { cleanName, type FileRule, kindFits, type StoredFile } from "./file.js";
import type { FileServiceDeps } from "./file.service.js";
import { destinationOf, type FilePurpose } from "./file-destination.js";
import { kindOf } from "./file-kind.js";
import { type Intake, openIntake, tooLarge } from "./intake.js";

export interface IncomingFile extends FilePurpose {
  readonly name?: string | undefined;
  /** Media type, as the sender says. */
  readonly kind?: string | undefined;
  readonly content: Readable;
  /** Resolves when nothing follows the content that may not. @throws AppError */
  end(): Promise<void>;
}

export interface UploadCall {
  readonly ctx: RequestContext;
  readonly principal: Principal;
  readonly incoming: IncomingFile;
}

/** After its time is over an upload may still be on its way to an end; then it counts as lost. */
const LOST_AFTER_MS = 60_000;

export const uploadFile = async (deps: FileServiceDeps, call: UploadCall): Promise<StoredFile> => {
  const { ctx, incoming } = call;
  const stopping = new AbortController();
  const stop = (): void => {
    incoming.content.destroy(new AppError("FILE_CUT"));
    stopping.abort();
  };
  const cancelTimer = deps.clock.after(deps.settings.uploadTimeoutMs, stop);
  if (ctx.signal.aborted) stop();
  else ctx.signal.addEventListener("abort", stop, { once: true });
  try {
    return await pass(deps, call, stopping);
  } finally {
    cancelTimer();
    ctx.signal.removeEventListener("abort", stop);
  }
};

const pass = async (deps: FileServiceDeps, { ctx, principal, incoming }: UploadCall, stopping: AbortController): Promise<StoredFile> => {
  const { connection, rule } = await destinationOf(deps, ctx, incoming);
  const maxBytes = Math.min(deps.settings.maxBytes, rule.maxBytes ?? Number.POSITIVE_INFINITY);
  const intake = await openIntake(incoming.content, { maxBytes, end: () => incoming.end() });
  const kind = await kindOf(intake.head, incoming.kind);
  checkKind(kind, { allowed: deps.settings.kinds, rule });
  const file: StoredFile = { ...newFile(deps, { ctx, principal }), origin: "UPLOAD", connection, name: cleanName(incoming.name), kind };
  await deps.store.insert(file, file.createdAt + deps.settings.uploadTimeoutMs + LOST_AFTER_MS);
  const outcome = await send(deps, { file, intake, stopping });
  const settled = { ...outcome.file, ...(outcome.error ? {} : intake.measured()) };
  // Somebody who waited for this answer too long has written it off: then it is.
  if (!(await deps.store.settle(settled))) throw outcome.error ?? new AppError("OUTCOME_UNKNOWN");
  if (outcome.error) throw outcome.error;
  return settled;
};

interface Sending {
  readonly file: StoredFile;
  readonly intake: Intake;
  readonly stopping: AbortController;
}

const send = async (deps: FileServiceDeps, sending: Sending): Promise<{ file: StoredFile; error?: AppError }> => {
  const { file, intake, stopping } = sending;
  let ours: unknown;
  let complete = false;
  const content = guarded(intake.content(), {
    failed(error) {
      ours = error;
      stopping.abort();
    },
    ended: () => (complete = true),
  });
  try {
    const { uploadTimeoutMs: timeoutMs } = deps.settings;
    const { name, kind } = file;
    const engine = await deps.engine.upload(file.connection ?? "", { name, kind, content, timeoutMs, signal: stopping.signal });
    return { file: { ...file, state: "READY", engine } };
  } catch (thrown) {
    // What went wrong with the bytes shows at the engine as a call that was given up.
    const cut = stopping.signal.aborted && !complete ? new AppError("FILE_CUT") : undefined;
    const error = toAppError(ours ?? cut ?? thrown);
    return { file: { ...file, state: "FAILED", failure: error.code }, error };
  }
};

/** Tells of a failure before whoever reads hears of it. */
async function* guarded(
  content: AsyncIterable<Uint8Array>,
  listener: { failed(error: unknown): void; ended(): void },
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* content;
    listener.ended();
  } catch (error) {
    listener.failed(error);
    throw error;
  }
}

/** @throws AppError FILE_KIND_REFUSED */
export const checkKind = (kind: string, { allowed, rule }: { allowed: readonly string[]; rule: FileRule }): void => {
  for (const kinds of [allowed, rule.kinds]) {
    if (kinds && !kindFits(kind, kinds)) throw new AppError("FILE_KIND_REFUSED", { params: { kind, allowed: kinds.join(", ") } });
  }
};

/** @throws AppError FILE_TOO_LARGE */
export const checkSize = (bytes: number, { maxBytes }: FileRule): void => {
  if (maxBytes !== undefined && bytes > maxBytes) throw tooLarge(maxBytes);
};

export const newFile = (
  { newId, clock, settings }: FileServiceDeps,
  { ctx, principal }: { ctx: RequestContext; principal: Principal },
): Omit<StoredFile, "origin" | "name" | "kind"> => {
  const createdAt = clock.now();
  return {
    ...{ id: newId("file"), tenant: principal.tenant, callerId: principal.id, state: "PENDING", connection: null, engine: {} },
    ...{ sourceUrl: null, invocationId: null, pointer: null, bytes: null, sha256: null, failure: null },
    ...{ requestId: ctx.requestId, createdAt, expiresAt: createdAt + settings.expiryMs },
  };
};
