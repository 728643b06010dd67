/** The floor: a bare Node server that answers every request with the same bytes. `node fixed-server.mjs PORT FILE` */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const [port, file] = process.argv.slice(2);
const body = readFileSync(file);
const headers = { "content-type": "application/json; charset=utf-8", "content-length": body.length };

createServer((request, response) => {
  request.resume().on("end", () => response.writeHead(200, headers).end(body));
}).listen(Number(port), "127.0.0.1");
