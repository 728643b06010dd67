/**
 * `POST /v1/workflows/chat`: a chatflow, always as a stream (`reference/coze-api.md` §8.1).
 */
import type { FastifyInstance, FastifyReply } from "fastify";
import { bindObject, bindRun, decodeParameters, type RunRequest } from "./bind.js";
import { bindMessages, formAnswer, objectionOfChatflow } from "./chat-input.js";
import { ChatSink } from "./chat-sink.js";
import type { Chat, Conversation } from "./chat-store.js";
import { type Exchange, exchangeOf, openStream, sendFailure, settleByRun } from "./exchange.js";
import { CODES, type Failure } from "./failures.js";
import { createRun, findWorkflow } from "./prepare-run.js";
import type { Run } from "./runs.js";

export function addChatflowRoutes(app: FastifyInstance): void {
  app.post("/v1/workflows/chat", (request) => chatWithWorkflow(exchangeOf(request), bindObject(request.body)));
}

async function chatWithWorkflow(exchange: Exchange, body: Record<string, unknown>): Promise<FastifyReply> {
  const { chats } = exchange.world;
  const prepared = prepare(exchange, body);
  if ("failure" in prepared) return sendFailure(exchange, prepared.failure);
  const { conversation, text } = prepared;
  const waiting = conversation.waiting;
  delete conversation.waiting;
  if (waiting) {
    exchange.call.executeId = waiting.executeId;
    exchange.followsRun = true;
    return streamChat(exchange, chats.createChat({ conversation, botId: prepared.botId, run: waiting }), answerFor(waiting, text));
  }
  const created = startRun(exchange, prepared);
  if ("failure" in created) return sendFailure(exchange, created.failure);
  return streamChat(exchange, chats.createChat({ conversation, botId: prepared.botId, run: created.run }));
}

interface PreparedChat {
  readonly request: RunRequest;
  readonly conversation: Conversation;
  readonly text: string;
  readonly botId: string;
}

function prepare(exchange: Exchange, body: Record<string, unknown>): PreparedChat | { failure: Failure } {
  const { world } = exchange;
  const request = bindRun(body);
  const messages = bindMessages(body.additional_messages);
  const objection = objectionOfChatflow(messages, world.settings.flavour !== "hosted");
  if (objection !== undefined) return refused(objection);
  const decoded = decodeParameters(request.parameters);
  if ("failure" in decoded) return decoded;
  const conversation = findConversation(exchange, body.conversation_id, decoded.values.CONVERSATION_NAME);
  if (conversation === undefined) return refused("a conversation_id that exists, or the parameter CONVERSATION_NAME, is required");
  const botId = typeof body.bot_id === "string" ? body.bot_id : "0";
  return { request, conversation, botId, text: messages.at(-1)?.text ?? "" };
}

/** Hosted makes a conversation when neither an id nor a name is given. */
function findConversation({ world }: Exchange, id: unknown, name: unknown): Conversation | undefined {
  const { chats, settings } = world;
  if (typeof id === "string" && id !== "") return chats.conversation(id);
  if (typeof name === "string" && name !== "") return chats.conversationNamed(name) ?? chats.createConversation({ name });
  return settings.flavour === "hosted" ? chats.createConversation({}) : undefined;
}

function startRun(exchange: Exchange, { request, text }: PreparedChat): { run: Run } | { failure: Failure } {
  const found = findWorkflow(exchange.world, request.workflowId);
  if ("failure" in found) return found;
  const decoded = decodeParameters(request.parameters);
  if ("failure" in decoded) return decoded;
  const parameters = { ...decoded.values, USER_INPUT: text };
  return createRun(exchange, { workflow: found.workflow, parameters, userId: request.userId, mode: 1 });
}

/** An Input node is answered with lines `name:value`. */
function answerFor(run: Run, text: string): string {
  return run.waitsFor === "form" ? formAnswer(text) : text;
}

async function streamChat(exchange: Exchange, chat: Chat, answer?: string): Promise<FastifyReply> {
  const { world, plan } = exchange;
  const writer = openStream(exchange);
  const sink = new ChatSink({ settings: world.settings, plan, door: "chatflow", chat, newId: world.newId, writer });
  await sink.open();
  await world.runs.drive(chat.run, sink, answer);
  settleByRun(exchange, chat.run);
  await writer.end();
  return exchange.reply;
}

function refused(message: string): { failure: Failure } {
  return { failure: { code: CODES.operationFailed, message: `operation failed: ${message}` } };
}
