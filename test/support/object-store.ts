/** As much of S3 as the deployment asks for, in memory. It checks every signature with the rules written out once more. */
import { createHash, createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ObjectStore {
  readonly port: number;
  readonly buckets: Map<string, Map<string, Buffer>>;
  close(): Promise<void>;
}

const PAGE = 2;
const digest = (value: string | Buffer): string => createHash("sha256").update(value).digest("hex");
const mac = (key: string | Buffer, value: string): Buffer => createHmac("sha256", key).update(value).digest();
const percent = (value: string): string =>
  [...Buffer.from(value)]
    .map((byte) =>
      /[A-Za-z0-9._~-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");

export interface ObjectStoreOptions {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
  /** Default: any that is free. */
  readonly port?: number;
  /** What it holds from the start. */
  readonly buckets?: Map<string, Map<string, Buffer>>;
  /** Called after a change, before it is answered. */
  readonly changed?: () => void;
}

export const startObjectStore = async (key: ObjectStoreOptions): Promise<ObjectStore> => {
  const { buckets = new Map<string, Map<string, Buffer>>(), changed = () => undefined } = key;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const body = Buffer.concat(pieces);
      const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
      const answer = (status: number, text = "") => response.writeHead(status).end(text);
      const [, date = "", signedNames = "", signature = ""] =
        /Credential=[^/]+\/(\d+)\/[^,]+, ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(request.headers.authorization ?? "") ?? [];
      const query = [...url.searchParams].map(([name, value]) => `${percent(name)}=${percent(value)}`).sort();
      const headers = signedNames.split(";").map((name) => `${name}:${request.headers[name]}\n`);
      const canonical = [request.method, url.pathname, query.join("&"), headers.join(""), signedNames, digest(body)].join("\n");
      const signing = mac(mac(mac(mac(`AWS4${key.secretKey}`, date), key.region), "s3"), "aws4_request");
      const toSign = `AWS4-HMAC-SHA256\n${request.headers["x-amz-date"]}\n${date}/${key.region}/s3/aws4_request\n${digest(canonical)}`;
      if (mac(signing, toSign).toString("hex") !== signature) return answer(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>");
      const [bucketName = "", ...rest] = url.pathname.slice(1).split("/").map(decodeURIComponent);
      const bucket = buckets.get(bucketName);
      if (request.method === "PUT" && rest.length === 0) {
        if (bucket) return answer(409, "<Error><Code>BucketAlreadyOwnedByYou</Code></Error>");
        buckets.set(bucketName, new Map());
        changed();
        return answer(200);
      }
      if (!bucket) return answer(404, "<Error><Code>NoSuchBucket</Code></Error>");
      if (request.method === "PUT") {
        bucket.set(rest.join("/"), body);
        changed();
        return answer(200);
      }
      if (url.searchParams.has("location")) return answer(200);
      const after = url.searchParams.get("continuation-token") ?? "";
      const keys = [...bucket.keys()].sort().filter((name) => name.startsWith(url.searchParams.get("prefix") ?? "") && name > after);
      const shown = keys
        .slice(0, PAGE)
        .map((name) => `<Contents><Key>${name.replaceAll("&", "&amp;")}</Key><Size>${bucket.get(name)?.length}</Size></Contents>`);
      const more = keys.length > PAGE ? `<NextContinuationToken>${keys[PAGE - 1]}</NextContinuationToken>` : "";
      return answer(200, `<ListBucketResult>${shown.join("")}${more}</ListBucketResult>`);
    });
  });
  await new Promise<void>((resolve) => server.listen(key.port ?? 0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    buckets,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
