/**
 * Conversations: create, read, list, clear, and the messages in them (`reference/coze-api.md` §8.3).
 */
import type { FastifyInstance, FastifyReply } from "fastify";
import { bindObject, optionalString, requiredString } from "./bind.js";
import { messageBody } from "./chat-bodies.js";
import type { Conversation } from "./chat-store.js";
import { type Exchange, exchangeOf, sendData, sendFailure } from "./exchange.js";
import { BindFailure, CODES } from "./failures.js";
import { USER_ID } from "./flavour.js";
import { isRecord, type JsonRecord } from "./wire-json.js";

export function addConversationRoutes(app: FastifyInstance): void {
  app.post("/v1/conversation/create", async (request) => create(exchangeOf(request), request.body ?? {}));
  app.post("/v1/workflow/conversation/create", async (request) => createNamed(exchangeOf(request), request.body));
  app.get("/v1/conversation/retrieve", async (request) => {
    const { conversation_id: id = "" } = request.query as { conversation_id?: string };
    return withConversation(exchangeOf(request), id, (conversation) => described(conversation));
  });
  app.post("/v1/conversation/message/list", async (request) => {
    const exchange = exchangeOf(request);
    const { conversation_id: id = "" } = request.query as { conversation_id?: string };
    return withConversation(exchange, id, (conversation) => messagesOf(exchange, conversation));
  });
  app.get("/v1/conversations", async (request) => list(exchangeOf(request), request.query as Record<string, string | undefined>));
  app.post("/v1/conversations/:id/clear", async (request) => {
    const exchange = exchangeOf(request);
    const { id } = request.params as { id: string };
    return withConversation(exchange, id, (conversation) => {
      exchange.world.chats.clear(conversation);
      return { id: conversation.sectionId, conversation_id: conversation.id };
    });
  });
}

function create(exchange: Exchange, value: unknown): FastifyReply {
  const body = bindObject(value);
  const metaData = isRecord(body.meta_data) ? (body.meta_data as JsonRecord) : {};
  return sendData(exchange, described(exchange.world.chats.createConversation({ botId: optionalString(body, "bot_id"), metaData })));
}

function createNamed(exchange: Exchange, value: unknown): FastifyReply {
  const body = bindObject(value);
  const { chats } = exchange.world;
  requiredString(body, "workflow_id");
  const name = requiredString(body, "conversation_name");
  const existing = body.get_or_create === true ? chats.conversationNamed(name) : undefined;
  return sendData(exchange, described(existing ?? chats.createConversation({ name })));
}

function list(exchange: Exchange, query: Record<string, string | undefined>): FastifyReply {
  const { bot_id: botId, page_num: page = "1", page_size: size = "20", sort_order: order = "DESC" } = query;
  if (!botId) throw new BindFailure("'bot_id' is required");
  const [first, count] = [(Math.max(Number(page), 1) - 1) * Number(size), Number(size)];
  const all = exchange.world.chats.conversations().filter((conversation) => conversation.botId === botId);
  if (order !== "ASC") all.reverse();
  return sendData(exchange, { conversations: all.slice(first, first + count).map(described), has_more: all.length > first + count });
}

function messagesOf({ world }: Exchange, conversation: Conversation): JsonRecord[] {
  return world.chats.chatsOf(conversation).flatMap((chat) => chat.messages.map((message) => messageBody(chat, message)));
}

function withConversation(exchange: Exchange, id: string, answer: (found: Conversation) => JsonRecord | JsonRecord[]): FastifyReply {
  const conversation = exchange.world.chats.conversation(id);
  if (conversation) return sendData(exchange, answer(conversation));
  const code = exchange.world.settings.flavour === "hosted" ? CODES.hostedNotFound : CODES.operationFailed;
  return sendFailure(exchange, { code, message: "conversation not found" });
}

/** The misspelt key is Coze's own. */
function described({ id, createdAt, metaData, sectionId }: Conversation): JsonRecord {
  return { id, created_at: createdAt, meta_data: metaData, creator_d: USER_ID, connector_id: "1024", last_section_id: sectionId };
}
