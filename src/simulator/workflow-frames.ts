/**
 * Turns the events of a run into the frames of `stream_run` and `stream_resume`, per flavour (`reference/coze-api.md` §5.3).
 */
import { disturbBody } from "./exchange.js";
import { runCode } from "./failures.js";
import type { FaultPlan } from "./faults.js";
import { debugUrl, type Settings } from "./flavour.js";
import type { FailedEvent, InterruptEvent, MessageEvent, RunEvent } from "./interpreter.js";
import type { Run, Sink } from "./runs.js";
import { frameText } from "./sse.js";
import type { StreamWriter } from "./stream-writer.js";
import { type JsonRecord, stringify, stringifyLikeGo } from "./wire-json.js";

type EventName = "Message" | "Interrupt" | "Error" | "Done";

export interface FrameOptions {
  readonly settings: Settings;
  readonly plan: FaultPlan;
  readonly writer: StreamWriter;
}

/** One sink per stream: event ids and the message numbers of each node start at 0 again when a run is resumed. */
export function workflowSink({ settings, plan, writer }: FrameOptions): Sink {
  const { flavour } = settings;
  const sequences = new Map<string, number>();
  let nextId = 0;

  function frame(name: EventName, body: JsonRecord): string {
    const event = flavour === "oss-old" ? name.toLowerCase() : name;
    const encode = flavour === "hosted" ? stringify : stringifyLikeGo;
    const text = frameText({ id: nextId, event, data: encode(disturbBody(body, plan)) });
    nextId += 1;
    return text;
  }

  function sequenceOf(nodeId: string): string {
    const sequence = sequences.get(nodeId) ?? 0;
    sequences.set(nodeId, sequence + 1);
    return String(sequence);
  }

  function framesOf(event: RunEvent, run: Run): string {
    const link = debugUrl(settings, { executeId: run.executeId, workflowId: run.workflow.id });
    switch (event.kind) {
      case "message":
        return frame("Message", messageBody(event, sequenceOf(event.node.id), flavour === "hosted"));
      case "interrupt": {
        const body = interruptBody(event, `${run.executeId}/${run.pendingEventId ?? ""}`);
        if (flavour !== "hosted") return frame("Interrupt", { debug_url: link, ...body });
        return hostedQuestion(event, body);
      }
      case "failed":
        return frame("Error", errorBody(event, link, flavour === "hosted"));
      case "done":
        return frame("Done", { debug_url: link });
    }
  }

  /** Hosted asks in a message and leaves the data of a Question empty (`reference/coze-api.md` §11.2). */
  function hostedQuestion(event: InterruptEvent, { interrupt_data }: ReturnType<typeof interruptBody>): string {
    if (event.type !== 2) return frame("Interrupt", { interrupt_data, node_title: event.node.title });
    const { node, question } = event;
    const asked = messageBody({ kind: "message", node, content: question, finished: true }, sequenceOf(node.id), true);
    const message = frame("Message", asked);
    return message + frame("Interrupt", { interrupt_data: { ...interrupt_data, data: "" }, node_title: node.title });
  }

  return {
    accept: (event, run) => writer.send(framesOf(event, run), event.kind !== "message"),
    flush: () => writer.flush(),
  };
}

function messageBody({ node, content, finished, tokens }: MessageEvent, sequence: string, hosted: boolean): JsonRecord {
  if (hosted) {
    const end = node.type === "End" && finished ? { cost: "0", token: tokens ?? 0 } : {};
    const title = node.type === "End" ? "" : node.title;
    return { content, content_type: "text", node_is_finish: finished, node_seq_id: sequence, node_title: title, ...end };
  }
  return {
    content,
    content_type: "text",
    node_seq_id: sequence,
    node_id: node.id,
    node_is_finish: finished,
    node_type: node.type,
    node_title: node.title,
    token: tokens,
  };
}

function interruptBody({ type, data }: InterruptEvent, eventId: string) {
  return { interrupt_data: { event_id: eventId, type, data } };
}

/** Streams show the raw code on OSS (`reference/coze-api.md` §10.2). */
function errorBody({ code, message }: FailedEvent, link: string, hosted: boolean): JsonRecord {
  return { error_code: hosted ? runCode(code) : code, error_message: message, debug_url: link };
}
