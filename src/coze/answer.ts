/** An HTTP answer on its way in: its facts, its body within bounds, and what it means when the body breaks off. */
import type { Readable } from "node:stream";
import type { Clock } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import type { BoundedCall } from "./bounded-call.js";
import { createSseDecoder, type SseFrame } from "./sse.js";
import { type ReplyFacts, streamCut } from "./wire.js";

export interface CozeAnswer {
  readonly facts: ReplyFacts;
  readonly contentType: string;
  /** The flavours name it differently (`reference/coze-api.md` §3.5). */
  readonly logIdHeader: "x-log-id" | "x-tt-logid" | undefined;
  /** Must be read to its end or given to {@link letGo}. Its `error` events need no listener. */
  readonly body: Readable;
}

/** Largest answer that is taken in, in bytes; streams count all their pieces, of which the text is a small part. */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** @throws AppError when the body breaks off, is too large or the call is stopped. */
export const readText = async (answer: CozeAnswer, call: BoundedCall): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES) throw answerTooLarge(answer.facts);
      chunks.push(chunk);
    }
  } catch (error) {
    throw readFailure(error, answer.facts, call);
  }
  return Buffer.concat(chunks, size).toString("utf8");
};

export interface FrameGroup {
  readonly frames: readonly SseFrame[];
  /** These frames were completed by the end of the body, so the last one may be cut. */
  readonly atEnd: boolean;
}

/** Frames as they complete, read only as fast as they are pulled. */
export async function* framesOf(answer: CozeAnswer, call: BoundedCall): AsyncGenerator<FrameGroup, void> {
  const decoder = createSseDecoder();
  let size = 0;
  try {
    // A consumer that stops at the last event must not cost the connection: `letGo` decides about the socket.
    for await (const chunk of answer.body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES) throw answerTooLarge(answer.facts);
      const frames = decoder.push(chunk);
      if (frames.length > 0) yield { frames, atEnd: false };
    }
  } catch (error) {
    throw readFailure(error, answer.facts, call);
  }
  yield { frames: decoder.end(), atEnd: true };
}

/** How long a server may take to close a stream after its last event, in milliseconds. */
const CLOSING_MS = 1_000;

/** Gives the socket back to the pool when all that mattered was read, else closes it so that the server notices. */
export const letGo = (body: Readable, complete: boolean, clock: Clock): void => {
  if (!complete) {
    body.destroy();
    return;
  }
  if (body.destroyed) return;
  body.once(
    "close",
    clock.after(CLOSING_MS, () => body.destroy()),
  );
  body.resume();
};

/** The error of a call that was stopped from our side; `undefined` when it was not. */
export const stopFailure = (call: BoundedCall, connected: boolean, facts?: ReplyFacts): AppError | undefined => {
  const why = call.stopped();
  if (why === undefined) return undefined;
  const options = { notAccepted: !connected, upstream: { httpStatus: facts?.httpStatus, logId: facts?.logId } };
  if (why === "caller") return new AppError("OUTCOME_UNKNOWN", options);
  return new AppError(connected ? "ENGINE_TIMEOUT" : "ENGINE_UNREACHABLE", options);
};

const readFailure = (error: unknown, facts: ReplyFacts, call: BoundedCall): AppError => {
  if (error instanceof AppError) return error;
  // A stop surfaces as an error of axios that holds the whole request, token included: never the cause.
  return stopFailure(call, true, facts) ?? streamCut(facts, error);
};

const answerTooLarge = (facts: ReplyFacts): AppError =>
  new AppError("ENGINE_BAD_RESPONSE", {
    upstream: { httpStatus: facts.httpStatus, logId: facts.logId, message: `the answer exceeds ${MAX_ANSWER_BYTES} bytes` },
  });
