/**
 * A stand-in for the Coze open API, and for the accounts and traces of Coze Loop: the real wire shapes over real sockets,
 * scripted workflows behind them, and faults on demand. An island: it imports nothing of this project, so that a wrong reading of Coze cannot hide on both sides.
 */
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { createAccounts } from "./account-store.js";
import { CATALOGUE } from "./catalogue.js";
import { createChatStore } from "./chat-store.js";
import { createFaults, type FaultRule } from "./faults.js";
import { createFileStore, type StoredFile } from "./file-store.js";
import { type Flavour, SPACE_ID, USER_ID } from "./flavour.js";
import { createIdSequence } from "./id-sequence.js";
import { createLedger, type ReceivedCall } from "./ledger.js";
import type { RunEntry } from "./run-log.js";
import { Runs } from "./runs.js";
import type { ScriptedWorkflow } from "./script.js";
import { createServer } from "./server.js";
import { createSpanStore } from "./span-store.js";
import { changeWorkflow, type WorkflowChange } from "./workflow-change.js";
import type { World } from "./world.js";

export interface SimulatorOptions {
  /** Which Coze to stand for. Default `oss`. */
  readonly flavour?: Flavour;
  /** The token that is accepted beside those that people make, by Studio and by Loop. Default `pat_simulator`. */
  readonly token?: string;
  /** What the cookie `session_key` of a person signed in to Studio holds. Default: nobody is signed in. */
  readonly studioSession?: string;
  /** Whether Studio lets strangers register. Default: yes. */
  readonly registration?: boolean;
  /** E-mail addresses of Studio's admins. Default: none, so everybody who is signed in is one. */
  readonly admins?: readonly string[];
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Address that links and file URLs carry, when others reach this server under another one. */
  readonly publicUrl?: string;
  /** Largest upload in bytes. Default: 200 MB, hosted 512 MB. */
  readonly maxFileBytes?: number;
  /** Served beside the default catalogue; a workflow with an id from the catalogue takes its place. */
  readonly workflows?: readonly ScriptedWorkflow[];
}

export interface Simulator {
  /** Resolves when calls are accepted. After `stop` it comes back on the same port, with its history, files and finished runs. */
  start(): Promise<{ url: string }>;
  /** Cancels all runs and destroys all connections, streams in the middle included. Safe to call twice. */
  stop(): Promise<void>;
  /** Where it listens. @throws Error before it was started. */
  readonly url: string;
  /** Every call received, oldest first. */
  history(): ReceivedCall[];
  /** Every run that was started, oldest first, with how it stands. */
  runs(): RunEntry[];
  /** Every file that was stored whole, oldest first. */
  files(): StoredFile[];
  /** Forgets all files: their addresses answer 404. */
  forgetFiles(): void;
  /** Forgets the calls and the list of runs; the runs themselves stay known. */
  clearHistory(): void;
  /** As `POST /_faults`. @throws Error when the rule names an unknown fault. */
  injectFault(rule: FaultRule): void;
  /** As `DELETE /_faults`: what hangs goes on. */
  clearFaults(): void;
  /** As `POST /_release`. */
  release(): void;
  /** As `POST /_workflows`: somebody edits the workflow and publishes it. @throws Error when there is none with this id. */
  changeWorkflow(id: string, change: WorkflowChange): void;
}

/** Many simulators may live in one process; they share nothing. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  let address: string | undefined;
  const world = createWorld(options, () => {
    if (address === undefined) throw new Error("the simulator was not started");
    return address;
  });
  const { host = "127.0.0.1", port = 0 } = options;
  let server: FastifyInstance | undefined;

  return {
    start: async () => {
      server = await createServer(world);
      await server.listen({ host, port: address === undefined ? port : Number(new URL(address).port) });
      address = urlOf(server.server.address() as AddressInfo);
      return { url: address };
    },
    stop: async () => {
      // Connections first: a server that goes down cuts its streams, it does not end them politely.
      server?.server.closeAllConnections();
      world.runs.stop();
      await server?.close();
    },
    get url() {
      if (address === undefined) throw new Error("the simulator was not started");
      return address;
    },
    history: () => world.ledger.calls(),
    runs: () => world.runs.log(),
    files: () => world.files.all(),
    forgetFiles: () => world.files.clear(),
    clearHistory: () => {
      world.ledger.clear();
      world.runs.clearLog();
    },
    injectFault: (rule) => world.faults.add(rule),
    clearFaults: () => {
      world.faults.clear();
      world.runs.release();
    },
    release: () => world.runs.release(),
    changeWorkflow: (id, change) => changeWorkflow(world, id, change),
  };
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

function createWorld(options: SimulatorOptions, listenUrl: () => string): World {
  const { flavour = "oss", token = "pat_simulator", studioSession, workflows = [], maxFileBytes } = options;
  const publicUrl = options.publicUrl?.replace(/\/$/, "");
  const newId = createIdSequence();
  const resident = { newId, tokens: [token], user: RESIDENT };
  return {
    settings: { flavour, publicUrl, maxFileBytes, registration: options.registration ?? true, admins: options.admins ?? [] },
    workflows: new Map([...CATALOGUE, ...workflows].map((workflow) => [workflow.id, workflow])),
    newId,
    runs: new Runs(newId),
    chats: createChatStore(newId),
    files: createFileStore(newId),
    faults: createFaults(),
    ledger: createLedger(),
    studio: createAccounts({ ...resident, sessions: studioSession === undefined ? [] : [studioSession] }),
    loop: createAccounts({ ...resident, sessions: [] }),
    spans: createSpanStore(),
    baseUrl: () => publicUrl ?? listenUrl(),
  };
}

/** Who owns the token and the session that are there from the start. */
const RESIDENT = { id: USER_ID, email: "simulator@example.com", name: "simulator", spaceId: SPACE_ID };
