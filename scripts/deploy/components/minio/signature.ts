/** AWS Signature Version 4 for S3 (AWS documentation, "Authenticating Requests: Using the Authorization Header"). Pure. */
import { createHash, createHmac } from "node:crypto";

export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  /** Without `authorization`; `host` is taken from the URL. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body in hexadecimal. */
  readonly bodyDigest: string;
}

export interface SigningKey {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
}

const hex = (value: string): string => createHash("sha256").update(value).digest("hex");
const hmac = (key: string | Buffer, value: string): Buffer => createHmac("sha256", key).update(value).digest();

/** `encodeURIComponent` leaves some characters that S3 wants encoded. */
export const encoded = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** The headers to send, with the signature. `at` is the time of the request, within 15 minutes of the server's. */
export const signed = (request: UnsignedRequest, key: SigningKey, at: Date): Readonly<Record<string, string>> => {
  const stamp = at.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = stamp.slice(0, 8);
  const headers: Record<string, string> = { ...request.headers, "x-amz-content-sha256": request.bodyDigest, "x-amz-date": stamp };
  const all = Object.entries({ ...headers, host: request.url.host }).map(([name, value]) => [name.toLowerCase(), value.trim()] as const);
  all.sort(([a], [b]) => (a < b ? -1 : 1));
  const names = all.map(([name]) => name).join(";");
  const canonical = [
    request.method,
    request.url.pathname,
    canonicalQuery(request.url.searchParams),
    ...all.map(([name, value]) => `${name}:${value}`),
    "",
    names,
    request.bodyDigest,
  ].join("\n");
  const scope = `${day}/${key.region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", stamp, scope, hex(canonical)].join("\n");
  const signingKey = [key.region, "s3", "aws4_request"].reduce((secret, part) => hmac(secret, part), hmac(`AWS4${key.secretKey}`, day));
  const signature = hmac(signingKey, toSign).toString("hex");
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${key.accessKey}/${scope},SignedHeaders=${names},Signature=${signature}`,
  };
};

const canonicalQuery = (parameters: URLSearchParams): string =>
  [...parameters]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join("&");
