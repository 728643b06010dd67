/**
 * Conversations and the chats in them, in memory, oldest forgotten first.
 */
import type { IdSequence } from "./id-sequence.js";
import type { Run } from "./runs.js";
import type { JsonRecord } from "./wire-json.js";

const KEPT = 10_000;

export interface Conversation {
  readonly id: string;
  readonly name: string | undefined;
  readonly botId: string | undefined;
  readonly metaData: JsonRecord;
  /** Unix seconds. */
  readonly createdAt: number;
  sectionId: string;
  /** A chatflow that waits for an answer; the next message of the conversation is that answer. */
  waiting?: Run;
}

export type ChatStatus = "created" | "in_progress" | "completed" | "failed" | "requires_action" | "canceled";

export interface ChatMessage {
  readonly id: string;
  readonly type: "answer" | "verbose";
  readonly content: string;
  readonly contentType: "text" | "card";
  readonly createdAt: number;
}

export interface Chat {
  readonly id: string;
  readonly conversation: Conversation;
  readonly botId: string;
  readonly run: Run;
  readonly createdAt: number;
  completedAt?: number;
  status: ChatStatus;
  readonly messages: ChatMessage[];
}

export interface ChatStore {
  createConversation(about: Partial<Pick<Conversation, "name" | "botId" | "metaData">>): Conversation;
  conversation(id: string): Conversation | undefined;
  conversationNamed(name: string): Conversation | undefined;
  conversations(): Conversation[];
  /** Starts a new section: earlier messages are no longer context. */
  clear(conversation: Conversation): void;
  createChat(about: Pick<Chat, "conversation" | "botId" | "run">): Chat;
  /** Only together with its conversation. */
  chat(conversationId: string, chatId: string): Chat | undefined;
  chatsOf(conversation: Conversation): Chat[];
}

export function createChatStore(newId: IdSequence): ChatStore {
  const conversations = new Map<string, Conversation>();
  const chats = new Map<string, Chat>();

  return {
    createConversation: ({ name, botId, metaData = {} }) => {
      const conversation: Conversation = { id: newId(), name, botId, metaData, createdAt: unixSeconds(), sectionId: newId() };
      return keep(conversations, conversation);
    },
    conversation: (id) => conversations.get(id),
    conversationNamed: (name) => [...conversations.values()].find((conversation) => conversation.name === name),
    conversations: () => [...conversations.values()],
    clear: (conversation) => {
      conversation.sectionId = newId();
      delete conversation.waiting;
    },
    createChat: (about) => keep(chats, { ...about, id: newId(), createdAt: unixSeconds(), status: "created", messages: [] }),
    chat: (conversationId, chatId) => {
      const chat = chats.get(chatId);
      return chat?.conversation.id === conversationId ? chat : undefined;
    },
    chatsOf: (conversation) => [...chats.values()].filter((chat) => chat.conversation === conversation),
  };
}

function keep<T extends { readonly id: string }>(items: Map<string, T>, item: T): T {
  items.set(item.id, item);
  const oldest = items.size > KEPT ? items.keys().next().value : undefined;
  if (oldest !== undefined) items.delete(oldest);
  return item;
}

export function unixSeconds(): number {
  return Math.trunc(Date.now() / 1000);
}
