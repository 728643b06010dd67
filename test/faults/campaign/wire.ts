/** One request to a gateway that may not answer. */
import type { Data } from "../../support/client.js";
import { type Person, tokenOf } from "../../support/tokens.js";

export interface Asking {
  readonly url: string;
  readonly person: string;
  readonly document: string;
  readonly variables: object;
  readonly timeoutMs: number;
}

export type Answer =
  | { readonly kind: "data"; readonly field: Data }
  | { readonly kind: "errors"; readonly codes: readonly string[]; readonly text: string }
  /** Nothing that could be understood came back: the connection broke, or it took too long. */
  | { readonly kind: "silence"; readonly why: string };

/** Connections that this process keeps idle for more than a minute would look like a leak of the gateway's. */
export const NOT_KEPT = { connection: "close" } as const;

/** Never throws. */
export const ask = async ({ url, person, document, variables, timeoutMs }: Asking): Promise<Answer> => {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await bearerOf(person)}`, ...NOT_KEPT },
      body: JSON.stringify({ query: document, variables }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const { data, errors = [] } = JSON.parse(text) as { data?: Data; errors?: { extensions?: { code?: string } }[] };
    if (errors.length > 0) return { kind: "errors", codes: errors.map(({ extensions }) => extensions?.code ?? "?"), text };
    return { kind: "data", field: Object.values(data ?? {})[0] };
  } catch (error) {
    return { kind: "silence", why: String((error as Error).cause ?? error) };
  }
};

const TENANT = "acme";
/** Tokens hold for an hour; a campaign may take longer. */
const RENEW_AFTER_MS = 30 * 60_000;
const tokens = new Map<string, { readonly token: Promise<string>; readonly at: number }>();

/** Everybody else is a user. */
export const OPERATOR = "operator";
export const ADMIN = "admin";

export const bearerOf = (person: string): Promise<string> => {
  const known = tokens.get(person);
  if (known && performance.now() - known.at < RENEW_AFTER_MS) return known.token;
  const role = person === OPERATOR || person === ADMIN ? person : "user";
  const token = tokenOf({ id: person, tenant: TENANT, role } satisfies Person);
  tokens.set(person, { token, at: performance.now() });
  return token;
};
