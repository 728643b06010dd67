/** Lets what is written to a socket within one turn of the event loop leave with one system call. */
import type { Duplex } from "node:stream";

export interface Flusher {
  /** To be called before a write: nothing leaves before the turn is over, then everything does. */
  hold(socket: Duplex): void;
}

export const createFlusher = (): Flusher => {
  let held = new Set<Duplex>();
  const flush = (): void => {
    const sockets = held;
    held = new Set();
    for (const socket of sockets) socket.uncork();
  };
  return {
    hold(socket) {
      if (held.has(socket)) return;
      if (held.size === 0) setImmediate(flush);
      held.add(socket);
      socket.cork();
    },
  };
};
