/** The call that stores a file at Coze, streamed through: never more of it is held than is on its way (`reference/coze-api.md` §9.1). */
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { AppError } from "../kernel/errors.js";
import { isJsonObject } from "../kernel/json.js";
import { type CallLimits, callOnce, type Wiring } from "./calls.js";
import { textOf } from "./coze-json.js";
import { decodeReply, type ReplyFacts, redact } from "./wire.js";

export interface CozeUploadRequest extends CallLimits {
  /** As Coze shows it. */
  readonly name: string;
  /** Media type. */
  readonly kind: string;
  /**
   * Read as fast as Coze takes it. Whoever lets it fail aborts the signal first, so that its failure is not taken for
   * one of Coze's; the body then stays incomplete, and Coze stores nothing.
   */
  readonly content: AsyncIterable<Uint8Array>;
}

/** What Coze calls the file: OSS gives an address, later revisions an id too, hosted an id alone. */
export interface CozeFile {
  readonly fileId?: string;
  readonly uri?: string;
  readonly url?: string;
}

/** @throws AppError; ENGINE_BAD_RESPONSE for an answer by which nobody could name the file. */
export const uploadFile = async (wiring: Wiring, request: CozeUploadRequest): Promise<CozeFile> => {
  const boundary = `gateway-${randomUUID()}`;
  const content = Readable.from(multipart(request, boundary), { objectMode: false });
  // A failure of the content comes out of the call; one that comes after the call has nobody to tell.
  content.on("error", () => undefined);
  const body = { content, contentType: `multipart/form-data; boundary=${boundary}` };
  try {
    return await callOnce(
      wiring,
      { operation: "file_upload", method: "POST", path: "/v1/files/upload", body, limits: request },
      decodeFile,
    );
  } finally {
    // Coze may answer before it has read everything.
    content.destroy();
  }
};

async function* multipart({ name, kind, content }: CozeUploadRequest, boundary: string): AsyncGenerator<Uint8Array, void> {
  const disposition = `form-data; name="file"; filename="${escaped(name)}"`;
  yield Buffer.from(`--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${kind}\r\n\r\n`);
  yield* content;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

/** As browsers write names into a form (WHATWG, multipart/form-data). */
const escaped = (name: string): string => name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");

export const decodeFile = (text: string, facts: ReplyFacts): CozeFile => {
  if (facts.httpStatus === 413) throw tooLarge(facts);
  const { data } = decodeReply(text, facts);
  const fields = isJsonObject(data) ? data : {};
  const file = { fileId: given(fields.id), uri: given(fields.uri), url: given(fields.url) };
  if (file.fileId !== undefined || file.url !== undefined) return file;
  throw new AppError("ENGINE_BAD_RESPONSE", {
    upstream: { httpStatus: facts.httpStatus, logId: facts.logId, bodyExcerpt: redact(text) },
  });
};

const given = (value: unknown): string | undefined => textOf(value) || undefined;

/** Mostly a proxy's answer, in whatever shape. */
const tooLarge = (facts: ReplyFacts): AppError =>
  new AppError("FILE_TOO_LARGE", {
    params: { limit: { en: "what Coze accepts", zh: "Coze 允许的大小" } },
    upstream: { httpStatus: facts.httpStatus, logId: facts.logId },
  });
