/** One way through the network, as bad as wanted: connections forwarded to a port of this machine, cut, slow, or silent. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Link {
  readonly port: number;
  /** Nothing is wrong with it now. */
  readonly whole: boolean;
  /** Breaks all connections, and new ones as soon as they are made. */
  cut(): void;
  /** Connections stay open and nothing passes, in either direction. What was held back arrives when it is mended, or never after a cut. */
  hold(): void;
  /** Everything arrives this many milliseconds later, in order. */
  delay(ms: number): void;
  mend(): void;
  close(): Promise<void>;
}

type Mood =
  | { readonly kind: "fine" }
  | { readonly kind: "cut" }
  | { readonly kind: "held" }
  | { readonly kind: "slow"; readonly ms: number };

const FINE: Mood = { kind: "fine" };

/** Forwards from a free port of the loopback interface. */
export const startLink = async (targetPort: number): Promise<Link> => {
  const sockets = new Set<Socket>();
  const streets = new Set<Street>();
  let mood: Mood = FINE;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.once("close", () => sockets.delete(socket)).on("error", () => undefined);
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    keep(client);
    if (mood.kind === "cut") return void client.destroy();
    const target = keep(connect({ port: targetPort, host: "127.0.0.1", allowHalfOpen: true }));
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      const street = new Street(from, to, () => mood);
      streets.add(street);
      from.once("close", () => streets.delete(street));
    }
  });
  const become = (next: Mood): void => {
    mood = next;
    if (next.kind === "cut") for (const socket of sockets) socket.destroy();
    for (const street of streets) street.look();
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    get whole() {
      return mood.kind === "fine";
    },
    cut: () => become({ kind: "cut" }),
    hold: () => become({ kind: "held" }),
    delay: (ms) => become({ kind: "slow", ms }),
    mend: () => become(FINE),
    close: async () => {
      become({ kind: "cut" });
      server.close();
      await once(server, "close");
    },
  };
};

/** One direction of one connection. What has arrived leaves in order: pieces of data, then the end of the stream or of the connection. */
class Street {
  readonly #waiting: { readonly at: number; readonly leave: () => void }[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    from: Socket,
    to: Socket,
    private readonly mood: () => Mood,
  ) {
    from.on("data", (chunk) => this.#arrive(() => void (to.destroyed || to.writableEnded || to.write(chunk))));
    from.once("end", () => this.#arrive(() => void (to.destroyed || to.end())));
    from.once("close", (broken) => this.#arrive(() => void (broken && to.destroy())));
  }

  /** The mood has changed, or time has passed. */
  look(): void {
    clearTimeout(this.#timer);
    const mood = this.mood();
    if (mood.kind === "cut") this.#waiting.length = 0;
    if (mood.kind === "held") return;
    const patience = mood.kind === "slow" ? mood.ms : 0;
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const dueIn = first.at + patience - performance.now();
      if (dueIn > 0) {
        this.#timer = setTimeout(() => this.look(), dueIn);
        return;
      }
      this.#waiting.shift();
      first.leave();
    }
  }

  #arrive(leave: () => void): void {
    this.#waiting.push({ at: performance.now(), leave });
    if (this.#waiting.length === 1) this.look();
  }
}
