/** An identity provider for tests: publishes keys over HTTP on a free port and signs tokens with them. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export const createSigningKey = async (kid: string, alg: string): Promise<SigningKey> => {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
};

/** Claims as given: nothing is added, so a test decides about `exp` too. */
export const sign = ({ privateKey, kid, alg }: SigningKey, claims: JWTPayload): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(privateKey);

export interface KeyServer {
  readonly url: string;
  /** Replaces what is published. */
  publish(...keys: readonly SigningKey[]): void;
  /** Answers every request with this status from now on. */
  fail(status: number): void;
  readonly fetches: number;
  stop(): Promise<void>;
}

export const startKeyServer = async (...keys: readonly SigningKey[]): Promise<KeyServer> => {
  let published = keys;
  let status = 200;
  let fetches = 0;
  const server = createServer((_request, response) => {
    fetches += 1;
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ keys: published.map(({ jwk }) => jwk) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    publish: (...next) => {
      published = next;
    },
    fail: (next) => {
      status = next;
    },
    get fetches() {
      return fetches;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
