/** Listens to what gateways tell each other, past the bad network, so that it can be compared with the log. */
import { Redis } from "ioredis";
import type { Data } from "../../support/client.js";
import { digestOfBody } from "./event-digest.js";
import type { Evidence } from "./evidence.js";

export const listenToBus = async (redisUrl: string, evidence: Evidence): Promise<{ close(): Promise<void> }> => {
  const redis = new Redis(redisUrl, { retryStrategy: () => 100, maxRetriesPerRequest: null, lazyConnect: true });
  redis.on("error", () => undefined);
  redis.on("pmessage", (_pattern: string, _channel: string, message: string) => {
    for (const event of eventsIn(message)) note(evidence, event);
  });
  await redis.connect();
  // Of whatever prefix; ioredis subscribes again after every reconnect.
  await redis.psubscribe("*invocation:*");
  return { close: async () => redis.disconnect() };
};

/** Inline events of one message; a pointer to the log says nothing that could be wrong. */
const eventsIn = (message: string): Data[] => {
  try {
    const parsed: Data = JSON.parse(message);
    const list: unknown[] = Array.isArray(parsed) ? parsed : Array.isArray(parsed?.events) ? parsed.events : [parsed];
    return list.filter((event: Data) => event?.body?.type && event.invocationId && event.sequence);
  } catch {
    return [];
  }
};

const note = (evidence: Evidence, { invocationId, sequence, body }: Data): void => {
  const known = evidence.published.get(invocationId) ?? new Map<number, string>();
  evidence.published.set(invocationId, known);
  const digest = digestOfBody(body);
  const earlier = known.get(sequence);
  if (earlier !== undefined && earlier !== digest)
    evidence.violate("an event is published with one content", `event ${sequence}: ${earlier} and ${digest}`, invocationId);
  known.set(sequence, digest);
};
