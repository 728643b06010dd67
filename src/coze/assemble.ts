/** Pieces of a stream → texts per node and the result of the run (`reference/coze-api.md` §5.5). Pure: no I/O. */
import { isJsonObject, type JsonValue } from "../kernel/json.js";
import { parseCozeJson } from "./coze-json.js";
import type { CozeMessage } from "./stream-events.js";
import { unwrapTextEnd } from "./wire.js";

/** What one piece means for somebody who watches. */
export interface Piece {
  /** The node had no open text before this piece. */
  readonly first: boolean;
  /** Text to show now; empty when the piece is, or may still turn out to be, the result itself. */
  readonly text: string;
}

export interface Assembler {
  push(message: CozeMessage): Piece;
  /** The result; call it after `done`. `null` when the run said nothing at all. */
  output(): JsonValue;
  /** The finished text that came last: the question, where an interrupt does not carry it. */
  lastText(): string;
}

interface NodeText {
  text: string;
  /** Pieces that carried text. */
  pieces: number;
  /** Nothing was shown yet, because one JSON piece of an End node is the result and not text for people. */
  held: boolean;
}

export const createAssembler = (): Assembler => {
  const open = new Map<string, NodeText>();
  let endText: NodeText | undefined;
  let lastFinished: NodeText | undefined;

  return {
    push(message) {
      const known = open.get(message.nodeKey);
      const node = known ?? { text: "", pieces: 0, held: message.isEnd };
      if (known === undefined) open.set(message.nodeKey, node);
      const text = append(node, message);
      // A revision may end without marking the End node finished, so it counts from its first piece on.
      if (message.isEnd) endText = node;
      if (message.finished) {
        open.delete(message.nodeKey);
        lastFinished = node;
      }
      return { first: known === undefined, text };
    },
    output: () => resultOf(endText ?? lastFinished),
    lastText: () => lastFinished?.text ?? "",
  };
};

/** @returns the text that may be shown now. */
const append = (node: NodeText, message: CozeMessage): string => {
  if (message.content !== "") {
    node.text += message.content;
    node.pieces += 1;
  }
  if (!node.held) return message.content;
  if (!message.finished && node.pieces <= 1 && (node.text === "" || node.text.startsWith("{"))) return "";
  if (message.finished && isResultObject(node)) return "";
  node.held = false;
  return node.text;
};

/** "Return variables" is one piece of JSON; several pieces are streamed text even when they look like JSON. */
const isResultObject = (node: NodeText): boolean =>
  node.pieces === 1 && node.text.startsWith("{") && isJsonObject(parseCozeJson(node.text));

const resultOf = (node: NodeText | undefined): JsonValue => {
  if (node === undefined) return null;
  const value = node.pieces === 1 && node.text.startsWith("{") ? parseCozeJson(node.text) : undefined;
  return isJsonObject(value) ? unwrapTextEnd(value) : node.text;
};
