/**
 * `/v3/chat` and its companions: an agent, streamed or polled (`reference/coze-api.md` §8.2).
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { bindObject, optionalBoolean, optionalString, requiredString } from "./bind.js";
import { chatBody, messageBody } from "./chat-bodies.js";
import { bindMessages, objectionOfAgent } from "./chat-input.js";
import { ChatSink } from "./chat-sink.js";
import type { Chat, Conversation } from "./chat-store.js";
import { type Exchange, exchangeOf, openStream, sendData, sendFailure, settleByRun } from "./exchange.js";
import { BindFailure, CODES, type Failure } from "./failures.js";
import type { Flavour } from "./flavour.js";
import { createRun } from "./prepare-run.js";
import { frameText } from "./sse.js";
import { DISCARDING_WRITER } from "./stream-writer.js";
import { isRecord, stringify } from "./wire-json.js";

/** coze-js posts `retrieve`, which only hosted routes. */
export function addAgentRoutes(app: FastifyInstance, flavour: Flavour): void {
  app.post("/v3/chat", (request) => chat(exchangeOf(request), request));
  app.get("/v3/chat/retrieve", (request) => retrieve(exchangeOf(request), request.query));
  if (flavour === "hosted") app.post("/v3/chat/retrieve", (request) => retrieve(exchangeOf(request), request.query));
  app.get("/v3/chat/message/list", (request) => messageList(exchangeOf(request), request.query));
  app.post("/v3/chat/cancel", (request) => cancel(exchangeOf(request), request.body));
}

async function chat(exchange: Exchange, request: FastifyRequest): Promise<FastifyReply> {
  const body = bindObject(request.body);
  const { flavour } = exchange.world.settings;
  const streams = optionalBoolean(body, "stream") || flavour === "oss-old";
  const opened = openChat(exchange, body, (request.query as { conversation_id?: string }).conversation_id);
  if ("failure" in opened) return refuseChat(exchange, opened.failure, streams);
  return streams ? streamChat(exchange, opened.chat) : startChat(exchange, opened.chat);
}

function openChat(exchange: Exchange, body: Record<string, unknown>, conversationId?: string): { chat: Chat } | { failure: Failure } {
  const { world } = exchange;
  const botId = requiredString(body, "bot_id");
  const userId = requiredString(body, "user_id");
  const messages = bindMessages(body.additional_messages);
  const objection = objectionOfAgent(messages, world.settings.flavour !== "hosted");
  if (objection !== undefined) return refused(objection);
  const bot = world.workflows.get(botId);
  if (bot?.kind !== "bot") return { failure: { code: CODES.workflowNotFound, message: "agent not found or not published to the API" } };
  const conversation = conversationFor(exchange, conversationId, botId);
  if (conversation === undefined) return refused("conversation not found");
  const variables = isRecord(body.custom_variables) ? body.custom_variables : {};
  if (Object.values(variables).some((value) => typeof value !== "string"))
    throw new BindFailure("'custom_variables' maps strings to strings");
  const given = isRecord(body.parameters) ? body.parameters : {};
  const parameters = { ...variables, ...given, USER_INPUT: messages.at(-1)?.text ?? "" };
  const created = createRun(exchange, { workflow: bot, parameters, userId, mode: body.stream === true ? 1 : 2 });
  if ("failure" in created) return created;
  return { chat: world.chats.createChat({ conversation, botId, run: created.run }) };
}

function conversationFor({ world }: Exchange, conversationId: string | undefined, botId: string): Conversation | undefined {
  return conversationId ? world.chats.conversation(conversationId) : world.chats.createConversation({ botId });
}

async function streamChat(exchange: Exchange, chat: Chat): Promise<FastifyReply> {
  const { world, plan } = exchange;
  const writer = openStream(exchange);
  const sink = new ChatSink({ settings: world.settings, plan, door: "agent", chat, newId: world.newId, writer });
  await sink.open();
  await world.runs.drive(chat.run, sink);
  settleByRun(exchange, chat.run);
  await writer.end();
  return exchange.reply;
}

/** Answers at once and goes on in the background, to be polled. */
function startChat(exchange: Exchange, chat: Chat): FastifyReply {
  const { world, plan } = exchange;
  const sink = new ChatSink({ settings: world.settings, plan, door: "agent", chat, newId: world.newId, writer: DISCARDING_WRITER });
  void sink.open();
  const body = chatBody(chat, "agent");
  void world.runs.drive(chat.run, sink).then(() => settleByRun(exchange, chat.run));
  return sendData(exchange, body);
}

/** OSS reports what goes wrong before the run inside the stream that was asked for. */
function refuseChat(exchange: Exchange, failure: Failure, streams: boolean): FastifyReply {
  if (!streams || exchange.world.settings.flavour === "hosted") return sendFailure(exchange, failure);
  exchange.world.ledger.settle(exchange.call, "failed");
  const writer = openStream(exchange);
  const frame = frameText({ event: "error", data: stringify({ code: failure.code, msg: failure.message }) });
  void Promise.resolve(writer.send(frame, true)).then(() => writer.end());
  return exchange.reply;
}

async function retrieve(exchange: Exchange, query: unknown): Promise<FastifyReply> {
  const found = findChat(exchange, query);
  return "failure" in found ? sendFailure(exchange, found.failure) : sendData(exchange, chatBody(found.chat, "agent"));
}

async function messageList(exchange: Exchange, query: unknown): Promise<FastifyReply> {
  const found = findChat(exchange, query);
  if ("failure" in found) return sendFailure(exchange, found.failure);
  const messages = found.chat.messages.map((message) => messageBody(found.chat, message));
  return sendData(exchange, messages);
}

async function cancel(exchange: Exchange, value: unknown): Promise<FastifyReply> {
  const body = bindObject(value);
  const found = findChat(exchange, body);
  if ("failure" in found) return sendFailure(exchange, found.failure);
  const { chat } = found;
  if (chat.status !== "created" && chat.status !== "in_progress") {
    return sendFailure(exchange, refused("only a chat in progress can be cancelled").failure);
  }
  if (exchange.plan.ignoreCancel) return sendData(exchange, chatBody(chat, "agent"));
  chat.status = "canceled";
  exchange.world.runs.cancel(chat.run);
  return sendData(exchange, chatBody(chat, "agent"));
}

/** @throws BindFailure when one of the two ids is missing. */
function findChat({ world }: Exchange, source: unknown): { chat: Chat } | { failure: Failure } {
  const fields = source as Record<string, unknown>;
  const conversationId = optionalString(fields, "conversation_id");
  const chatId = optionalString(fields, "chat_id");
  if (!conversationId || !chatId) throw new BindFailure("'conversation_id' and 'chat_id' are required");
  const chat = world.chats.chat(conversationId, chatId);
  if (chat) return { chat };
  const code = world.settings.flavour === "hosted" ? CODES.hostedNotFound : CODES.operationFailed;
  return { failure: { code, message: "chat not found" } };
}

function refused(message: string): { failure: Failure } {
  return { failure: { code: CODES.operationFailed, message: `operation failed: ${message}` } };
}
