/** Webhooks of a campaign: a third of all abilities tell a receiver of every end, which is compared with the log. */
import { createTestClient } from "../../support/client.js";
import { createWebhook } from "../../support/webhook-operations.js";
import { abilityKey, possibleWork, SIDE_EFFECTS } from "./abilities.js";
import type { Capabilities } from "./capabilities.js";
import type { Findings } from "./checks.js";
import { FINAL } from "./evidence.js";
import type { DeliveryRow, LogRow } from "./log-reader.js";
import type { Receiver, Told } from "./receiver.js";
import { ADMIN, bearerOf } from "./wire.js";

/** Small, so that what is told can be compared in full. */
const DOCUMENT = "query($invocationId: ID!) { invocation(id: $invocationId) { id status tags } }";

/** Of every kind of work one ability, so that all promises about side effects are among them. */
const watchedKeys = (can: Capabilities): string[] =>
  possibleWork(can).map((work, index) => abilityKey(work, SIDE_EFFECTS[index % SIDE_EFFECTS.length] ?? "READ_ONLY"));

export interface Watching {
  readonly url: string;
  readonly can: Capabilities;
  readonly receiver: Receiver;
  /** Ids of all abilities by their keys. */
  readonly abilities: ReadonlyMap<string, string>;
}

export const registerWebhooks = async ({ url, can, receiver, abilities }: Watching): Promise<void> => {
  if (!can.webhooks) return;
  const admin = createTestClient(url, await bearerOf(ADMIN));
  await Promise.all(
    watchedKeys(can).map(async (key) => {
      const input = { abilityId: abilities.get(key), url: receiver.urlOf(key), document: DOCUMENT };
      const { secret, ...answer } = await createWebhook(admin, input);
      if (typeof secret !== "string") throw new Error(`the webhook of ${key} was refused: ${JSON.stringify(answer)}`);
      receiver.trust(key, secret);
    }),
  );
};

export interface Telling {
  readonly can: Capabilities;
  readonly told: readonly Told[];
  readonly deliveries: readonly DeliveryRow[];
}

/** Every end is told at least once, truthfully, and nothing else is. */
export const checkWebhooks = ({ evidence, rows }: Findings, { can, told, deliveries }: Telling): void => {
  const watched = new Set(watchedKeys(can));
  const heard = new Map<string, Told[]>();
  for (const one of told) {
    const problem = problemOf(one, rows.get(one.invocationId ?? ""));
    if (problem !== undefined) evidence.violate("webhooks tell the truth", `${one.deliveryId}: ${problem}`, one.invocationId);
    if (one.invocationId !== undefined) heard.set(one.invocationId, [...(heard.get(one.invocationId) ?? []), one]);
  }
  const kept = new Map(deliveries.map((row) => [row.invocationId, row]));
  for (const { id, key, status } of rows.values()) {
    if (!watched.has(key) || !FINAL.has(status)) continue;
    const mine = heard.get(id) ?? [];
    const fail = (invariant: string, detail: string) => evidence.violate(invariant, `${detail}; ${JSON.stringify(kept.get(id))}`, id);
    if (!mine.some(({ taken }) => taken)) fail("every end is told at least once", `${mine.length} attempts arrived`);
    if (kept.get(id)?.state !== "DELIVERED") fail("a delivery that was taken is DELIVERED", `${kept.get(id)?.state}`);
    const versions = new Set(mine.map(({ deliveryId, digest }) => `${deliveryId} ${digest}`));
    if (versions.size > 1) fail("every attempt sends the same bytes under the same id", [...versions].join());
  }
};

const problemOf = ({ problem, abilityKey: key, invocationId, status, at }: Told, row: LogRow | undefined): string | undefined => {
  if (problem !== undefined) return problem;
  if (!row) return `there is no ${invocationId}`;
  if (row.key !== key) return `${row.key} was told to the receiver of ${key}`;
  if (row.status !== status) return `told ${status}, and it is ${row.status}`;
  // One machine, so one clock.
  return row.finishedAt === null || at < row.finishedAt ? `told before its end at ${row.finishedAt}` : undefined;
};
