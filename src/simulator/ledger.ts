/**
 * Every call a simulator received, in order, for whoever wants to see what was really sent. Bounded in number and in
 * the size of the bodies it keeps.
 */

const KEPT_CALLS = 10_000;
const KEPT_BODY_CHARACTERS = 64 * 1024 * 1024;

/**
 * `running` until the answer is complete; for a run, until the run ends or waits. `disconnected`: the connection was
 * gone before that, by the client's will or by an injected cut; the run itself goes on.
 */
export type CallStatus = "running" | "done" | "failed" | "interrupted" | "disconnected";

export interface ReceivedCall {
  /** ISO time of arrival. */
  readonly at: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  workflowId?: string;
  /** As the caller sent them, before types were applied; faults included. */
  parametersReceived?: unknown;
  /** The exact text of a JSON body. Refused tokens are refused before their body is read. */
  body?: string;
  executeId?: string;
  status: CallStatus;
}

export interface Ledger {
  open(method: string, path: string): ReceivedCall;
  /** Keeps the body text. */
  keepBody(call: ReceivedCall, body: string): void;
  /** The first status stays; later ones are ignored. */
  settle(call: ReceivedCall, status: CallStatus): void;
  /** A copy, oldest first. */
  calls(): ReceivedCall[];
  clear(): void;
}

export function createLedger(): Ledger {
  let calls: ReceivedCall[] = [];
  let bodyCharacters = 0;

  function trim(): void {
    while (calls.length > KEPT_CALLS || (bodyCharacters > KEPT_BODY_CHARACTERS && calls.length > 1)) {
      bodyCharacters -= calls.shift()?.body?.length ?? 0;
    }
  }

  return {
    open: (method, path) => {
      const call: ReceivedCall = { at: new Date().toISOString(), method, path, status: "running" };
      calls.push(call);
      trim();
      return call;
    },
    keepBody: (call, body) => {
      call.body = body;
      bodyCharacters += body.length;
      trim();
    },
    settle: (call, status) => {
      if (call.status === "running") call.status = status;
    },
    calls: () => calls.map((call) => ({ ...call })),
    clear: () => {
      calls = [];
      bodyCharacters = 0;
    },
  };
}
