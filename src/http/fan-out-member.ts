/**
 * One subscriber of a shared stream. It is served apart until it is level with its group: opening, then the log up to
 * where the group stands, while the group's results wait in a bounded line. From then on results go straight out. A
 * peer that falls behind lets them wait again; when the line is full it leaves, reads the log, and comes back.
 */
import type { ExecutionResult } from "graphql";
import { AppError } from "../kernel/errors.js";
import { Fifo } from "../kernel/fifo.js";
import type { SharedSource } from "../kernel/shared-source.js";
import type { Execute, Group, Listener, Outgoing } from "./fan-out.js";

export interface MemberParts {
  readonly source: SharedSource;
  readonly listener: Listener;
  /** For this subscriber alone. */
  readonly execute: Execute;
  /** The group that its results can come from, if anybody follows the same by now. */
  find(): Group | undefined;
  /** Founds it, following behind the position. */
  open(position: number): Group;
}

/** Results that wait for one peer. Others share them: what waits costs a reference each. */
const MAX_WAITING = 200;

const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

export class Member implements AsyncIterableIterator<ExecutionResult> {
  readonly #parts: MemberParts;
  readonly #left = new AbortController();
  /** Results of the group, in order, that wait for the peer or for the log. */
  readonly #line = new Fifo<Outgoing>();
  /** Of the last result that was sent. */
  #position: number;
  #over: boolean;
  /** Results of the group go straight out; the line is empty. */
  #direct = false;
  /** The line was full: the log has what it could not take. */
  #missed = false;
  #group: Group | undefined;
  #behind: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;
  #running: Promise<IteratorResult<ExecutionResult>> | undefined;

  constructor(parts: MemberParts) {
    this.#parts = parts;
    this.#position = parts.source.position;
    this.#over = parts.source.over;
  }

  next(): Promise<IteratorResult<ExecutionResult>> {
    this.#running ??= this.#run();
    return this.#running;
  }

  async return(): Promise<IteratorResult<ExecutionResult>> {
    this.finish();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** From the group, in order and without hole. */
  offer(result: Outgoing): void {
    if (this.#over || this.#missed || result.position <= this.#position) return;
    if (this.#direct) this.#pass(result);
    else if (this.#line.size < MAX_WAITING) this.#line.push(result);
    else {
      this.#missed = true;
      this.#leaveGroup();
    }
  }

  finish(): void {
    this.#over = true;
    this.#left.abort();
    this.#leaveGroup();
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#failure = { error };
    this.finish();
  }

  async #run(): Promise<IteratorResult<ExecutionResult>> {
    const { source, find } = this.#parts;
    try {
      for (const item of source.opening) await this.#sendApart(item);
      this.#position = source.position;
      let level = source.backlog < source.pageSize;
      while (!this.#over) {
        // Whoever founds a group replays through it: others who join meanwhile would have to wait for a long replay.
        if (!level && !find()) await this.#readToEnd();
        if (!this.#over) await this.#takePart();
        level = false;
      }
    } finally {
      this.finish();
    }
    if (this.#failure) throw this.#failure.error;
    return DONE;
  }

  /** Resolves when it is over, or when results were missed and the log has to be read again. */
  async #takePart(): Promise<void> {
    this.#missed = false;
    this.#group = this.#parts.find() ?? this.#parts.open(this.#position);
    this.#group.enter(this);
    await this.#readUpTo(this.#group.position);
    while (!this.#over) {
      const result = this.#line.shift();
      if (result) {
        if (result.position > this.#position) await this.#send(result);
      } else if (this.#missed) return;
      else await this.#standBy();
    }
  }

  /** The line is empty, and nothing runs between that look and this: results may go straight out until the peer falls behind. */
  async #standBy(): Promise<void> {
    this.#direct = true;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#direct = false;
    await this.#behind;
    this.#behind = undefined;
  }

  #pass(result: Outgoing): void {
    const behind = this.#send(result);
    if (!behind) return;
    this.#behind = behind;
    this.#direct = false;
    this.#wake?.();
  }

  #send(result: Outgoing): Promise<void> | void {
    this.#position = result.position;
    const behind = this.#parts.listener.send(result);
    if (result.last) this.finish();
    return behind;
  }

  async #sendApart(item: unknown): Promise<void> {
    if (this.#left.signal.aborted) return;
    const result = await this.#parts.execute(item, this.#parts.source.placeOf(item));
    if (!this.#left.signal.aborted) await this.#send(result);
  }

  async #readToEnd(): Promise<void> {
    while (!this.#over) if ((await this.#readPage()) < this.#parts.source.pageSize) return;
  }

  async #readUpTo(position: number): Promise<void> {
    while (!this.#over && this.#position < position) {
      if ((await this.#readPage()) > 0 || this.#over) continue;
      // The group has seen them, so they were committed: only a database that answers from the past lacks them.
      throw new AppError("SERVICE_UNAVAILABLE", { params: { part: { en: "event log", zh: "事件日志" } } });
    }
  }

  /** @returns how many there were. */
  async #readPage(): Promise<number> {
    const page = await this.#parts.source.read(this.#position, this.#left.signal);
    for (const item of page) await this.#sendApart(item);
    return page.length;
  }

  #leaveGroup(): void {
    const group = this.#group;
    this.#group = undefined;
    group?.leave(this);
  }
}
