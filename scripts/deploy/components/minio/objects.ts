/** Buckets and objects of our MinIO or of an external S3 or OSS, by signed requests: no further program is needed. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { Failure } from "../../contract/failure.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { encoded, signed } from "./signature.js";

interface ObjectRequest {
  readonly method: "GET" | "HEAD" | "PUT";
  readonly bucket: string;
  /** `default_icon/a.png`; "" for the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

interface ObjectAnswer {
  readonly status: number;
  readonly body: string;
}

const TIMEOUT_MS = 60_000;

const urlOf = ({ site }: Context, { bucket, key = "", query = {} }: ObjectRequest): URL => {
  const port = site.port("MINIO_PORT");
  const isUsual = port === (site.get("MINIO_SCHEME") === "https" ? 443 : 80);
  const inHost = site.get("MINIO_ADDRESSING") === "host";
  const host = `${inHost ? `${bucket}.` : ""}${site.address("minio")}${isUsual ? "" : `:${port}`}`;
  const path = [...(inHost ? [] : [bucket]), ...key.split("/")].map(encoded).join("/").replace(/\/$/, "");
  const url = new URL(`${site.get("MINIO_SCHEME")}://${host}/${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
};

const send = async (context: Context, request: ObjectRequest): Promise<ObjectAnswer> => {
  const { site } = context;
  const url = urlOf(context, request);
  const bodyDigest = createHash("sha256")
    .update(request.body ?? "")
    .digest("hex");
  const key = { accessKey: site.get("MINIO_ROOT_USER"), secretKey: site.secret("MINIO_ROOT_PASSWORD"), region: site.get("MINIO_REGION") };
  const headers = signed({ method: request.method, url, headers: {}, bodyDigest }, key, new Date());
  try {
    const body = request.body === undefined ? {} : { body: request.body };
    const answer = await fetch(url, {
      method: request.method,
      headers,
      ...body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: answer.status, body: await answer.text() };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw failure(request, url, cause);
  }
};

/** The code of S3's XML says more than the status: `InvalidAccessKeyId`, `SignatureDoesNotMatch`, `RequestTimeTooSkewed`. */
const failure = ({ method }: ObjectRequest, url: URL, said: string): Failure => {
  const what = `${method} ${url.origin}${url.pathname} → ${said}`;
  return new Failure(
    text(
      `object store: ${what}; see MINIO_ROOT_USER, MINIO_ROOT_PASSWORD, MINIO_REGION, MINIO_ADDRESSING and the clock`,
      `对象存储：${what}；请检查 MINIO_ROOT_USER、MINIO_ROOT_PASSWORD、MINIO_REGION、MINIO_ADDRESSING 与系统时钟`,
    ),
  );
};
const saidBy = ({ status, body }: ObjectAnswer): string => `${status} ${/<Code>([^<]+)/.exec(body)?.[1] ?? ""}`.trim();

/** @throws Failure when the store refuses the question itself: wrong key, wrong region. */
export const bucketExists = async (context: Context, bucket: string): Promise<boolean> => {
  const request = { method: "GET", bucket, query: { location: "" } } as const;
  const answer = await send(context, request);
  if (answer.status === 200) return true;
  if (answer.status === 404) return false;
  throw failure(request, urlOf(context, request), saidBy(answer));
};

/** Nothing happens to one that is there. */
export const ensureBucket = async (context: Context, bucket: string): Promise<void> => {
  const request = { method: "PUT", bucket } as const;
  const answer = await send(context, request);
  if (answer.status === 200 || answer.body.includes("BucketAlreadyOwnedByYou")) return;
  throw failure(request, urlOf(context, request), saidBy(answer));
};

export const putObject = async (context: Context, object: { bucket: string; key: string; body: Uint8Array }): Promise<void> => {
  const request = { method: "PUT", ...object } as const;
  const answer = await send(context, request);
  if (answer.status !== 200) throw failure(request, urlOf(context, request), saidBy(answer));
};

/** Keys and sizes in bytes below a prefix, all of them. */
export const listObjects = async (context: Context, where: { bucket: string; prefix: string }): Promise<ReadonlyMap<string, number>> => {
  const found = new Map<string, number>();
  for (let token: string | undefined = ""; token !== undefined; ) {
    const query = { "list-type": "2", prefix: where.prefix, ...(token === "" ? {} : { "continuation-token": token }) };
    const request: ObjectRequest = { method: "GET", bucket: where.bucket, query };
    const answer = await send(context, request);
    if (answer.status !== 200) throw failure(request, urlOf(context, request), saidBy(answer));
    for (const [, entry = ""] of answer.body.matchAll(/<Contents>(.*?)<\/Contents>/gs))
      found.set(element(entry, "Key"), Number(element(entry, "Size")));
    token = element(answer.body, "NextContinuationToken") || undefined;
  }
  return found;
};

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#34": '"', "#39": "'" };
const element = (xml: string, name: string): string =>
  (new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "").replace(
    /&([^;]+);/g,
    (whole, entity: string) => ENTITIES[entity] ?? whole,
  );

/** Every file of the folder, as `<prefix>/<path>`; those of the same size are there already. Returns how many were sent. */
export const copyInto = async (context: Context, what: { bucket: string; prefix: string; folder: string }): Promise<number> => {
  const missing = await missingFiles(context, what);
  for (const { key, path } of missing) await putObject(context, { bucket: what.bucket, key, body: await readFile(path) });
  return missing.length;
};

/** Files of the folder that the bucket does not hold in the same size. */
export const missingFiles = async (
  context: Context,
  { bucket, prefix, folder }: { bucket: string; prefix: string; folder: string },
): Promise<readonly { readonly key: string; readonly path: string }[]> => {
  const there = await listObjects(context, { bucket, prefix: `${prefix}/` });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(files.map(async (path) => ({ path, size: (await readFile(path)).length })));
  return sizes
    .map(({ path, size }) => ({ path, size, key: `${prefix}/${relative(folder, path).split(sep).join("/")}` }))
    .filter(({ key, size }) => there.get(key) !== size);
};
