/** The limit for fan-out: `ws` sending one prepared text to every open socket, so many times a second. Arguments: port, events/s, characters. */
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const [port, rate, size] = process.argv.slice(2).map(Number);
const server = createServer((_, response) => response.end("ok"));
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
const startedAt = performance.now();
let sent = 0;
setInterval(() => {
  for (; sent < ((performance.now() - startedAt) * rate) / 1000; sent++) {
    const head = `{"at":"${new Date().toISOString()}","text":"`;
    const text = `${head}${"x".repeat(Math.max(size - head.length - 2, 0))}"}`;
    for (const socket of sockets.clients) socket.send(text);
  }
}, 5);
server.listen(port, "127.0.0.1");
