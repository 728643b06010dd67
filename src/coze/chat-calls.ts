/** The calls that concern agents and chatflows: chat, ask how a chat stands, read its messages, cancel it. */
import { isJsonObject, type JsonObject } from "../kernel/json.js";
import { withPayload } from "../kernel/payload-text.js";
import { type Call, type CallLimits, callOnce, callStream, type StreamReader, type Wiring } from "./calls.js";
import { type CozeChat, type CozeChatMessage, messageOf } from "./chat-events.js";
import { type CozeChatEvent, decodeChatReply, isChatOver, readChat } from "./chat-stream.js";
import { requireCozeId, requireWorkflowId } from "./settings.js";
import { decodeReply, type ReplyFacts } from "./wire.js";

export interface CozeAgentRequest extends CallLimits {
  /** The agent; Coze calls it a bot. */
  readonly botId: string;
  /** Opaque id of the end user. */
  readonly userId: string;
  readonly message: string;
  readonly customVariables: Readonly<Record<string, string>>;
  /** Continues this conversation; absent = a new one. */
  readonly conversationId?: string | undefined;
  /** False: Coze answers at once and the chat is to be polled. Early OSS streams all the same. */
  readonly stream: boolean;
}

export interface CozeChatflowRequest extends CallLimits {
  readonly workflowId: string;
  readonly userId: string;
  readonly message: string;
  readonly parameters: JsonObject;
  /** The engine's id, or else a name under which Coze finds or makes the conversation. */
  readonly conversation: { readonly id: string } | { readonly name: string };
}

export interface CozeChatReference extends CallLimits {
  readonly conversationId: string;
  readonly chatId: string;
}

const CHAT_READER: StreamReader<CozeChatEvent> = {
  read: readChat,
  endedBy(event) {
    if (event.type === "end") return "ok";
    if (event.type !== "chat" || !isChatOver(event)) return undefined;
    return event.status === "requires_action" ? "interrupted" : "ok";
  },
};

export const chat = (wiring: Wiring, request: CozeAgentRequest): AsyncIterable<CozeChatEvent> =>
  callStream(wiring, () => agentCall(request), CHAT_READER);

const agentCall = (request: CozeAgentRequest): Call => {
  const { conversationId } = request;
  const path = conversationId === undefined ? "/v3/chat" : `/v3/chat?conversation_id=${requireCozeId(conversationId)}`;
  const body = JSON.stringify({
    bot_id: requireWorkflowId(request.botId),
    user_id: request.userId,
    stream: request.stream,
    // Hosted refuses to be polled without (`reference/coze-api.md` §8.2).
    auto_save_history: true,
    additional_messages: [userMessage(request.message)],
    custom_variables: request.customVariables,
  });
  return { operation: "chat", method: "POST", path, body, limits: request };
};

export const chatflow = (wiring: Wiring, request: CozeChatflowRequest): AsyncIterable<CozeChatEvent> =>
  callStream(wiring, () => chatflowCall(request), CHAT_READER);

/** The last message must be the user's and is sent alone: earlier ones trip OSS's check of roles (§8.1). */
const chatflowCall = (request: CozeChatflowRequest): Call => {
  const { conversation } = request;
  const parameters: JsonObject = { ...request.parameters, ...("name" in conversation && { CONVERSATION_NAME: conversation.name }) };
  const entries = {
    workflow_id: requireWorkflowId(request.workflowId),
    additional_messages: [userMessage(request.message)],
    ...("id" in conversation && { conversation_id: requireCozeId(conversation.id) }),
    ext: { user_id: request.userId },
  };
  // Some revisions fail on any parameters at all (§8.1).
  const body = Object.keys(parameters).length > 0 ? withPayload(entries, parameters) : JSON.stringify(entries);
  return { operation: "chatflow", method: "POST", path: "/v1/workflows/chat", body, limits: request };
};

const userMessage = (content: string): JsonObject => ({ role: "user", content, content_type: "text" });

/** OSS routes these two for GET only (§8.2). */
export const chatState = async (wiring: Wiring, reference: CozeChatReference): Promise<CozeChat> =>
  callOnce(
    wiring,
    { operation: "chat_retrieve", method: "GET", path: `/v3/chat/retrieve?${queryOf(reference)}`, limits: reference },
    decodeChatReply,
  );

export const chatMessages = async (wiring: Wiring, reference: CozeChatReference): Promise<CozeChatMessage[]> =>
  callOnce(
    wiring,
    { operation: "chat_messages", method: "GET", path: `/v3/chat/message/list?${queryOf(reference)}`, limits: reference },
    decodeMessages,
  );

/** @returns how the chat stands after it; only `canceled` means that it stopped. @throws AppError for a chat that is over. */
export const cancelChat = async (wiring: Wiring, reference: CozeChatReference): Promise<CozeChat> => {
  const body = JSON.stringify({
    conversation_id: requireCozeId(reference.conversationId),
    chat_id: requireCozeId(reference.chatId),
  });
  return callOnce(wiring, { operation: "chat_cancel", method: "POST", path: "/v3/chat/cancel", body, limits: reference }, decodeChatReply);
};

const queryOf = ({ conversationId, chatId }: CozeChatReference): string =>
  `conversation_id=${requireCozeId(conversationId)}&chat_id=${requireCozeId(chatId)}`;

const decodeMessages = (text: string, facts: ReplyFacts): CozeChatMessage[] => {
  const { data } = decodeReply(text, facts);
  return Array.isArray(data) ? data.filter(isJsonObject).map(messageOf) : [];
};
