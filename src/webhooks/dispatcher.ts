/**
 * Sends what is due: claims deliveries with a lease, so that of all processes one sends an attempt, keeps the number
 * under way small, and looks again when it is woken, when a retry falls due, and every few seconds whatever happens.
 * A process that dies leaves its leases to lapse; then the attempt is made again, with the same bytes and id.
 */
import type { Clock } from "../kernel/clock.js";
import { isAppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import type { SendDelivery } from "./send-delivery.js";
import type { ClaimedDelivery, DeliveryStore } from "./webhook-delivery.store.js";

export interface DispatcherDeps {
  readonly deliveries: Pick<DeliveryStore, "claim">;
  /** Never throws. Resolves with the milliseconds until this delivery is due again, if it is. */
  readonly send: SendDelivery;
  readonly clock: Clock;
  readonly log: Log;
  /** Unique per process and start; at most 54 characters. */
  readonly workerId: string;
  readonly leaseMs: number;
}

export interface Dispatcher {
  start(): void;
  /** Something may be due. Costs nothing before `start`. */
  wake(): void;
  /** Claims nothing more, lets what is under way end for `graceMs`, then gives it up: it is due again at once. */
  stop(graceMs: number): Promise<void>;
}

const MAX_UNDER_WAY = 32;
/** A receiver that does not answer must not take all of them. */
const MAX_PER_WEBHOOK = 4;
const POLL_MS = 5_000;

export const createDispatcher = (deps: DispatcherDeps): Dispatcher => {
  const rounds = new Rounds(deps);
  return { wake: () => rounds.wake(), start: () => rounds.start(), stop: (graceMs) => rounds.stop(graceMs) };
};

class Rounds {
  private readonly leaving = new AbortController();
  private readonly underWay = new Map<ClaimedDelivery, Promise<void>>();
  private claims = 0;
  private running = false;
  private looking: Promise<void> | undefined;
  private wokenMeanwhile = false;
  private cancelPoll: (() => void) | undefined;

  constructor(private readonly deps: DispatcherDeps) {}

  start(): void {
    this.running = true;
    this.wake();
  }

  wake(): void {
    if (!this.running) return;
    this.wokenMeanwhile = true;
    this.looking ??= this.look().finally(() => {
      this.looking = undefined;
      if (this.wokenMeanwhile) this.wake();
    });
  }

  async stop(graceMs: number): Promise<void> {
    this.running = false;
    this.cancelPoll?.();
    await this.looking;
    const cancel = this.deps.clock.after(graceMs, () => this.leaving.abort());
    await Promise.all(this.underWay.values());
    cancel();
  }

  private async look(): Promise<void> {
    const { clock, log } = this.deps;
    this.cancelPoll?.();
    try {
      while (this.running && this.wokenMeanwhile) {
        this.wokenMeanwhile = false;
        while (this.running && (await this.claimSome()) > 0);
      }
    } catch (error) {
      const level = isAppError(error, "SERVICE_UNAVAILABLE") ? "warn" : "error";
      log[level]({ err: error }, "due webhook deliveries cannot be claimed; trying again");
    }
    if (this.running) this.cancelPoll = clock.after(POLL_MS, () => this.wake());
  }

  private async claimSome(): Promise<number> {
    const { clock, deliveries, leaseMs, workerId } = this.deps;
    const free = MAX_UNDER_WAY - this.underWay.size;
    if (free <= 0) return 0;
    this.claims += 1;
    const now = clock.now();
    const claimed = await deliveries.claim({
      claim: `${workerId}:${this.claims}`,
      // As many as any one webhook may still take: more could all be of one.
      limit: Math.min(free, MAX_PER_WEBHOOK),
      except: this.busyWebhooks(),
      now,
      leaseUntil: now + leaseMs,
    });
    for (const one of claimed) this.begin(one);
    return claimed.length;
  }

  private begin(claimed: ClaimedDelivery): void {
    const { clock, send } = this.deps;
    const sent = send(claimed, this.leaving.signal).then((dueInMs) => {
      this.underWay.delete(claimed);
      if (dueInMs !== undefined && dueInMs < POLL_MS && this.running) clock.after(dueInMs, () => this.wake());
      this.wake();
    });
    this.underWay.set(claimed, sent);
  }

  /** One with a few under way may come to twice the bound for a moment, never to more. */
  private busyWebhooks(): string[] {
    const counts = new Map<string, number>();
    for (const { delivery } of this.underWay.keys()) counts.set(delivery.webhookId, (counts.get(delivery.webhookId) ?? 0) + 1);
    return [...counts].filter(([, count]) => count >= MAX_PER_WEBHOOK).map(([webhookId]) => webhookId);
  }
}
