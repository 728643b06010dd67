/** Bytes → server-sent frames. Knows nothing of Coze and does no I/O. */
import { createParser, type EventSourceMessage } from "eventsource-parser";

export type SseFrame = EventSourceMessage;

export interface SseDecoder {
  /** @returns the frames that these bytes complete, often none. */
  push(bytes: Uint8Array): readonly SseFrame[];
  /** After the last byte: a frame may lack its blank line (`reference/coze-api.md` §5.2). */
  end(): readonly SseFrame[];
}

const NONE: readonly SseFrame[] = [];

/** For one stream. Characters split over chunks are put together again. */
export const createSseDecoder = (): SseDecoder => {
  const text = new TextDecoder();
  let frames: SseFrame[] = [];
  const parser = createParser({ onEvent: (frame) => frames.push(frame) });
  const taken = (): readonly SseFrame[] => {
    if (frames.length === 0) return NONE;
    const complete = frames;
    frames = [];
    return complete;
  };
  return {
    push(bytes) {
      parser.feed(text.decode(bytes, { stream: true }));
      return taken();
    },
    end() {
      parser.feed(`${text.decode()}\n\n`);
      return taken();
    },
  };
};
