/** A GraphQL client over real sockets: operations by HTTP, subscriptions by graphql-ws's own client. */
import { type Client, createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { type Following, follow } from "./following.js";

// biome-ignore lint/suspicious/noExplicitAny: an answer is looked into field by field, and every wrong guess fails the test
export type Data = any;

export interface GraphqlProblem {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly requestId?: string; readonly [name: string]: unknown };
}

export interface GraphqlAnswer {
  /** The data. @throws Error with query, variables, answer and request id when there are errors or no data. */
  ok(): Data;
  readonly data: Data;
  /** Empty when all went well. */
  readonly errors: readonly GraphqlProblem[];
  /** Codes of the errors. */
  readonly codes: readonly string[];
  readonly status: number;
  readonly requestId: string | undefined;
}

export type Variables = Readonly<Record<string, unknown>>;

export interface TestClient {
  execute(document: string, variables?: Variables, headers?: Readonly<Record<string, string>>): Promise<GraphqlAnswer>;
  /** Collects what arrives from now on; `dispose` of the client ends it. */
  subscribe(document: string, variables?: Variables): Following;
  /** Closes its WebSocket, if it has one. */
  dispose(): Promise<void>;
}

/** @param token absent = not signed in. */
export const createTestClient = (url: string, token?: string): TestClient => {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  let socket: Client | undefined;
  return {
    async execute(document, variables = {}, headers = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...authorization, ...headers },
        body: JSON.stringify({ query: document, variables }),
      });
      return answerOf(response.status, await response.text(), { document, variables });
    },
    subscribe(document, variables = {}) {
      socket ??= createClient({
        url: `${url.replace(/^http/, "ws")}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: authorization,
        retryAttempts: 0,
      });
      return follow(socket, { query: document, variables: { ...variables } });
    },
    dispose: async () => {
      await socket?.dispose();
    },
  };
};

const answerOf = (status: number, text: string, asked: { document: string; variables: Variables }): GraphqlAnswer => {
  let body: { data?: Data; errors?: GraphqlProblem[]; extensions?: { requestId?: string } };
  try {
    body = JSON.parse(text) as typeof body;
  } catch (error) {
    throw new Error(`HTTP ${status} with a body that is no JSON: ${text.slice(0, 500)}`, { cause: error });
  }
  const errors = body.errors ?? [];
  const requestId = body.extensions?.requestId ?? errors[0]?.extensions.requestId;
  return {
    data: body.data,
    errors,
    codes: errors.map(({ extensions }) => extensions.code),
    status,
    requestId,
    ok() {
      if (errors.length === 0 && body.data) return body.data;
      const variables = JSON.stringify(asked.variables).slice(0, 2_000);
      throw new Error(
        `${asked.document}\nwith ${variables}\nwas answered (HTTP ${status}, request ${requestId}):\n${text.slice(0, 4_000)}`,
      );
    },
  };
};
