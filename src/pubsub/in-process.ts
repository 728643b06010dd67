/** Pub/sub for a gateway that is one process. Nothing is ever lost here, so `onGap` is never called. */
import { Fifo } from "../kernel/fifo.js";
import type { Log } from "../kernel/log.js";
import { notifyMessage } from "./notify.js";
import type { PubSub, PubSubListener } from "./pubsub.js";

/** An object of its own for each subscribe(), so that one listener may be subscribed twice. */
interface Subscription {
  readonly listener: PubSubListener;
}

interface Message {
  readonly channel: string;
  readonly text: string;
}

export const createInProcessPubSub = (options: { log: Log }): PubSub => new InProcessPubSub(options.log);

class InProcessPubSub implements PubSub {
  private readonly subscriptions = new Map<string, Set<Subscription>>();
  private readonly messages = new Fifo<Message>();
  private delivering = false;

  constructor(private readonly log: Log) {}

  /** Listeners are called after the caller's own synchronous work, as with Redis; their cost and errors are not its. */
  publish(channel: string, message: string): void {
    if (!this.subscriptions.has(channel)) return;
    this.messages.push({ channel, text: message });
    if (this.delivering) return;
    this.delivering = true;
    queueMicrotask(() => this.deliverAll());
  }

  async subscribe(channel: string, listener: PubSubListener): Promise<() => void> {
    const subscription: Subscription = { listener };
    const onChannel = this.subscriptions.get(channel) ?? new Set();
    this.subscriptions.set(channel, onChannel.add(subscription));
    return () => {
      onChannel.delete(subscription);
      if (onChannel.size === 0 && this.subscriptions.get(channel) === onChannel) this.subscriptions.delete(channel);
    };
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {
    this.subscriptions.clear();
    this.messages.clear();
  }

  /** Messages that listeners publish meanwhile join the end of the line, so every listener sees the same order. */
  private deliverAll(): void {
    for (let message = this.messages.shift(); message; message = this.messages.shift()) {
      for (const { listener } of this.subscriptions.get(message.channel) ?? []) notifyMessage(listener, message, this.log);
    }
    this.delivering = false;
  }
}
