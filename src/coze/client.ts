/**
 * The client of one Coze connection: runs workflows, in one answer or as a stream. It repeats nothing; an error's
 * `notAccepted` says whether repeating is safe (`reference/coze-api.md` §10.3).
 */
import type { Clock } from "../kernel/clock.js";
import { toAppError } from "../kernel/errors.js";
import type { JsonObject } from "../kernel/json.js";
import type { Log } from "../kernel/log.js";
import { type CozeAnswer, letGo, readText } from "./answer.js";
import { type BoundedCall, boundCall } from "./bounded-call.js";
import { type CircuitPosition, createCircuit } from "./circuit.js";
import { type CozeRequest, createConnection } from "./connection.js";
import type { CallOutcome, CozeMetrics } from "./coze-metrics.js";
import { createFlavourFinder, type FlavourFinder, PROBE_PATH, type ProbeAnswer } from "./flavour.js";
import { type CozeConnectionSettings, type CozeFlavour, DEFAULT_CIRCUIT, requireWorkflowId } from "./settings.js";
import { type CozeStreamEvent, readStream } from "./stream.js";
import { type CozeRunResult, decodeRunResult } from "./wire.js";

export interface CozeRunRequest {
  readonly workflowId: string;
  readonly parameters: JsonObject;
  /** Opaque id of the end user, passed on as `ext.user_id`. */
  readonly userId: string;
  /** Closes the socket; whether the engine stops then is not known. */
  readonly signal: AbortSignal;
  /** Milliseconds for the connect, any silence and the whole run. Default: the connection's. */
  readonly timeoutMs?: number;
}

export interface CozeClient {
  readonly settings: CozeConnectionSettings;
  /** @throws AppError; QUESTION_NOT_ANSWERABLE for a workflow that asks, which only a stream can show. */
  run(request: CozeRunRequest): Promise<CozeRunResult>;
  /**
   * Read as fast as it is pulled. Ends after `interrupt` or `done`; leaving earlier closes the socket.
   * @throws AppError for everything else a stream can end with.
   */
  streamRun(request: CozeRunRequest): AsyncIterable<CozeStreamEvent>;
  /** @throws AppError when the server has to be asked and cannot be. */
  flavour(): Promise<CozeFlavour>;
  /** For health and metrics; asks nobody. */
  status(): CozeStatus;
  /** Closes all sockets; calls under way fail. */
  close(): void;
}

export interface CozeStatus {
  readonly circuit: CircuitPosition;
  /** `undefined` until something showed it. */
  readonly flavour: CozeFlavour | undefined;
}

export interface CozeClientDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: CozeMetrics;
}

/** The parts that the calls of one connection share. */
interface Wiring {
  readonly settings: CozeConnectionSettings;
  readonly clock: Clock;
  readonly flavours: FlavourFinder;
  send(request: CozeRequest, call: BoundedCall): Promise<CozeAnswer>;
  called(operation: "run" | "stream_run", outcome: CallOutcome): void;
}

/** @throws AppError CONFIGURATION_INVALID when the address cannot be one of Coze. Opens no socket yet. */
export const createCozeClient = (settings: CozeConnectionSettings, deps: CozeClientDeps): CozeClient => {
  const { clock, log, metrics } = deps;
  const connection = createConnection(settings, clock);
  const circuit = createCircuit({
    ...(settings.circuit ?? DEFAULT_CIRCUIT),
    connection: settings.name,
    clock,
    log,
    onChange: (position) => metrics?.circuit(settings.name, position),
  });
  const wiring: Wiring = {
    settings,
    clock,
    flavours: createFlavourFinder(settings, { log, probe: () => probe(wiring) }),
    send: (request, call) => circuit.run(() => connection.send(request, call)),
    called: (operation, outcome) => metrics?.called(settings.name, operation, outcome),
  };
  return {
    settings,
    run: (request) => run(wiring, request),
    streamRun: (request) => streamRun(wiring, request),
    flavour: () => wiring.flavours.find(),
    status: () => ({ circuit: circuit.position(), flavour: wiring.flavours.known() }),
    close: () => connection.close(),
  };
};

const run = async (wiring: Wiring, request: CozeRunRequest): Promise<CozeRunResult> => {
  const body = bodyOf(request);
  const call = boundCall(wiring.clock, request.timeoutMs ?? wiring.settings.timeoutMs, request.signal);
  try {
    const answer = await wiring.send({ method: "POST", path: "/v1/workflow/run", body }, call);
    const result = decodeRunResult(await readText(answer, call), answer.facts);
    wiring.called("run", "ok");
    return result;
  } catch (error) {
    wiring.called("run", toAppError(error).code);
    throw error;
  } finally {
    call.release();
  }
};

async function* streamRun(wiring: Wiring, request: CozeRunRequest): AsyncGenerator<CozeStreamEvent, void> {
  const body = bodyOf(request);
  const call = boundCall(wiring.clock, request.timeoutMs ?? wiring.settings.timeoutMs, request.signal);
  let answer: CozeAnswer | undefined;
  let outcome: CallOutcome = "abandoned";
  try {
    answer = await wiring.send({ method: "POST", path: "/v1/workflow/stream_run", body }, call);
    for await (const event of readStream(answer, call, wiring.flavours.sawEvent)) {
      if (event.type === "done") outcome = "ok";
      else if (event.type === "interrupt") outcome = "interrupted";
      yield event;
    }
  } catch (error) {
    outcome = toAppError(error).code;
    throw error;
  } finally {
    call.release();
    wiring.called("stream_run", outcome);
    if (answer !== undefined) letGo(answer.body, outcome === "ok" || outcome === "interrupted", wiring.clock);
  }
}

const probe = async (wiring: Wiring): Promise<ProbeAnswer> => {
  const call = boundCall(wiring.clock, wiring.settings.timeoutMs, new AbortController().signal);
  try {
    const answer = await wiring.send({ method: "GET", path: PROBE_PATH }, call);
    return { facts: answer.facts, logIdHeader: answer.logIdHeader, text: await readText(answer, call) };
  } finally {
    call.release();
  }
};

/** `parameters` as an object and `ext` with text only: both families take that (`reference/coze-api.md` §4.1). */
const bodyOf = (request: CozeRunRequest): string =>
  JSON.stringify({
    workflow_id: requireWorkflowId(request.workflowId),
    parameters: request.parameters,
    ext: { user_id: request.userId },
  });
