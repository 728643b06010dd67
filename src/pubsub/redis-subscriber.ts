/**
 * Keeps one SUBSCRIBE per channel for any number of listeners, renews all of them after a reconnect, and tells the
 * listeners that were in force before that they may have missed something.
 */
import type { Log } from "../kernel/log.js";
import { notifyGap, notifyMessage } from "./notify.js";
import type { PubSubListener } from "./pubsub.js";
import { RedisConnection, type RedisConnectionOptions } from "./redis-connection.js";

export interface RedisSubscriberOptions {
  readonly connection: Omit<RedisConnectionOptions, "onReady" | "onLost">;
  readonly gapChannel: string;
  readonly log: Log;
}

interface Subscription {
  readonly listener: PubSubListener;
  /** Was in force at least once: what was published since then was promised to it. */
  promised: boolean;
  /** Lets `subscribe()` resolve. */
  readonly confirm: () => void;
}

interface Channel {
  readonly name: string;
  readonly subscriptions: Set<Subscription>;
  /** Acknowledged by the server on the present connection. */
  inForce: boolean;
}

/** Channels in one SUBSCRIBE when all are renewed. */
const CHANNELS_PER_COMMAND = 500;

export class RedisSubscriber {
  readonly connection: RedisConnection;
  private readonly channels = new Map<string, Channel>();
  private closed = false;

  constructor(private readonly options: RedisSubscriberOptions) {
    this.channels.set(options.gapChannel, { name: options.gapChannel, subscriptions: new Set(), inForce: false });
    this.connection = new RedisConnection({
      ...options.connection,
      onReady: () => this.renewAll(),
      onLost: () => {
        for (const channel of this.channels.values()) channel.inForce = false;
      },
    });
    this.connection.redis.on("message", (name: string, text: string) => this.receive(name, text));
  }

  /** Resolves when Redis has acknowledged, which may take as long as Redis is away; at once after `close()`. */
  async subscribe(name: string, listener: PubSubListener): Promise<() => void> {
    if (this.closed) return () => undefined;
    const channel = this.channels.get(name) ?? this.openChannel(name);
    let confirm = (): void => undefined;
    const confirmed = new Promise<void>((resolve) => {
      confirm = resolve;
    });
    const subscription: Subscription = { listener, promised: channel.inForce, confirm };
    channel.subscriptions.add(subscription);
    if (!channel.inForce) await confirmed;
    return () => this.unsubscribe(channel, subscription);
  }

  async close(): Promise<void> {
    this.closed = true;
    const waiting = [...this.channels.values()].flatMap((channel) => [...channel.subscriptions]);
    this.channels.clear();
    for (const { confirm } of waiting) confirm();
    await this.connection.close();
  }

  private openChannel(name: string): Channel {
    const channel: Channel = { name, subscriptions: new Set(), inForce: false };
    this.channels.set(name, channel);
    if (this.connection.isReady) this.sendSubscribe([channel]);
    return channel;
  }

  private unsubscribe(channel: Channel, subscription: Subscription): void {
    channel.subscriptions.delete(subscription);
    if (channel.subscriptions.size > 0 || this.channels.get(channel.name) !== channel) return;
    this.channels.delete(channel.name);
    // Without a connection there is nothing to undo: the next one starts with what is in the map then.
    if (this.connection.isReady) this.connection.redis.unsubscribe(channel.name).catch(() => undefined);
  }

  private renewAll(): void {
    const channels = [...this.channels.values()];
    for (let start = 0; start < channels.length; start += CHANNELS_PER_COMMAND) {
      this.sendSubscribe(channels.slice(start, start + CHANNELS_PER_COMMAND));
    }
  }

  /**
   * Confirms the channel objects that were sent, not what has their name by then: between two SUBSCRIBEs of a name
   * that was given up and taken up again lies an UNSUBSCRIBE, in which messages pass by.
   */
  private sendSubscribe(channels: Channel[]): void {
    this.connection.redis.subscribe(...channels.map((channel) => channel.name)).then(
      () => {
        for (const channel of channels) this.confirm(channel);
      },
      (error: Error) => {
        // A lost connection is renewed as a whole; anything else is a refusal, for example by an ACL.
        if (!this.connection.isReady || this.closed) return;
        this.options.log.error({ reason: error.message, channel: channels[0]?.name }, "Redis refused a subscription");
      },
    );
  }

  private confirm(channel: Channel): void {
    channel.inForce = true;
    for (const subscription of channel.subscriptions) {
      if (subscription.promised) notifyGap(subscription.listener, channel.name, this.options.log);
      subscription.promised = true;
      subscription.confirm();
    }
  }

  private receive(name: string, text: string): void {
    if (name === this.options.gapChannel) {
      this.tellAllOfGap();
      return;
    }
    const channel = this.channels.get(name);
    if (!channel) return;
    for (const { listener } of channel.subscriptions) notifyMessage(listener, { channel: name, text }, this.options.log);
  }

  private tellAllOfGap(): void {
    for (const channel of this.channels.values()) {
      for (const { listener, promised } of channel.subscriptions) {
        if (promised) notifyGap(listener, channel.name, this.options.log);
      }
    }
  }
}
