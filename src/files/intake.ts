/** Content on its way through: its first bytes are looked at, all of it is counted and hashed, and none of it is kept. */
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { AppError } from "../kernel/errors.js";
import { sizeWords } from "./file.js";
import { HEAD_BYTES } from "./file-kind.js";

export interface Intake {
  /** The first `HEAD_BYTES` bytes, or all there are. */
  readonly head: Uint8Array;
  /** All of it, once. @throws AppError FILE_TOO_LARGE, FILE_CUT, and what `end` throws. */
  content(): AsyncGenerator<Uint8Array, void>;
  /** Of what has passed so far. */
  measured(): { readonly bytes: number; readonly sha256: string };
}

export interface IntakeLimits {
  readonly maxBytes: number;
  /** Asked after the last byte and before the end is passed on: throws when something is wrong with what followed. */
  readonly end?: () => Promise<void>;
}

/** @throws AppError FILE_EMPTY, FILE_CUT */
export const openIntake = async (source: Readable, { maxBytes, end }: IntakeLimits): Promise<Intake> => {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const held: Buffer[] = [];
  let headBytes = 0;
  while (headBytes < HEAD_BYTES) {
    const { done, value } = await nextOf(chunks);
    if (done) break;
    held.push(value);
    headBytes += value.length;
  }
  if (headBytes === 0) throw new AppError("FILE_EMPTY");
  const hash = createHash("sha256");
  let bytes = 0;
  const pass = (chunk: Buffer): Buffer => {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    hash.update(chunk);
    return chunk;
  };
  return {
    head: Buffer.concat(held).subarray(0, HEAD_BYTES),
    async *content() {
      try {
        for (const chunk of held.splice(0)) yield pass(chunk);
        for (;;) {
          const { done, value } = await nextOf(chunks);
          if (done) break;
          yield pass(value);
        }
        await end?.();
      } finally {
        source.destroy();
      }
    },
    measured: () => ({ bytes, sha256: hash.copy().digest("hex") }),
  };
};

export const tooLarge = (maxBytes: number): AppError => new AppError("FILE_TOO_LARGE", { params: { limit: sizeWords(maxBytes) } });

const nextOf = async (chunks: AsyncIterator<Buffer>): Promise<IteratorResult<Buffer>> => {
  try {
    return await chunks.next();
  } catch (error) {
    throw error instanceof AppError ? error : new AppError("FILE_CUT", { cause: error });
  }
};
