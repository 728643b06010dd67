/**
 * Turns the events of a run into the messages and frames of a chat, for agents and for chatflows
 * (`reference/coze-api.md` §8.1 and §8.2). Without a writer that listens the chat is only recorded, to be polled.
 */
import { type ChatDoor, chatBody, messageBody } from "./chat-bodies.js";
import { type Chat, type ChatMessage, type ChatStatus, unixSeconds } from "./chat-store.js";
import { disturbBody } from "./exchange.js";
import { runCode } from "./failures.js";
import type { FaultPlan } from "./faults.js";
import { debugUrl, type Settings } from "./flavour.js";
import type { DoneEvent, FailedEvent, InterruptEvent, MessageEvent, RunEvent } from "./interpreter.js";
import type { Sink } from "./runs.js";
import { frameText } from "./sse.js";
import type { StreamWriter } from "./stream-writer.js";
import { type JsonRecord, stringify } from "./wire-json.js";

export interface ChatSinkOptions {
  readonly settings: Settings;
  readonly plan: FaultPlan;
  readonly door: ChatDoor;
  readonly chat: Chat;
  readonly newId: () => string;
  readonly writer: StreamWriter;
}

interface OpenMessage {
  readonly id: string;
  text: string;
}

export class ChatSink implements Sink {
  readonly #options: ChatSinkOptions;
  readonly #isHosted: boolean;
  /** By node. */
  readonly #openMessages = new Map<string, OpenMessage>();
  #nextId = 1;

  constructor(options: ChatSinkOptions) {
    this.#options = options;
    this.#isHosted = options.settings.flavour === "hosted";
  }

  /** Announces the chat; comes before the run is driven. */
  open(): undefined | Promise<void> {
    const { chat, writer } = this.#options;
    const created = this.#chatFrame("created");
    chat.status = "in_progress";
    return writer.send(created + this.#chatFrame("in_progress"), false);
  }

  accept(event: RunEvent): undefined | Promise<void> {
    return this.#options.writer.send(this.#framesOf(event), event.kind !== "message");
  }

  flush(): undefined | Promise<void> {
    return this.#options.writer.flush();
  }

  #framesOf(event: RunEvent): string {
    switch (event.kind) {
      case "message":
        return this.#message(event);
      case "interrupt":
        return this.#interrupt(event);
      case "failed":
        return this.#failed(event);
      case "done":
        return this.#done(event);
    }
  }

  /** On OSS a chatflow's `completed` holds its own last piece only; everywhere else the whole text comes again. */
  #message({ node, content, finished }: MessageEvent): string {
    const { chat, door, newId } = this.#options;
    const current = this.#openMessages.get(node.id) ?? { id: newId(), text: "" };
    this.#openMessages.set(node.id, current);
    current.text += content;
    const piece = answer(current.id, content);
    if (!finished) return this.#messageFrame("delta", piece);
    this.#openMessages.delete(node.id);
    const whole = answer(current.id, current.text);
    chat.messages.push(whole);
    if (door === "chatflow" && !this.#isHosted) return this.#messageFrame("completed", piece);
    return (content === "" ? "" : this.#messageFrame("delta", piece)) + this.#messageFrame("completed", whole);
  }

  #interrupt({ data, question, type }: InterruptEvent): string {
    const { chat, newId } = this.#options;
    const isCard = type === 5 || data.includes('"content_type":"option"');
    const asked = answer(newId(), isCard ? data : question, isCard ? "card" : "text");
    chat.messages.push(asked);
    chat.conversation.waiting = chat.run;
    this.#settle("requires_action");
    return this.#messageFrame("completed", asked) + this.#chatFrame("requires_action") + this.#doneFrame();
  }

  #failed({ code, message: text }: FailedEvent): string {
    const { chat, door } = this.#options;
    if (chat.status === "canceled") return this.#doneFrame();
    this.#settle("failed");
    const shownCode = this.#isHosted ? runCode(code) : code;
    if (door === "chatflow" && !this.#isHosted) {
      return this.#frame("error", stringify({ code: String(shownCode), msg: text, debug_url: this.#link() }));
    }
    return this.#chatFrame("failed", { last_error: { code: shownCode, msg: text } }) + this.#doneFrame();
  }

  /** Hosted closes an agent's answer with a message that is no answer. */
  #done({ tokens }: DoneEvent): string {
    const { chat, door, newId } = this.#options;
    this.#settle("completed");
    const note = this.#isHosted && door === "agent" ? finishNote(newId()) : undefined;
    if (note) chat.messages.push(note);
    const usage = { token_count: tokens, output_count: tokens, input_count: 0 };
    return (note ? this.#messageFrame("completed", note) : "") + this.#chatFrame("completed", { usage }) + this.#doneFrame();
  }

  /** A cancelled chat stays cancelled. */
  #settle(status: ChatStatus): void {
    const { chat } = this.#options;
    if (chat.status === "canceled") return;
    chat.status = status;
    chat.completedAt = unixSeconds();
  }

  #frame(event: string, data: string): string {
    const isNumbered = this.#options.door === "chatflow" && !this.#isHosted;
    const id = isNumbered ? { id: this.#nextId++ } : {};
    return frameText({ ...id, event, data }, this.#isHosted ? "" : " ");
  }

  #chatFrame(event: string, more: JsonRecord = {}): string {
    const { chat, door, plan } = this.#options;
    return this.#frame(`conversation.chat.${event}`, stringify(disturbBody({ ...chatBody(chat, door), ...more }, plan)));
  }

  #messageFrame(event: string, message: ChatMessage): string {
    const { chat, plan } = this.#options;
    return this.#frame(`conversation.message.${event}`, stringify(disturbBody(messageBody(chat, message), plan)));
  }

  #doneFrame(): string {
    if (this.#isHosted) return this.#frame("done", '"[DONE]"');
    return this.#frame("done", this.#options.door === "chatflow" ? stringify({ debug_url: this.#link() }) : "");
  }

  #link(): string {
    const { settings, chat } = this.#options;
    return debugUrl(settings, { executeId: chat.run.executeId, workflowId: chat.run.workflow.id });
  }
}

function answer(id: string, content: string, contentType: "text" | "card" = "text"): ChatMessage {
  return { id, type: "answer", content, contentType, createdAt: unixSeconds() };
}

function finishNote(id: string): ChatMessage {
  const content = stringify({
    msg_type: "generate_answer_finish",
    data: '{"finish_reason":0,"FinData":""}',
    from_module: null,
    from_unit: null,
  });
  return { id, type: "verbose", content, contentType: "text", createdAt: unixSeconds() };
}
