/**
 * The way to one Coze server: keep-alive sockets, the bearer token, bounds on answers, and the truth about how far a
 * failed call came. Sends requests and hands back answers; what they mean is `wire.ts`' business.
 */
import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import axios, { AxiosHeaders, type AxiosResponse } from "axios";
import type { Clock } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import { type CozeAnswer, stopFailure } from "./answer.js";
import type { BoundedCall } from "./bounded-call.js";
import { type CozeConnectionSettings, DEFAULT_MAX_SOCKETS, normalBaseUrl } from "./settings.js";
import { parseRetryAfter, redact, streamCut } from "./wire.js";

export interface CozeRequest {
  readonly method: "GET" | "POST";
  /** From the base address on, query included: `/v1/workflow/run`. */
  readonly path: string;
  /** JSON text, or a body of another type that is sent as it comes. */
  readonly body?: string | StreamBody;
  /** With the session of Studio in place of the token: for its web pages, which take no token. */
  readonly asStudio?: boolean;
  /** Whether it is answered says nothing about runs: goes past the circuit, in both directions. */
  readonly aside?: boolean;
}

export interface StreamBody {
  readonly content: Readable;
  readonly contentType: string;
}

export interface CozeConnection {
  /**
   * Resolves with any HTTP answer, whatever its status. `onConnected` is called before any byte of the request can leave.
   * @throws AppError with `notAccepted` exactly when no byte of the request can have left.
   */
  send(request: CozeRequest, call: BoundedCall, onConnected?: () => void): Promise<CozeAnswer>;
  /** Closes every socket, those in use included. */
  close(): void;
}

/**
 * Idle sockets are dropped after this. A call on a socket that the server closes at the same moment has an unknown
 * outcome, which costs more than a new connection; 5 s is the shortest idle time among common servers.
 */
const IDLE_SOCKET_MS = 4_000;

/** How far a request came. Bytes leave only once a socket is connected and, with TLS, secured. */
interface Reach {
  hasSocket: boolean;
  connected: boolean;
}

export const createConnection = (settings: CozeConnectionSettings, clock: Clock): CozeConnection => {
  const base = normalBaseUrl(settings);
  const secure = base.startsWith("https:");
  const agent = createAgent(secure, settings.maxSockets ?? DEFAULT_MAX_SOCKETS);
  const fixed = fixedConfig(agent);

  return {
    async send(request, call, onConnected = () => undefined) {
      const headers = headersOf(settings, request);
      const reach: Reach = { hasSocket: false, connected: false };
      // The transport would reject such a call and send it all the same.
      if (call.signal.aborted) throw sendFailure(call.signal.reason, reach, call);
      const tooLate = () => call.beginBefore !== undefined && clock.now() >= call.beginBefore;
      try {
        const response = await sendByHttp({
          ...fixed,
          method: request.method,
          url: base + request.path,
          data: typeof request.body === "object" ? request.body.content : request.body,
          headers,
          signal: call.signal,
          transport: trackedTransport(secure, reach, { onConnected, tooLate }),
        });
        return answerOf(response, clock.now());
      } catch (error) {
        throw sendFailure(error, reach, call);
      }
    },
    close: () => agent.destroy(),
  };
};

const createAgent = (secure: boolean, maxSockets: number): http.Agent => {
  const options = { keepAlive: true, maxSockets, maxFreeSockets: maxSockets, scheduling: "lifo", timeout: IDLE_SOCKET_MS } as const;
  return secure ? new https.Agent(options) : new http.Agent(options);
};

/**
 * axios' transport without the layers above it: those merge and copy the whole configuration for every call, and
 * nothing here changes from one call to the next.
 */
const sendByHttp = axios.getAdapter("http");

const fixedConfig = (agent: http.Agent) => ({
  httpAgent: agent,
  httpsAgent: agent,
  proxy: false as const,
  // The token must not travel to wherever a redirect points.
  maxRedirects: 0,
  responseType: "stream" as const,
  // Limits stand in answer.ts: axios would wrap the stream for them.
  maxContentLength: -1,
  maxBodyLength: -1,
  timeout: 0,
  validateStatus: null,
});

/** Compression would hold back pieces of a stream. */
const COMMON_HEADERS = { Accept: "application/json, text/event-stream", "Accept-Encoding": "identity", "User-Agent": "ability-gateway" };

const headersOf = (settings: CozeConnectionSettings, request: CozeRequest): AxiosHeaders => {
  const headers: Record<string, string> = { ...COMMON_HEADERS, ...credentialOf(settings, request) };
  if (request.body !== undefined)
    headers["Content-Type"] = typeof request.body === "object" ? request.body.contentType : "application/json";
  return new AxiosHeaders(headers);
};

/** What a cookie's value may be made of (RFC 6265 §4.1.1): a semicolon would begin another cookie. */
const COOKIE_VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/;
const HEADER_VALUE = /^[\x21-\x7e]+$/;

/** @throws AppError ENGINE_AUTH_FAILED when there is no token, or session, that fits into a header. */
const credentialOf = (settings: CozeConnectionSettings, { asStudio = false }: CozeRequest): Record<string, string> => {
  const secret = (asStudio ? settings.studioSession?.() : settings.token())?.trim() ?? "";
  if ((asStudio ? COOKIE_VALUE : HEADER_VALUE).test(secret))
    return asStudio ? { Cookie: `session_key=${secret}` } : { Authorization: `Bearer ${secret}` };
  const cause = new Error(`connection ${settings.name} has no usable ${asStudio ? "session of Studio" : "token"}`);
  throw new AppError("ENGINE_AUTH_FAILED", { notAccepted: true, cause });
};

interface Watched {
  onConnected(): void;
  /** Whether the call may not begin any longer. */
  tooLate(): boolean;
}

/** Node's own transport, with an eye on the socket: errors alone do not tell whether bytes may have left. */
const trackedTransport = (secure: boolean, reach: Reach, { onConnected, tooLate }: Watched) => ({
  request(options: http.RequestOptions, onResponse: (response: http.IncomingMessage) => void): http.ClientRequest {
    const request = (secure ? https : http).request(options, onResponse);
    request.once("socket", (socket: Socket) => {
      // Before the transport's own listener, which sends what waits for the connection.
      const connected = () => {
        if (tooLate()) return void request.destroy(new Error("this process stood still and may no longer make the call"));
        reach.connected = true;
        onConnected();
      };
      reach.hasSocket = true;
      if (isReady(socket)) connected();
      else socket.once(secure ? "secureConnect" : "connect", connected);
    });
    return request;
  },
});

/** `request.reusedSocket` would not do: it stays false for a call that waited in the queue for its socket. */
const isReady = (socket: Socket & { secureConnecting?: boolean }): boolean => !socket.connecting && socket.secureConnecting !== true;

const answerOf = (response: AxiosResponse<Readable>, now: number): CozeAnswer => {
  // Read from the raw message: axios' header object searches without case on every access.
  const { headers } = response.request.res as http.IncomingMessage;
  const logIdHeader = headers["x-log-id"] ? "x-log-id" : headers["x-tt-logid"] ? "x-tt-logid" : undefined;
  response.data.on("error", () => undefined);
  return {
    facts: {
      httpStatus: response.status,
      logId: logIdHeader === undefined ? undefined : String(headers[logIdHeader]),
      retryAfterMs: parseRetryAfter(headers["retry-after"], now),
    },
    contentType: headers["content-type"] ?? "",
    logIdHeader,
    body: response.data,
  };
};

const sendFailure = (error: unknown, reach: Reach, call: BoundedCall): AppError => {
  const stopped = stopFailure(call, reach.connected);
  if (stopped !== undefined && !(call.stopped() === "timeout" && !reach.hasSocket)) return stopped;
  const cause = plainCause(error);
  // Our own sockets were all busy for the whole time: Coze is not to blame.
  if (stopped !== undefined) return new AppError("TOO_MANY_INVOCATIONS", { cause, notAccepted: true });
  if (!reach.connected)
    return new AppError("ENGINE_UNREACHABLE", { cause, notAccepted: true, upstream: { message: redact(cause.message) } });
  // Connected, but no answer: on a reused socket too, the server may have taken the request before it hung up.
  return "code" in cause && String(cause.code).startsWith("HPE_") ? new AppError("ENGINE_BAD_RESPONSE", { cause }) : streamCut({}, cause);
};

/** The original error: an AxiosError carries the whole request, token included, and must not reach a log. */
const plainCause = (error: unknown): Error => {
  if (!axios.isAxiosError(error)) return error instanceof Error ? error : new Error(String(error));
  return error.cause ?? Object.assign(new Error(error.message), { code: error.code });
};
