/**
 * The limit for fan-out: `ws` sending one prepared text to every open socket, so many times a second, once all are
 * there. Arguments: port, sockets, events/s, characters.
 */
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const [port, awaited, rate, size] = process.argv.slice(2).map(Number);
const server = createServer((_, response) => response.end("ok"));
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
let startedAt;
let sent = 0;
setInterval(() => {
  if (sockets.clients.size < awaited) return;
  startedAt ??= performance.now();
  for (; sent < ((performance.now() - startedAt) * rate) / 1000; sent++) {
    const head = `{"at":"${new Date().toISOString()}","text":"`;
    const text = `${head}${"x".repeat(Math.max(size - head.length - 2, 0))}"}`;
    for (const socket of sockets.clients) socket.send(text);
  }
}, 5);
server.listen(port, "127.0.0.1");
