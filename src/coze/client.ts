/**
 * The client of one Coze connection: workflows, chatflows and agents. It repeats nothing; an error's `notAccepted` says
 * whether repeating is safe (`reference/coze-api.md` §10.3).
 */
import type { Clock } from "../kernel/clock.js";
import type { Log } from "../kernel/log.js";
import { readText } from "./answer.js";
import { boundCall } from "./bounded-call.js";
import type { Wiring } from "./calls.js";
import {
  type CozeAgentRequest,
  type CozeChatflowRequest,
  type CozeChatReference,
  cancelChat,
  chat,
  chatflow,
  chatMessages,
  chatState,
} from "./chat-calls.js";
import type { CozeChat, CozeChatMessage } from "./chat-events.js";
import type { CozeChatEvent } from "./chat-stream.js";
import { type CircuitPosition, createCircuit } from "./circuit.js";
import { createConnection } from "./connection.js";
import type { CozeMetrics } from "./coze-metrics.js";
import type { CozeDeclaration } from "./declared-inputs.js";
import { type CozeDescribeQuestion, describe, describeInStudio } from "./describe-calls.js";
import { type CozeFile, type CozeUploadRequest, uploadFile } from "./file-calls.js";
import { createFlavourFinder, PROBE_PATH, type ProbeAnswer } from "./flavour.js";
import type { CozeRunState } from "./run-history.js";
import { type CozeConnectionSettings, type CozeFlavour, DEFAULT_CIRCUIT } from "./settings.js";
import type { CozeStreamEvent } from "./stream.js";
import type { CozeRunResult, CozeStarted } from "./wire.js";
import {
  type CozeResumeRequest,
  type CozeRunQuestion,
  type CozeRunRequest,
  run,
  runAsync,
  runState,
  streamResume,
  streamRun,
} from "./workflow-calls.js";

export interface CozeClient {
  readonly settings: CozeConnectionSettings;
  /** @throws AppError; QUESTION_NOT_ANSWERABLE for a workflow that asks, which only a stream can show. */
  run(request: CozeRunRequest): Promise<CozeRunResult>;
  /** Begins a run and answers at once. @throws AppError; wrong parameters are refused here already. */
  runAsync(request: CozeRunRequest): Promise<CozeStarted>;
  /**
   * Read as fast as it is pulled. Ends after `interrupt` or `done`; leaving earlier closes the socket.
   * @throws AppError for everything else a stream can end with.
   */
  streamRun(request: CozeRunRequest): AsyncIterable<CozeStreamEvent>;
  /** Answers an interrupt and goes on as `streamRun` does. @throws AppError ENGINE_FAILED for an event id that was used. */
  streamResume(request: CozeResumeRequest): AsyncIterable<CozeStreamEvent>;
  /** @throws AppError when the question failed; what became of the run is data. */
  runState(question: CozeRunQuestion): Promise<CozeRunState>;
  /** Speaks to an agent. Streamed or not, the answer comes as events; a chat to be polled ends while in progress. */
  chat(request: CozeAgentRequest): AsyncIterable<CozeChatEvent>;
  chatState(reference: CozeChatReference): Promise<CozeChat>;
  chatMessages(reference: CozeChatReference): Promise<CozeChatMessage[]>;
  /** @returns how the chat stands after it. @throws AppError for a chat that is over or unknown. */
  cancelChat(reference: CozeChatReference): Promise<CozeChat>;
  /** Speaks to a chatflow; a message into a conversation that waits for an answer is that answer. */
  chatflow(request: CozeChatflowRequest): AsyncIterable<CozeChatEvent>;
  /** Stores a file, streamed through. @throws AppError */
  uploadFile(request: CozeUploadRequest): Promise<CozeFile>;
  /** What the published workflow declares. @returns nothing when this Coze does not show it to a token. */
  describe(question: CozeDescribeQuestion): Promise<CozeDeclaration | undefined>;
  /** The same from Studio. @returns nothing without a session, or when Studio does not list the workflow. */
  describeInStudio(question: CozeDescribeQuestion): Promise<CozeDeclaration | undefined>;
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
    send: (request, call) =>
      request.aside ? connection.send(request, call) : circuit.run((onConnected) => connection.send(request, call, onConnected)),
    called: (operation, outcome) => metrics?.called(settings.name, operation, outcome),
  };
  return {
    settings,
    run: (request) => run(wiring, request),
    runAsync: (request) => runAsync(wiring, request),
    streamRun: (request) => streamRun(wiring, request),
    streamResume: (request) => streamResume(wiring, request),
    runState: (question) => runState(wiring, question),
    chat: (request) => chat(wiring, request),
    chatState: (reference) => chatState(wiring, reference),
    chatMessages: (reference) => chatMessages(wiring, reference),
    cancelChat: (reference) => cancelChat(wiring, reference),
    chatflow: (request) => chatflow(wiring, request),
    uploadFile: (request) => uploadFile(wiring, request),
    describe: (question) => describe(wiring, question),
    describeInStudio: (question) => describeInStudio(wiring, question),
    flavour: () => wiring.flavours.find(),
    status: () => ({ circuit: circuit.position(), flavour: wiring.flavours.known() }),
    close: () => connection.close(),
  };
};

const probe = async (wiring: Wiring): Promise<ProbeAnswer> => {
  const call = boundCall(wiring.clock, wiring.settings.timeoutMs, new AbortController().signal);
  try {
    const answer = await wiring.send({ method: "GET", path: PROBE_PATH }, call);
    return { facts: answer.facts, logIdHeader: answer.logIdHeader, text: await readText(answer, call) };
  } finally {
    call.release();
  }
};
