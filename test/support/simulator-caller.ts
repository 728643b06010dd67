/** A simulator for one test and plain HTTP calls to it, read without any of our own client code. */
import { onTestFinished } from "vitest";
import { createSimulator, type Simulator, type SimulatorOptions } from "../../src/simulator/simulator.js";

export interface PlainReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; numbers beyond 2^53 lose digits here, `text` has them. */
  // biome-ignore lint/suspicious/noExplicitAny: replies are looked into field by field, and every wrong guess fails the test
  json(): any;
  /** The body as event frames. */
  frames(): ReceivedFrame[];
}

export interface ReceivedFrame {
  readonly id?: string;
  readonly event: string;
  readonly data: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  json(): any;
}

export interface SimulatorCaller {
  readonly simulator: Simulator;
  readonly url: string;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<PlainReply>;
  get(path: string, headers?: Record<string, string>): Promise<PlainReply>;
  delete(path: string): Promise<PlainReply>;
  run(workflowId: string, parameters?: unknown, more?: object): Promise<PlainReply>;
  stream(workflowId: string, parameters?: unknown, more?: object): Promise<PlainReply>;
  /** The raw response, for tests that read piece by piece or hang up. */
  open(path: string, body: unknown, signal?: AbortSignal): Promise<Response>;
}

const AUTHORIZED = { authorization: "Bearer pat_simulator" };

/** Started now, stopped when the test ends. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<SimulatorCaller> {
  const simulator = createSimulator(options);
  const { url } = await simulator.start();
  onTestFinished(() => simulator.stop());

  const open = (path: string, body: unknown, signal?: AbortSignal): Promise<Response> =>
    fetch(url + path, { method: "POST", headers: { ...AUTHORIZED, ...JSON_BODY }, body: textOf(body), ...(signal && { signal }) });
  const call = async (path: string, init: RequestInit): Promise<PlainReply> => read(await fetch(url + path, init));
  const post = (path: string, body: unknown, headers: Record<string, string> = AUTHORIZED): Promise<PlainReply> =>
    call(path, { method: "POST", headers: { ...JSON_BODY, ...headers }, body: textOf(body) });

  return {
    simulator,
    url,
    post,
    open,
    get: (path, headers = AUTHORIZED) => call(path, { headers }),
    delete: (path) => call(path, { method: "DELETE" }),
    run: (workflowId, parameters, more) => post("/v1/workflow/run", { workflow_id: workflowId, parameters, ...more }),
    stream: (workflowId, parameters, more) => post("/v1/workflow/stream_run", { workflow_id: workflowId, parameters, ...more }),
  };
}

const JSON_BODY = { "content-type": "application/json" };

function textOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

async function read(response: Response): Promise<PlainReply> {
  const { status, headers } = response;
  const text = await response.text();
  return { status, headers, text, json: () => JSON.parse(text), frames: () => framesIn(text) };
}

/** Strict on purpose: a line that is neither a field nor a comment, or a frame without its blank line, throws. */
export function framesIn(text: string): ReceivedFrame[] {
  const blocks = text.split("\n\n");
  if (blocks.pop() !== "") throw new Error(`the last frame is not complete: ${JSON.stringify(text.slice(-200))}`);
  return blocks.flatMap((block) => {
    const lines = block.split("\n").filter((line) => !line.startsWith(":"));
    const fields = Object.fromEntries(lines.map(fieldIn));
    const { id, event = "", data = "" } = fields;
    return lines.length === 0 ? [] : [{ ...(id !== undefined && { id }), event, data, json: () => JSON.parse(data) }];
  });
}

function fieldIn(line: string): [string, string] {
  const [, name, value] = /^(id|event|data): ?(.*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`not a field: ${JSON.stringify(line)}`);
  return [name, value];
}
