/**
 * The simulator in the place of a product that is installed here: on the product's port, with the product's own settings, and
 * with its people and tokens in the product's own MySQL schema, so that they live through restarts, backups and restores.
 * It stops at its start, as the products do, when a store does not answer.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { type Connection, createConnection } from "mysql2/promise";
import { createSimulator } from "../../../src/simulator/simulator.js";

export interface Product {
  readonly listen: { readonly host: string; readonly port: number };
  readonly mysql: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  readonly redis: { readonly host: string; readonly port: number; readonly password: string };
  /** Doors that must be open before the first request. */
  readonly stores: readonly { readonly host: string; readonly port: number }[];
  readonly registerPath: string;
  readonly tokenPath: string;
  readonly registration: boolean;
}

export const serve = async (product: Product): Promise<void> => {
  const database = await createConnection(product.mysql);
  await redisAnswers(product.redis);
  for (const { host, port } of product.stores) await talk({ host, port });
  const [tokens] = await database.query("SELECT token FROM stand_in_tokens ORDER BY id DESC LIMIT 1");
  const token = (tokens as { token: string }[])[0]?.token ?? "none was made yet";
  const simulator = createSimulator({ token, registration: product.registration });
  const { url } = await simulator.start();
  const [people] = await database.query("SELECT account FROM stand_in_people ORDER BY id");
  for (const { account } of people as { account: string }[]) await ask(url, product.registerPath, account);
  createServer((incoming, outgoing) => pass({ incoming, outgoing, url, product, database })).listen(
    product.listen.port,
    product.listen.host,
  );
  process.on("SIGTERM", () => process.exit(0));
};

/** One conversation over a plain connection: what came until the pattern matched. Without words: that it opens. */
const talk = (where: { host: string; port: number }, words?: { say: string; hear: RegExp }): Promise<void> =>
  new Promise((resolve, reject) => {
    let heard = "";
    const socket = connect(where, () => (words ? socket.write(words.say) : resolve(void socket.destroy())));
    socket.setTimeout(10_000, () => socket.destroy(new Error("no answer")));
    socket.on("data", (piece) => {
      heard += piece.toString();
      if (words?.hear.test(heard)) resolve(void socket.destroy());
    });
    socket.on("error", (error) => reject(new Error(`${where.host}:${where.port}: ${error.message}`)));
    socket.on("end", () => reject(new Error(`${where.host}:${where.port} answered ${heard}`)));
  });

const redisAnswers = ({ host, port, password }: Product["redis"]): Promise<void> =>
  talk({ host, port }, { say: `AUTH ${password}\r\nPING\r\n`, hear: /^\+OK\r\n\+PONG/ });

const ask = (url: string, path: string, body: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const call = request(url + path, { method: "POST", headers: { "content-type": "application/json" } }, (answer) =>
      answer.resume().on("end", () => resolve()),
    );
    call.on("error", reject).end(body);
  });

interface Passing {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly url: string;
  readonly product: Product;
  readonly database: Connection;
}

/** Bytes pass as they come, streams included; what made a person or a token is kept before the caller hears of it. */
const pass = ({ incoming, outgoing, url, product, database }: Passing): void => {
  const path = (incoming.url ?? "").split("?")[0] ?? "";
  const isKept = incoming.method === "POST" && [product.registerPath, product.tokenPath].includes(path);
  const asked: Buffer[] = [];
  if (isKept) incoming.on("data", (piece: Buffer) => asked.push(piece));
  const call = request(url + incoming.url, { method: incoming.method, headers: incoming.headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    if (!isKept) return void answer.pipe(outgoing);
    const said: Buffer[] = [];
    answer.on("data", (piece: Buffer) => said.push(piece));
    answer.on("end", async () => {
      await keep(database, {
        asked: Buffer.concat(asked).toString(),
        said: Buffer.concat(said).toString(),
        isToken: path === product.tokenPath,
      });
      outgoing.end(Buffer.concat(said));
    });
  });
  call.on("error", () => outgoing.destroy());
  outgoing.on("close", () => call.destroy());
  incoming.pipe(call);
};

const keep = async (database: Connection, { asked, said, isToken }: { asked: string; said: string; isToken: boolean }): Promise<void> => {
  const answer = JSON.parse(said) as { code?: number; token?: string; data?: { token?: string } };
  if ((answer.code ?? 0) !== 0) return;
  if (!isToken) await database.query("INSERT INTO stand_in_people (account) VALUES (?)", [asked]);
  else await database.query("INSERT INTO stand_in_tokens (token) VALUES (?)", [answer.token ?? answer.data?.token]);
};
