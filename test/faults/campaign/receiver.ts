/**
 * A receiver of completion webhooks that writes down whatever it is sent, and turns some away at first, as receivers do.
 * Nothing else knows its address, so what arrives here was sent by a gateway of this campaign.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Data } from "../../support/client.js";
import { verifySignature } from "../../support/webhook-receiver.js";
import { chanceOf } from "./random.js";

/** One POST, whatever it was answered. */
export interface Told {
  /** The ability that it is about, by the address it was sent to. */
  readonly abilityKey: string;
  /** Its `webhook-id`: the same for every attempt. */
  readonly deliveryId: string;
  /** As its body says. */
  readonly invocationId: string | undefined;
  readonly status: string | undefined;
  /** Of all bytes of the body. */
  readonly digest: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** It was answered with a success. */
  readonly taken: boolean;
  /** What is wrong with it by itself: its signature, its shape. */
  readonly problem?: string;
}

export interface Receiver {
  readonly port: number;
  urlOf(abilityKey: string): string;
  /** What is sent to the ability's address is signed with this from now on. */
  trust(abilityKey: string, secret: string): void;
  readonly told: readonly Told[];
  close(): Promise<void>;
}

const PATH = /^\/ended\/([a-z0-9-]+)$/;

export const startReceiver = async (): Promise<Receiver> => {
  const secrets = new Map<string, string>();
  const told: Told[] = [];
  const attempts = new Map<string, number>();
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = await text(request);
    const abilityKey = PATH.exec(request.url ?? "")?.[1] ?? "";
    const deliveryId = String(request.headers["webhook-id"]);
    const attempt = (attempts.get(deliveryId) ?? 0) + 1;
    attempts.set(deliveryId, attempt);
    const mood = moodOf(deliveryId, attempt);
    told.push({ abilityKey, deliveryId, at: Date.now(), taken: mood === "fine", ...readingOf({ request, raw }, secrets.get(abilityKey)) });
    if (mood === "cut") request.socket.destroy();
    else if (mood !== "silent") response.writeHead(mood === "fine" ? 204 : 503).end();
  };
  const server = createServer((request, response) => void take(request, response).catch(() => response.destroy()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    urlOf: (abilityKey) => `http://127.0.0.1:${port}/ended/${abilityKey}`,
    trust: (abilityKey, secret) => void secrets.set(abilityKey, secret),
    told,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

/** Not all of it arrives when a sender is killed in the middle: then `text` rejects, and nothing was told. */
const readingOf = (
  { request, raw }: { request: IncomingMessage; raw: string },
  secret: string | undefined,
): Pick<Told, "invocationId" | "status" | "digest" | "problem"> => {
  const digest = createHash("sha1").update(raw).digest("hex");
  try {
    if (secret === undefined) throw new Error(`sent to ${request.url}, which no webhook names`);
    const body: Data = JSON.parse(raw);
    const { method = "", url: path = "", headers } = request;
    verifySignature({ method, path, headers, raw, body, id: String(headers["webhook-id"]) }, secret);
    if (body.type !== "invocation.ended" || body.errors) throw new Error(raw.slice(0, 500));
    return { digest, invocationId: body.data?.invocation?.id, status: body.data?.invocation?.status };
  } catch (error) {
    return { digest, invocationId: undefined, status: undefined, problem: (error as Error).message };
  }
};

/** Turned away this often at most, so that every delivery arrives long before its attempts are used. */
const MAX_TURNED_AWAY = 2;

const moodOf = (deliveryId: string, attempt: number): "fine" | "refused" | "cut" | "silent" => {
  const chance = chanceOf(`${deliveryId}/${attempt}`);
  if (attempt > MAX_TURNED_AWAY || chance.yes(0.8)) return "fine";
  return chance.pick(["refused", "cut", "silent"] as const);
};
