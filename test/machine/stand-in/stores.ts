/**
 * Stores that somebody else operates and this machine does not have, in one process: as much of Elasticsearch, an object store,
 * ClickHouse, nsqd, Milvus and RocketMQ as the deployment asks for. What was made is on the disk before it is answered.
 *   stores.mjs FILE    with OBJECTS_USER, OBJECTS_KEY, CLICKHOUSE_USER and CLICKHOUSE_KEY in its environment
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer } from "node:net";
import { startObjectStore } from "../../support/object-store.js";

const [, , file = "stores.json"] = process.argv;
const { OBJECTS_USER = "", OBJECTS_KEY = "", CLICKHOUSE_USER = "", CLICKHOUSE_KEY = "" } = process.env;

interface Kept {
  /** Paths of Elasticsearch, databases, tables, topics. */
  readonly made: string[];
  readonly objects: Record<string, Record<string, string>>;
}

const found = (): Kept => {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Kept;
  } catch {
    return { made: [], objects: {} };
  }
};
const kept = found();
const made = new Set(kept.made);

const store = await startObjectStore({
  ...{ accessKey: OBJECTS_USER, secretKey: OBJECTS_KEY, region: "us-east-1", port: 9000 },
  buckets: new Map(
    Object.entries(kept.objects).map(([bucket, objects]) => [
      bucket,
      new Map(Object.entries(objects).map(([key, content]) => [key, Buffer.from(content, "base64")])),
    ]),
  ),
  changed: () => save(),
});

const save = (): void => {
  const objects = Object.fromEntries(
    [...store.buckets].map(([bucket, contents]) => [
      bucket,
      Object.fromEntries([...contents].map(([key, content]) => [key, content.toString("base64")])),
    ]),
  );
  writeFileSync(`${file}.new`, JSON.stringify({ made: [...made], objects }));
  renameSync(`${file}.new`, file);
};

const make = (what: string): Reply => {
  made.add(what);
  save();
  return { status: 200, body: "" };
};

interface Reply {
  readonly status: number;
  readonly body: string;
}
const ok = (body = ""): Reply => ({ status: 200, body });

const http = (port: number, answer: (request: IncomingMessage, body: string) => Reply): void => {
  createHttpServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const { status, body } = answer(request, Buffer.concat(pieces).toString());
      response.writeHead(status).end(body);
    });
  }).listen(port, "127.0.0.1");
};

/** A door that opens, with nobody behind it. */
for (const port of [19_530, 4150, 9010, 9876, 10_911])
  createServer((socket) => socket.on("error", () => undefined)).listen(port, "127.0.0.1");

http(4151, ({ url }) => (url === "/ping" ? ok("OK") : { status: 404, body: "" }));

http(9200, ({ method, url = "" }) => {
  const path = url.split("?")[0] ?? "";
  if (path === "/") return ok('{"version":{"number":"8.18.0"},"tagline":"You Know, for Search"}');
  if (path === "/_cat/plugins") return ok("node analysis-smartcn 8.18.0\n");
  const name = path.replace("/_cat/indices/", "/");
  if (method === "PUT") make(name);
  return made.has(name) ? ok(path === name ? '{"acknowledged":true}' : "green 0\n") : { status: 404, body: "{}" };
});

http(8123, ({ url = "", headers }, sql) => {
  if (headers["x-clickhouse-user"] !== CLICKHOUSE_USER || headers["x-clickhouse-key"] !== CLICKHOUSE_KEY)
    return { status: 403, body: "Code: 516. DB::Exception: Authentication failed" };
  const database = new URL(url, "http://clickhouse").searchParams.get("database") ?? "default";
  const asked = /FROM system\.databases WHERE name = '(\w+)'/.exec(sql)?.[1];
  if (asked) return ok(`${Number(made.has(`database ${asked}`))}\n`);
  const [, kind, name] = /^\s*CREATE (DATABASE|TABLE) IF NOT EXISTS `?(\w+)/.exec(sql) ?? [];
  if (kind === "DATABASE") return make(`database ${name}`);
  if (!made.has(`database ${database}`)) return { status: 404, body: `Code: 81. DB::Exception: Database ${database} does not exist` };
  if (kind === "TABLE") return make(`table ${database}.${name}`);
  const tables = [...made].flatMap((what) => (what.startsWith(`table ${database}.`) ? [what.slice(`table ${database}.`.length)] : []));
  return sql.trim() === "SHOW TABLES"
    ? ok(`${tables.join("\n")}\n`)
    : { status: 400, body: `Code: 62. DB::Exception: Syntax error: ${sql}` };
});

/** Where the `java` of the test passes on what mqadmin was asked. */
http(19_876, (_, line) => {
  const words = line.split(" ");
  const option = (name: string): string => words[words.indexOf(name) + 1] ?? "";
  if (words[0] === "clusterList")
    return ok("#Cluster Name  #Broker Name  #BID  #Addr\nDefaultCluster  broker-a  0  127.0.0.1:10911  V5_3_3\n");
  if (words[0] === "topicList")
    return ok(`${[...made].flatMap((what) => (what.startsWith("topic ") ? [what.slice(6)] : [])).join("\n")}\n`);
  if (words[0] === "updateTopic") make(`topic ${option("-t")}`);
  else if (words[0] !== "updateSubGroup") return { status: 400, body: "" };
  return ok("create to 127.0.0.1:10911 success.\n");
});
