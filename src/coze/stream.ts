/** A stream answer → the events of one run, with the rules for its end (`reference/coze-api.md` §5.6). */
import { AppError } from "../kernel/errors.js";
import { type CozeAnswer, framesOf, readText } from "./answer.js";
import type { BoundedCall } from "./bounded-call.js";
import type { CozeDone, CozeInterrupt, CozeMalformed, CozeMessage, CozeStreamError } from "./stream-events.js";
import { decodeFrame } from "./stream-events.js";
import { decodeReply, engineFailure, foreignAnswer, type ReplyFacts, redact, streamCut } from "./wire.js";

/** First event of a stream: the server answered with one. */
export interface CozeOpened {
  readonly type: "opened";
  readonly logId?: string;
}

export type CozeStreamEvent = CozeOpened | CozeMessage | CozeInterrupt | CozeDone;

/**
 * Ends after `interrupt` or `done`.
 * @throws AppError for an error event, a refusal as JSON, and an end without one of the two.
 */
export async function* readStream(
  answer: CozeAnswer,
  call: BoundedCall,
  sawEvent: (name: string | undefined) => void,
): AsyncGenerator<CozeStreamEvent, void> {
  const { facts } = answer;
  if (!/^text\/event-stream\b/i.test(answer.contentType)) throw refusalIn(await readText(answer, call), facts);
  yield { type: "opened", logId: facts.logId };
  for await (const { frames, atEnd } of framesOf(answer, call)) {
    for (const frame of frames) {
      const event = decodeFrame(frame);
      if (event === undefined) continue;
      sawEvent(frame.event);
      if (event.type === "error") throw failureOf(event, facts);
      if (event.type === "malformed") throw atEnd ? streamCut(facts) : unreadable(event, facts);
      yield event;
      if (event.type !== "message") return;
    }
  }
  throw streamCut(facts);
}

/** A failure before the first event comes as JSON, as a proxy's page or as nothing at all. */
const refusalIn = (text: string, facts: ReplyFacts): AppError => {
  if (text === "" && facts.httpStatus < 400) return streamCut(facts);
  try {
    decodeReply(text, facts);
  } catch (error) {
    return error as AppError;
  }
  return foreignAnswer(text, facts);
};

const failureOf = (event: CozeStreamError, facts: ReplyFacts): AppError => {
  const { message, executeId, spaceId } = event;
  if (event.engineCode !== undefined) {
    return engineFailure({ ...facts, engineCode: event.engineCode, message, executeId, spaceId, beforeRun: false });
  }
  return new AppError("ENGINE_FAILED", {
    upstream: { httpStatus: facts.httpStatus, logId: facts.logId, message: redact(message), executeId, spaceId },
  });
};

const unreadable = (event: CozeMalformed, facts: ReplyFacts): AppError =>
  new AppError("ENGINE_BAD_RESPONSE", {
    upstream: { httpStatus: facts.httpStatus, logId: facts.logId, bodyExcerpt: redact(event.data) },
  });
