/**
 * Messages between the processes of one gateway: fire and forget, at most once. Losing every message costs latency,
 * never data: whoever listens also reads the log. Two implementations pass the same test suite.
 */
export interface PubSub {
  /** Resolves when handed over (in process) or written to the connection (Redis). Never throws: losses are counted. */
  publish(channel: string, message: string): void;
  /**
   * Resolves once the subscription is in force: what is published afterwards is delivered. Each message is delivered
   * once per listener, in order of publication on that channel. The returned function is idempotent.
   */
  subscribe(channel: string, listener: PubSubListener): Promise<() => void>;
  /** Whether messages reach other processes right now; for /health/ready. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface PubSubListener {
  onMessage(message: string): void;
  /** Messages may have been lost (connection came back, backlog dropped): read the log again. */
  onGap(): void;
}
