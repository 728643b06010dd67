/** Pieces of a chat → its answers and what is asked at its end (`reference/coze-api.md` §8.1, §8.2). Pure: no I/O. */
import { isJsonObject, type JsonValue } from "../kernel/json.js";
import type { CozeChatMessage } from "./chat-events.js";
import { parseCozeJson } from "./coze-json.js";
import { unwrapTextEnd } from "./wire.js";

export interface ChatPiece {
  readonly messageId: string;
  readonly text: string;
}

export interface ChatText {
  /** @returns what may be shown now; nothing for what is no answer, and for what may still turn out to be a question. */
  delta(message: CozeChatMessage): readonly ChatPiece[];
  completed(message: CozeChatMessage): readonly ChatPiece[];
  /** True while a text waits to be known as an answer or as a question. */
  holds(): boolean;
  /** The chat goes on or ends well, so what was held back is an answer. */
  release(): readonly ChatPiece[];
  /** What was held back, or said last: the question of a chat that requires an action. */
  asked(): Pick<CozeChatMessage, "content" | "contentType">;
  /** The answers in order, a blank line between them. */
  text(): string;
  /** As `text`, but a single piece that is a JSON object is that object: what an End node returns as variables (§5.5). */
  output(): JsonValue;
}

interface Answer {
  text: string;
  pieces: number;
}

const NOTHING: readonly ChatPiece[] = [];

export const createChatText = (): ChatText => {
  const answers = new Map<string, Answer>();
  let held: CozeChatMessage | undefined;
  let last: Pick<CozeChatMessage, "content" | "contentType"> = { content: "", contentType: "text" };

  const add = ({ messageId, content }: CozeChatMessage): readonly ChatPiece[] => {
    if (content === "") return NOTHING;
    const answer = answers.get(messageId) ?? { text: "", pieces: 0 };
    answers.set(messageId, answer);
    answer.text += content;
    answer.pieces += 1;
    last = { content: answer.text, contentType: "text" };
    return [{ messageId, text: content }];
  };
  const release = (): readonly ChatPiece[] => {
    const message = held;
    held = undefined;
    return message === undefined ? NOTHING : add(message);
  };

  return {
    delta: (message) => (message.messageType === "answer" ? [...release(), ...add(message)] : NOTHING),
    completed(message) {
      if (message.messageType !== "answer") return NOTHING;
      const shown = release();
      const known = answers.get(message.messageId)?.text;
      if (known === undefined) {
        // Without a delta before it: an answer in one piece, or a question, which only the next event tells apart.
        held = message;
        return shown;
      }
      const rest = message.content.startsWith(known) ? message.content.slice(known.length) : message.content;
      return [...shown, ...add({ ...message, content: rest })];
    },
    holds: () => held !== undefined && held.contentType !== "card",
    release,
    asked: () => held ?? last,
    text: () => textOf(answers),
    output() {
      const [only, second] = answers.values();
      const single = only?.pieces === 1 && second === undefined && only.text.startsWith("{") ? parseCozeJson(only.text) : undefined;
      return isJsonObject(single) ? unwrapTextEnd(single) : textOf(answers);
    },
  };
};

const textOf = (answers: ReadonlyMap<string, Answer>): string => [...answers.values()].map((answer) => answer.text).join("\n\n");

/** The reply in a list of messages, as a polled chat gives it. */
export const answerIn = (messages: readonly CozeChatMessage[]): string =>
  messages
    .filter(({ messageType, content }) => messageType === "answer" && content !== "")
    .map(({ content }) => content)
    .join("\n\n");
