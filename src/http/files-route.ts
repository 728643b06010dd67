/**
 * `POST /files` takes one file, as multipart form or as `{"url": "…"}`, and answers the id for a form's field;
 * `GET /files/:id` gives back what is kept of a result.
 */
import multipart from "@fastify/multipart";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { requirePermission } from "../auth/request-context.js";
import { attachment, type StoredFile } from "../files/file.js";
import type { FileService, NewAddress } from "../files/file.service.js";
import { AppError } from "../kernel/errors.js";
import { isIdOf } from "../kernel/ids.js";
import { type CallerDeps, contextOf, identifyCaller } from "./graphql-route.js";
import { refuseRequest } from "./http-errors.js";
import { discardRest, openUploadBody } from "./upload-body.js";

export interface FilesRouteDeps extends CallerDeps {
  readonly files: FileService;
}

export const registerFilesRoute = (app: FastifyInstance, deps: FilesRouteDeps): void => {
  // In a scope of its own: no other route takes multipart forms.
  app.register(async (scope) => {
    // The size is judged where the file is counted, with the bound of its own form.
    await scope.register(multipart, {
      throwFileSizeLimit: false,
      limits: { files: 2, fields: 2, parts: 3, fileSize: Number.MAX_SAFE_INTEGER },
    });
    scope.removeContentTypeParser("text/plain");
    scope.addContentTypeParser("*", (_request, _payload, done) => done(refuseRequest(415, "UPLOAD_MEDIA_TYPE")));
    const onRequest = identifyCaller(deps);
    scope.post("/files", {
      onRequest: [onRequest, requireUploader, requirePlain],
      handler: (request, reply) => takeOrDiscard(deps, request, reply),
    });
    scope.get("/files/:id", { onRequest, handler: (request, reply) => give(deps, request, reply) });
  });
};

/** Before a byte of the body is read. */
const requireUploader = async (request: FastifyRequest): Promise<void> => void requirePermission(contextOf(request), "ability:invoke");

/** What was sent is counted, looked at and passed on as it arrives: packed, all three would be wrong. */
const requirePlain = async ({ headers }: FastifyRequest): Promise<void> => {
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "";
  if (encoding !== "" && encoding !== "identity") throw refuseRequest(415, "UPLOAD_ENCODING");
};

const takeOrDiscard = async (deps: FilesRouteDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
  try {
    return await take(deps, request, reply);
  } catch (error) {
    await discardRest(request);
    throw error;
  }
};

const take = async ({ files }: FilesRouteDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
  const ctx = contextOf(request);
  const purpose = purposeOf(request);
  const file = request.isMultipart()
    ? await files.upload(ctx, { ...(await openUploadBody(request)), ...purpose })
    : await files.register(ctx, { ...addressIn(request.body), ...purpose });
  return reply
    .code(201)
    .header("location", `/files/${file.id}`)
    .send({ file: shown(file) });
};

/** `?ability=<id or key>&field=<JSON Pointer>`: where the file will be used, so that it is refused early and goes to the right engine. */
const purposeOf = (request: FastifyRequest): Pick<NewAddress, "ability" | "field"> => {
  const { ability, field } = request.query as Record<string, unknown>;
  if ((ability !== undefined && typeof ability !== "string") || (field !== undefined && typeof field !== "string")) {
    throw refuse("ability and field may be given once.", "ability 和 field 只能各给出一次。");
  }
  return { field, ability: ability === undefined ? undefined : isIdOf(ability, "ability") ? { id: ability } : { key: ability } };
};

const addressIn = (body: unknown): Pick<NewAddress, "url" | "name"> => {
  const { url, name } = (body ?? {}) as Record<string, unknown>;
  if (typeof url === "string" && (name === undefined || name === null || typeof name === "string")) return { url, name };
  throw refuse(
    'send {"url": "https://…", "name": "…"}, or a multipart form.',
    '请发送 {"url": "https://…", "name": "…"} 或 multipart 表单。',
  );
};

const refuse = (en: string, zh: string): AppError => new AppError("BAD_USER_INPUT", { params: { problem: { en, zh } } });

const shown = ({ id, name, kind, bytes, sha256, state, expiresAt }: StoredFile) => ({
  ...{ id, name, kind, bytes, sha256, state },
  expiresAt: new Date(expiresAt).toISOString(),
});

const give = async ({ files }: FilesRouteDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
  const { id } = request.params as { id: string };
  const { file, bytes, content } = await files.content(contextOf(request), id);
  // Never shown in place: whoever made it could be anybody. `nosniff` and the policy stand on every answer.
  return reply
    .header("content-type", file.kind)
    .header("content-length", bytes)
    .header("content-disposition", attachment(file.name))
    .header("cache-control", "private, max-age=300")
    .send(content);
};
