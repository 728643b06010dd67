/** Puts the webhooks room together: the outbox that others write through, the service, the dispatcher behind both, the upkeep. */
import type { AbilityService } from "../abilities/ability.service.js";
import type { AuditService } from "../audit/audit.service.js";
import type { Database } from "../db/database.js";
import type { InvocationService } from "../invocations/invocation.service.js";
import type { Clock } from "../kernel/clock.js";
import type { AllowedHost } from "../kernel/destination.js";
import { AppError } from "../kernel/errors.js";
import type { IdFactory } from "../kernel/ids.js";
import type { Log } from "../kernel/log.js";
import type { Metrics } from "../kernel/metrics.js";
import { createSecretBox } from "../kernel/secret-box.js";
import { type CallWebhooks, createCallWebhooks } from "./call-webhook.js";
import { createDispatcher } from "./dispatcher.js";
import { createGuardedPost } from "./guarded-post.js";
import { createDeliveryMeter } from "./meter.js";
import { createWebhookOutbox, type WebhookOutbox } from "./outbox.js";
import { resealSecrets } from "./resealing.js";
import { forgetOldWebhooks } from "./retention.js";
import { createSendDelivery } from "./send-delivery.js";
import type { DeliveryPolicy, WebhookDocuments } from "./webhook.js";
import { createWebhookService, type WebhookService } from "./webhook.service.js";
import { createWebhookStore } from "./webhook.store.js";
import { createDeliveryStore } from "./webhook-delivery.store.js";

/** Times in milliseconds. */
export interface WebhookSettings extends DeliveryPolicy {
  readonly timeoutMs: number;
  readonly allowedHosts: readonly AllowedHost[];
  /** Seals the secrets of webhooks; `null` = they are kept as they are. */
  readonly secretsKey: (() => string) | null;
  /** They open what they sealed before the key was changed; `null` = none. */
  readonly formerSecretsKeys: (() => readonly string[]) | null;
  /** How long what is over is kept. */
  readonly retentionMs: number;
}

export interface CourierDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly newId: IdFactory;
  /** Unique per process and start. */
  readonly workerId: string;
}

/** What the service asks and tells. */
export interface WebhookRooms {
  readonly abilities: AbilityService;
  readonly invocations: InvocationService;
  readonly audit: AuditService;
}

export interface Courier {
  readonly outbox: WebhookOutbox;
  /** For calls that bring their webhook. */
  readonly checkWebhook: CallWebhooks["check"];
  /** For one process at a time, about once a minute. */
  readonly chores: readonly (() => Promise<void>)[];
  createService(rooms: WebhookRooms): WebhookService;
  /** What the documents of webhooks are checked and run by; they query a schema that has this room's service in it. */
  use(documents: WebhookDocuments): void;
  /** From now on this process sends what is due. */
  start(): void;
  stop(graceMs: number): Promise<void>;
}

/** Longer than everything that one attempt does, so that a lease lapses only when its holder is gone. */
const leaseOf = (timeoutMs: number): number => 3 * timeoutMs + 5_000;

export const createCourier = (settings: WebhookSettings, deps: CourierDeps): Courier => {
  const { database, clock, log, newId } = deps;
  const webhooks = createWebhookStore(database);
  const deliveries = createDeliveryStore(database);
  const secrets = createSecretBox({ key: settings.secretsKey, former: settings.formerSecretsKeys });
  const leaseMs = leaseOf(settings.timeoutMs);
  let inUse: WebhookDocuments | undefined;
  const documents = (): WebhookDocuments => {
    if (inUse) return inUse;
    throw new AppError("INTERNAL", { cause: new Error("documents are asked for before there is a schema") });
  };
  const send = createSendDelivery({
    ...{ database, webhooks, deliveries, secrets, clock, log, leaseMs, policy: settings, timeoutMs: settings.timeoutMs },
    documents,
    post: createGuardedPost({ allowed: settings.allowedHosts }),
    meter: createDeliveryMeter(deps.metrics),
    random: Math.random,
  });
  const dispatcher = createDispatcher({ deliveries, send, clock, log, leaseMs, workerId: deps.workerId });
  const { wake } = dispatcher;
  const { allowedHosts, retentionMs } = settings;
  const ofCalls = createCallWebhooks({ webhooks, secrets, documents, allowedHosts, clock });
  return {
    outbox: createWebhookOutbox({ dialect: database.dialect, clock, newId, wake, accepting: ofCalls.accepting }),
    checkWebhook: ofCalls.check,
    chores: [() => forgetOldWebhooks({ database, clock, retentionMs }), () => resealSecrets({ database, secrets, log })],
    createService: (rooms) =>
      createWebhookService({
        ...{ database, webhooks, deliveries, secrets, clock, newId, wake, ...rooms },
        ...{ documents, allowedHosts },
      }),
    use(documents) {
      inUse = documents;
    },
    start: dispatcher.start,
    stop: dispatcher.stop,
  };
};
