/** The body of an upload: exactly one part, a file named `file`, handed on as it arrives. Nothing of it is kept here. */
import type { MultipartFile } from "@fastify/multipart";
import type { FastifyRequest } from "fastify";
import { AppError, type LocalText } from "../kernel/errors.js";

export interface UploadBody {
  readonly name: string | undefined;
  readonly kind: string | undefined;
  /** Fails when the body ends before the file does. */
  readonly content: MultipartFile["file"];
  /** To be asked after the last byte. @throws AppError when another part follows. */
  end(): Promise<void>;
}

/** @throws AppError BAD_USER_INPUT, FILE_CUT */
export const openUploadBody = async (request: FastifyRequest): Promise<UploadBody> => {
  const parts = request.parts();
  const part = await next(parts);
  if (part === undefined) throw refuse(NOTHING);
  if (part.type !== "file" || part.fieldname !== "file") {
    if (part.type === "file") part.file.destroy();
    throw refuse(OTHER_PART);
  }
  return {
    name: part.filename,
    kind: part.mimetype,
    content: part.file,
    async end() {
      const following = await next(parts);
      if (following === undefined) return;
      if (following.type === "file") following.file.destroy();
      throw refuse(SEVERAL);
    },
  };
};

type Parts = ReturnType<FastifyRequest["parts"]>;
type Part = Awaited<ReturnType<Parts["next"]>>["value"];

const next = async (parts: Parts): Promise<Exclude<Part, void> | undefined> => {
  try {
    const { done, value } = await parts.next();
    return done ? undefined : value;
  } catch (error) {
    throw isUnreadable(error) ? refuse(UNREADABLE, error) : new AppError("FILE_CUT", { cause: error });
  }
};

/** Of the parser of multipart bodies: no boundary, too many parts, names that are no names. */
const isUnreadable = (error: unknown): boolean => {
  const { code, message } = error as { code?: string; message?: string };
  return code?.startsWith("FST_") === true || /boundary|malformed/i.test(message ?? "");
};

const refuse = (problem: LocalText, cause?: unknown): AppError => new AppError("BAD_USER_INPUT", { params: { problem }, cause });

const NOTHING: LocalText = {
  en: "the form has no part; send one file under the name file.",
  zh: "表单没有内容，请以 file 为名发送一个文件。",
};
const OTHER_PART: LocalText = { en: "the form must consist of one file under the name file.", zh: "表单只能包含一个名为 file 的文件。" };
const SEVERAL: LocalText = { en: "send one file per request; nothing was stored.", zh: "每个请求只能发送一个文件，未保存任何内容。" };
const UNREADABLE: LocalText = { en: "the multipart form cannot be read.", zh: "无法读取该 multipart 表单。" };

const DISCARDED_BYTES = 64 * 1024 * 1024;
const DISCARDED_MS = 30_000;

/**
 * Reads away what is left of a refused upload, within bounds: many senders read nothing before they have sent everything,
 * and one that is cut off in the middle never sees the answer. Resolves when there is no more, or when it is too much.
 */
export const discardRest = ({ raw }: FastifyRequest): Promise<void> =>
  new Promise((resolve) => {
    if (raw.complete || raw.destroyed) return resolve();
    let left = DISCARDED_BYTES;
    const stop = () => {
      clearTimeout(overtime);
      resolve();
    };
    const overtime = setTimeout(stop, DISCARDED_MS);
    for (const end of ["end", "close", "error"]) raw.once(end, stop);
    raw.unpipe();
    raw.on("data", (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) stop();
    });
    raw.resume();
  });
