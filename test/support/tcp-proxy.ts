/** A network between a client and a server that a test can cut and mend. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface TcpProxy {
  readonly port: number;
  /** Connections clients have tried since the start, refused ones included. */
  readonly attempts: number;
  /** Breaks all connections, and new ones as soon as they are made. */
  cut(): void;
  /** Lets requests through and swallows the replies. */
  mute(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Forwards to a port of this machine, from a free port on the loopback interface. */
export const startTcpProxy = async (targetPort: number): Promise<TcpProxy> => {
  const sockets = new Set<Socket>();
  let isCut = false;
  let isMute = false;
  let attempts = 0;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => undefined);
    return socket;
  };
  const server = createServer((client) => {
    attempts++;
    if (isCut) return void client.on("error", () => undefined).destroy();
    keep(client);
    const target = keep(connect(targetPort, "127.0.0.1"));
    client.pipe(target);
    target.on("data", (reply) => {
      if (!isMute) client.write(reply);
    });
    client.once("close", () => target.destroy());
    target.once("close", () => client.destroy());
  });
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    get attempts() {
      return attempts;
    },
    cut: () => {
      isCut = true;
      breakAll();
    },
    mute: () => {
      isMute = true;
    },
    mend: () => {
      isCut = false;
      isMute = false;
    },
    close: async () => {
      breakAll();
      server.close();
      await once(server, "close");
    },
  };
};
