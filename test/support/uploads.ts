/** Uploads over real sockets: whole ones by fetch, broken ones byte by byte. */
import http from "node:http";
import type { Data } from "./client.js";

export interface Upload {
  readonly content: Uint8Array | string;
  /** Default `notes.txt`. */
  readonly name?: string;
  /** Default `text/plain`. */
  readonly kind?: string;
  /** Of the part. Default `file`. */
  readonly part?: string;
}

export interface UploadAnswer {
  readonly status: number;
  readonly body: Data;
  /** Of the first error. */
  readonly code: string | undefined;
}

const answerOf = (status: number, text: string): UploadAnswer => {
  const body = JSON.parse(text) as Data;
  return { status, body, code: body.errors?.[0]?.extensions.code };
};

/** `where`: the query of the address, such as `?ability=key`. */
export const upload = async (
  { url, token, where = "", language = "en" }: { url: string; token?: string | undefined; where?: string; language?: string },
  ...parts: readonly Upload[]
): Promise<UploadAnswer> => {
  const form = new FormData();
  for (const { content, name = "notes.txt", kind = "text/plain", part = "file" } of parts) {
    form.append(part, new Blob([content as Uint8Array<ArrayBuffer>], { type: kind }), name);
  }
  const response = await fetch(`${url}/files${where}`, {
    method: "POST",
    headers: { "accept-language": language, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: form,
  });
  return answerOf(response.status, await response.text());
};

/** Sends any body. */
export const post = async (
  { url, token, where = "" }: { url: string; token?: string; where?: string },
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array<ArrayBuffer>,
): Promise<UploadAnswer> => {
  const response = await fetch(`${url}/files${where}`, {
    method: "POST",
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body,
  });
  return answerOf(response.status, await response.text());
};

const BOUNDARY = "the-boundary-of-the-test";

export interface OpenUpload {
  /** Resolves when the bytes were handed to the socket. */
  write(bytes: Uint8Array | string): Promise<void>;
  /** Ends the form as it should end. */
  finish(): Promise<UploadAnswer>;
  /** Ends the request without ending the form. */
  stopShort(): Promise<UploadAnswer>;
  /** Destroys the connection. */
  cut(): void;
}

/** An upload that was begun: its head is sent, its content comes piece by piece. */
export const beginUpload = ({
  url,
  token,
  name = "notes.txt",
  kind = "text/plain",
}: Record<"url" | "token", string> & { name?: string; kind?: string }): OpenUpload => {
  const request = http.request(`${url}/files`, {
    method: "POST",
    agent: false,
    headers: { authorization: `Bearer ${token}`, "content-type": `multipart/form-data; boundary=${BOUNDARY}` },
  });
  const answer = new Promise<UploadAnswer>((resolve, reject) => {
    request.on("error", reject);
    request.on("response", async (response) => {
      let text = "";
      for await (const chunk of response.setEncoding("utf8")) text += chunk;
      resolve(answerOf(response.statusCode ?? 0, text));
    });
  });
  answer.catch(() => undefined);
  request.write(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${kind}\r\n\r\n`);
  return {
    write: (bytes) => new Promise((resolve, reject) => request.write(bytes, (error) => (error ? reject(error) : resolve()))),
    finish() {
      request.end(`\r\n--${BOUNDARY}--\r\n`);
      return answer;
    },
    stopShort() {
      request.end();
      return answer;
    },
    cut: () => void request.destroy(),
  };
};

/** The first bytes of a PNG and then whatever. */
export const PNG = Buffer.concat([
  Buffer.from("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489", "hex"),
  Buffer.alloc(200, 7),
]);
