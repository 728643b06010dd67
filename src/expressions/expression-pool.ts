/** Who gets which process: a bounded number of them, started when they are needed, and a bounded line of calls before them. */
import { AppError } from "../kernel/errors.js";
import { Fifo } from "../kernel/fifo.js";
import { type ExpressionHost, startHost } from "./expression-host.js";

export interface PoolSettings {
  /** At most; one stays, others end when nobody needed them for a minute. */
  readonly processes: number;
  /** Calls that may wait for a process; further ones are refused. */
  readonly maxWaiting: number;
  /** A call that got no process within this is refused. */
  readonly maxWaitMs: number;
  /** Heap of a process, everything included. */
  readonly memoryMb: number;
}

interface Waiting {
  readonly take: (host: ExpressionHost) => void;
  readonly refuse: (error: AppError) => void;
  over: boolean;
}

const IDLE_MS = 60_000;

export class ExpressionPool {
  private readonly hosts = new Set<ExpressionHost>();
  private readonly idle = new Map<ExpressionHost, NodeJS.Timeout>();
  private readonly line = new Fifo<Waiting>();
  private waiting = 0;
  private closed = false;

  constructor(private readonly settings: PoolSettings) {}

  /** A process that is free; give it back with `release`. @throws AppError EXPRESSIONS_BUSY, SHUTTING_DOWN */
  async acquire(): Promise<ExpressionHost> {
    if (this.closed) throw new AppError("SHUTTING_DOWN");
    // The one used last: the others grow old and end.
    const free = [...this.idle.keys()].at(-1);
    if (free) return this.taken(free);
    if (this.waiting >= this.settings.maxWaiting) throw busy();
    const turn = this.turn();
    this.growAsNeeded();
    return turn;
  }

  release(host: ExpressionHost): void {
    if (!this.hosts.has(host)) return;
    for (let next = this.line.shift(); next; next = this.line.shift()) {
      if (next.over) continue;
      next.take(host);
      return;
    }
    const timer = setTimeout(() => this.hosts.size > 1 && host.kill(), IDLE_MS).unref();
    this.idle.set(host, timer);
  }

  close(): void {
    this.closed = true;
    for (let next = this.line.shift(); next; next = this.line.shift()) next.refuse(new AppError("SHUTTING_DOWN"));
    for (const host of this.hosts) host.kill();
  }

  private taken(host: ExpressionHost): ExpressionHost {
    clearTimeout(this.idle.get(host));
    this.idle.delete(host);
    return host;
  }

  private turn(): Promise<ExpressionHost> {
    return new Promise((resolve, reject) => {
      this.waiting++;
      const timer = setTimeout(() => waiting.refuse(busy()), this.settings.maxWaitMs);
      const over = (): boolean => {
        if (waiting.over) return false;
        waiting.over = true;
        this.waiting--;
        clearTimeout(timer);
        return true;
      };
      const waiting: Waiting = {
        over: false,
        take: (host) => over() && resolve(host),
        refuse: (error) => over() && reject(error),
      };
      this.line.push(waiting);
    });
  }

  private growAsNeeded(): void {
    if (this.closed || this.waiting === 0 || this.hosts.size >= this.settings.processes) return;
    const host = startHost(this.settings.memoryMb, {
      ready: () => this.release(host),
      ended: (wasReady) => this.lost(host, wasReady),
    });
    this.hosts.add(host);
  }

  private lost(host: ExpressionHost, wasReady: boolean): void {
    this.taken(host);
    this.hosts.delete(host);
    // One that cannot even start would be started for ever.
    if (!wasReady && this.hosts.size === 0) this.refuseAll();
    this.growAsNeeded();
  }

  private refuseAll(): void {
    for (let next = this.line.shift(); next; next = this.line.shift()) next.refuse(busy());
  }
}

const busy = (): AppError => new AppError("EXPRESSIONS_BUSY", { retryAfterMs: 1_000 });
