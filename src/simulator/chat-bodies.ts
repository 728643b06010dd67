/**
 * How a chat and its messages look on the wire (`reference/coze-api.md` §8.1, §8.2). Pure.
 */
import type { Chat, ChatMessage } from "./chat-store.js";
import type { JsonRecord } from "./wire-json.js";

/** The two doors differ in the shape of a chat, in frame ids and in how they end. */
export type ChatDoor = "agent" | "chatflow";

/** The chat object of a door. */
export function chatBody(chat: Chat, door: ChatDoor): JsonRecord {
  const { id, conversation, botId, status, run } = chat;
  if (door === "chatflow") {
    return { id, conversation_id: conversation.id, bot_id: botId, status, execute_id: run.executeId, section_id: conversation.sectionId };
  }
  const usage = status === "completed" ? { token_count: run.tokens, output_count: run.tokens, input_count: 0 } : undefined;
  const error = run.failure && status === "failed" ? { code: run.failure.code, msg: run.failure.message } : { code: 0, msg: "" };
  const times = { created_at: chat.createdAt, completed_at: chat.completedAt };
  return {
    id,
    conversation_id: conversation.id,
    bot_id: botId,
    ...times,
    last_error: error,
    status,
    usage,
    section_id: conversation.sectionId,
  };
}

export function messageBody(chat: Chat, { id, type, content, contentType, createdAt }: ChatMessage): JsonRecord {
  const { conversation, botId } = chat;
  const where = { chat_id: chat.id, conversation_id: conversation.id, section_id: conversation.sectionId, bot_id: botId };
  return { id, role: "assistant", type, content, content_type: contentType, ...where, created_at: createdAt, updated_at: createdAt };
}
