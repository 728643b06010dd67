/**
 * Sends messages in order and at most once. What cannot be sent now waits in a bounded backlog; what does not fit or
 * gets lost with a connection is counted, and every listener of every process is told to read the log again.
 */
import { Fifo } from "../kernel/fifo.js";
import type { Log } from "../kernel/log.js";
import { RedisConnection, type RedisConnectionOptions } from "./redis-connection.js";

export interface RedisPublisherOptions {
  readonly connection: Omit<RedisConnectionOptions, "onReady" | "onLost">;
  /** A message on this channel means: some messages were lost, on whatever channel. */
  readonly gapChannel: string;
  readonly backlogLimit: number;
  readonly log: Log;
  onMessagesLost(count: number): void;
}

interface Outgoing {
  readonly channel: string;
  readonly text: string;
}

/** Messages sent but not yet acknowledged; with a frozen server more would pile up in memory without bound. */
const MAX_UNACKNOWLEDGED = 1_000;

export class RedisPublisher {
  readonly connection: RedisConnection;
  private readonly backlog = new Fifo<Outgoing>();
  private unacknowledged = 0;
  private gapToTell = false;
  /** Losses have been logged and no message has got through since. */
  private losing = false;
  private closed = false;

  constructor(private readonly options: RedisPublisherOptions) {
    this.connection = new RedisConnection({
      ...options.connection,
      pipelined: true,
      onReady: () => this.sendBacklog(),
      onLost: () => undefined,
    });
  }

  publish(channel: string, text: string): void {
    if (this.closed) return;
    if (this.backlog.size >= this.options.backlogLimit) {
      this.backlog.shift();
      this.countLost("the backlog is full");
    }
    this.backlog.push({ channel, text });
    this.sendBacklog();
  }

  async close(): Promise<void> {
    this.sendBacklog();
    this.closed = true;
    await this.connection.close();
    if (this.backlog.size > 0) this.options.onMessagesLost(this.backlog.size);
    this.backlog.clear();
  }

  private sendBacklog(): void {
    while (this.connection.isReady && this.unacknowledged < MAX_UNACKNOWLEDGED) {
      const message = this.backlog.shift() ?? this.takeGapMessage();
      if (!message) return;
      this.send(message);
    }
  }

  /** Last, when the backlog is empty: whoever reads the log then finds everything that was lost before. */
  private takeGapMessage(): Outgoing | undefined {
    if (!this.gapToTell) return undefined;
    this.gapToTell = false;
    return { channel: this.options.gapChannel, text: "" };
  }

  private send({ channel, text }: Outgoing): void {
    this.unacknowledged++;
    this.connection.redis.publish(channel, text).then(
      () => {
        this.losing = false;
        this.unacknowledged--;
        this.sendBacklog();
      },
      (error: Error) => {
        this.unacknowledged--;
        this.countLost(error.message);
      },
    );
  }

  private countLost(reason: string): void {
    this.gapToTell = true;
    this.options.onMessagesLost(1);
    if (this.losing || this.closed) return;
    this.losing = true;
    this.options.log.warn({ reason }, "pub/sub messages are being lost; listeners will be told to read the log");
  }
}
