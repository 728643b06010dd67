/**
 * Uploads, and the address an uploaded file can be fetched from again (`reference/coze-api.md` §9).
 */
import multipart from "@fastify/multipart";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Exchange, exchangeOf, sendData, sendFailure } from "./exchange.js";
import { CODES, RefusedCall } from "./failures.js";
import { FILE_PATH, type FileStore, fileUrl, type StoredFile } from "./file-store.js";
import type { JsonRecord } from "./wire-json.js";
import type { World } from "./world.js";

const MEGABYTE = 1024 * 1024;

export async function addFileRoutes(app: FastifyInstance, { settings: { flavour, maxFileBytes }, files }: World): Promise<void> {
  const fileSize = maxFileBytes ?? (flavour === "hosted" ? 512 : 200) * MEGABYTE;
  await app.register(multipart, { limits: { fileSize, files: 2 } });
  app.post("/v1/files/upload", upload);
  app.get(`${FILE_PATH}/:key/:name`, (request, reply) => download(files, request, reply));
  if (flavour === "hosted") app.get("/v1/files/retrieve", retrieve);
}

type Part = Pick<StoredFile, "name" | "content" | "mimeType">;

async function upload(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const stored = exchange.world.files.save(await readOnlyFile(request));
  return sendData(exchange, described(exchange, stored));
}

/** @throws RefusedCall unless the form holds exactly one part named `file`. */
async function readOnlyFile(request: FastifyRequest): Promise<Part> {
  if (!request.isMultipart()) throw new RefusedCall(CODES.uploadContentType, "invalid content type, multipart/form-data is needed");
  const parts: Part[] = [];
  try {
    for await (const part of request.files()) {
      const content = await part.toBuffer();
      if (part.fieldname === "file") parts.push({ name: part.filename, content, mimeType: part.mimetype });
    }
  } catch (error) {
    throw refusalOf(error);
  }
  const [only] = parts;
  if (only === undefined) throw new RefusedCall(CODES.uploadEmpty, "there is no file in the form");
  if (parts.length > 1) throw new RefusedCall(CODES.uploadSeveral, "there is more than one file in the form");
  return only;
}

function refusalOf(error: unknown): RefusedCall {
  const code = (error as { code?: string }).code;
  if (code === "FST_REQ_FILE_TOO_LARGE") return new RefusedCall(CODES.uploadTooLarge, "the file is too large");
  if (code === "FST_FILES_LIMIT") return new RefusedCall(CODES.uploadSeveral, "there is more than one file in the form");
  return new RefusedCall(CODES.uploadContentType, "the form cannot be read");
}

/** OSS answers an address, hosted an id only; early OSS has no id. */
function described({ world }: Exchange, file: StoredFile): JsonRecord {
  const { flavour } = world.settings;
  const common = { file_name: file.name, bytes: file.content.length };
  if (flavour === "hosted") return { id: file.id, created_at: file.createdAt, ...common };
  const stored = { uri: `bot_files/${file.key}/${file.name}`, url: fileUrl(world.baseUrl(), file), ...common };
  return flavour === "oss" ? { id: file.id, created_at: file.createdAt, ...stored } : stored;
}

async function retrieve(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const { file_id: fileId = "" } = request.query as { file_id?: string };
  const file = exchange.world.files.byId(fileId);
  if (file === undefined) return sendFailure(exchange, { code: CODES.hostedNotFound, message: "file not found" });
  return sendData(exchange, described(exchange, file));
}

async function download(files: FileStore, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { key } = request.params as { key: string };
  const file = files.byKey(key);
  if (file === undefined) return reply.code(404).type("text/plain").send("no such file");
  return reply.type(file.mimeType).send(file.content);
}
