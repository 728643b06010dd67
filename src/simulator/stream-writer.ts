/**
 * Writes the frames of one event stream to a connection, well-behaved or as a fault plan demands. Frames that come
 * without time between them leave in one write.
 */
import type { ServerResponse } from "node:http";
import type { FaultPlan } from "./faults.js";
import { frameText } from "./sse.js";

const SEND_AT_CHARACTERS = 64 * 1024;
/** A prime, so that cuts keep falling inside multi-byte characters. */
const SPLIT_CHUNK_BYTES = 1021;
const SPLIT_SINGLY_BYTES = 8 * 1024;

export interface StreamWriter {
  /** Takes one frame or several in a row. A promise means: wait before sending more. Frames to a lost connection are dropped. */
  send(frames: string, terminal: boolean): undefined | Promise<void>;
  flush(): undefined | Promise<void>;
  end(): undefined | Promise<void>;
}

export interface StreamTarget {
  readonly response: ServerResponse;
  readonly headers: Readonly<Record<string, string>>;
  readonly plan: FaultPlan;
}

/** The headers leave with the first frame, as on a real server, so a silent start is silent altogether. */
export function createStreamWriter(target: StreamTarget): StreamWriter {
  return disturbsStream(target.plan) ? disturbedWriter(target) : orderlyWriter(target);
}

export const DISCARDING_WRITER: StreamWriter = { send: () => undefined, flush: () => undefined, end: () => undefined };

function disturbsStream(plan: FaultPlan): boolean {
  const counted = [plan.cutAfter, plan.cutMidFrameAfter, plan.plainTextErrorAfter, plan.slowChunksMs];
  return counted.some((count) => count !== undefined) || Boolean(plan.noTerminal || plan.ping || plan.splitBytes);
}

function orderlyWriter({ response, headers }: StreamTarget): StreamWriter {
  let pending = "";
  const open = (): void => {
    if (!response.headersSent) response.writeHead(200, headers);
  };
  const flush = (): undefined | Promise<void> => {
    if (pending === "" || response.destroyed) return undefined;
    open();
    const taken = response.write(pending);
    pending = "";
    return taken ? undefined : untilWritable(response);
  };
  return {
    send: (frames) => {
      pending += frames;
      return pending.length > SEND_AT_CHARACTERS ? flush() : undefined;
    },
    flush,
    end: () => {
      if (response.destroyed) return undefined;
      open();
      response.end(pending);
      return undefined;
    },
  };
}

function disturbedWriter({ response, headers, plan }: StreamTarget): StreamWriter {
  let sent = 0;
  let closed = false;

  async function write(text: string): Promise<void> {
    if (response.destroyed) return;
    if (!response.headersSent) response.writeHead(200, headers);
    for (const chunk of chunksOf(text, plan)) {
      await written(response, chunk);
      if (plan.splitBytes) await new Promise(setImmediate);
    }
  }

  async function send(frames: string, terminal: boolean): Promise<void> {
    if (terminal && plan.noTerminal) return;
    for (const frame of frames.split(/(?<=\n\n)/)) await sendOne(frame);
  }

  async function sendOne(frame: string): Promise<void> {
    if (closed) return;
    if (plan.plainTextErrorAfter === sent) {
      closed = true;
      await write(frameText({ event: "error", data: "stream failed: upstream connection reset" }));
      response.end();
    } else if (plan.cutAfter === sent || plan.cutMidFrameAfter === sent) {
      closed = true;
      if (plan.cutMidFrameAfter === sent) await write(frame.slice(0, Math.ceil(frame.length / 2)));
      response.destroy();
    } else {
      if (plan.ping) await write(`${frameText({ event: "PING", data: "{}" })}: still here\n\n${UNKNOWN_EVENT}`);
      sent += 1;
      await writeFrame(frame);
    }
  }

  async function writeFrame(frame: string): Promise<void> {
    if (plan.slowChunksMs === undefined) return write(frame);
    const middle = Math.ceil(frame.length / 2);
    await write(frame.slice(0, middle));
    await new Promise((resolve) => setTimeout(resolve, plan.slowChunksMs));
    await write(frame.slice(middle));
  }

  return {
    send,
    flush: () => undefined,
    end: async () => {
      if (closed || response.destroyed) return;
      await write("");
      response.end();
    },
  };
}

const UNKNOWN_EVENT = frameText({ event: "Telemetry", data: "not JSON, and nobody's business" });

function chunksOf(text: string, plan: FaultPlan): Buffer[] {
  const bytes = Buffer.from(text);
  if (!plan.splitBytes) return [bytes];
  const size = bytes.length <= SPLIT_SINGLY_BYTES ? 1 : SPLIT_CHUNK_BYTES;
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

/** Resolves when the chunk was handed to the system, so that destroying the socket afterwards does not lose it. */
function written(response: ServerResponse, chunk: Buffer): Promise<void> {
  if (response.destroyed || chunk.length === 0) return Promise.resolve();
  return new Promise((resolve) => response.write(chunk, () => resolve()));
}

function untilWritable(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      response.off("drain", finish);
      response.off("close", finish);
      resolve();
    };
    response.on("drain", finish);
    response.on("close", finish);
  });
}
