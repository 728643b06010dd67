/** Bytes of an event stream → its events. Knows what the gateway sends: `event`, `data`, `retry` and comments. Pure. */

export interface Frame {
  readonly event: string;
  readonly data: string;
}

export class FrameDecoder {
  /** Milliseconds the other side asks to wait before the next connection. */
  retryMs: number | undefined;
  readonly #text = new TextDecoder();
  /** Pieces of a line whose end has not come: joined once, as an event may be megabytes long. */
  #pieces: string[] = [];
  #event = "";
  #data: string[] = [];

  /** @returns the events that these bytes complete. */
  push(bytes: Uint8Array): Frame[] {
    const lines = this.#text.decode(bytes, { stream: true }).split("\n");
    const frames: Frame[] = [];
    for (const line of lines.slice(0, -1)) {
      const frame = this.#line([...this.#pieces, line].join(""));
      this.#pieces = [];
      if (frame) frames.push(frame);
    }
    this.#pieces.push(lines.at(-1) ?? "");
    return frames;
  }

  #line(text: string): Frame | undefined {
    const line = text.endsWith("\r") ? text.slice(0, -1) : text;
    if (line === "") return this.#dispatch();
    const [, field, value = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === "event") this.#event = value;
    if (field === "data") this.#data.push(value);
    if (field === "retry" && /^\d+$/.test(value)) this.retryMs = Number(value);
    return undefined;
  }

  #dispatch(): Frame | undefined {
    const frame = { event: this.#event, data: this.#data.join("\n") };
    const isEmpty = frame.event === "" && this.#data.length === 0;
    this.#event = "";
    this.#data = [];
    return isEmpty ? undefined : frame;
  }
}
