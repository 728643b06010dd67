/** A waiting line with priorities: the highest goes first, and within one the oldest. */
import { Fifo } from "../kernel/fifo.js";

export class Lanes<T> {
  private readonly lanes = new Map<number, Fifo<T>>();
  /** Priorities that have somebody waiting, lowest first. Few: most jobs have none of their own. */
  private present: number[] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  push(item: T, priority: number): void {
    let lane = this.lanes.get(priority);
    if (!lane) {
      lane = new Fifo();
      this.lanes.set(priority, lane);
      this.present = [...this.present, priority].sort((one, other) => one - other);
    }
    lane.push(item);
    this.count++;
  }

  shift(): T | undefined {
    const priority = this.present.at(-1);
    const lane = priority === undefined ? undefined : this.lanes.get(priority);
    if (priority === undefined || !lane) return undefined;
    const item = lane.shift();
    this.count--;
    if (lane.size === 0) {
      this.lanes.delete(priority);
      this.present.pop();
    }
    return item;
  }

  clear(): void {
    this.lanes.clear();
    this.present = [];
    this.count = 0;
  }
}
