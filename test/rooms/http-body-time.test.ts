/** Bodies have a time to arrive in; those of uploads have the server's own. */
import { connect } from "node:net";
import Fastify from "fastify";
import { afterEach, expect, test } from "vitest";
import { boundBodies } from "../../src/http/body-time.js";

const app = () => {
  const server = Fastify({ forceCloseConnections: true });
  boundBodies(server, 150);
  for (const path of ["/graphql", "/files"]) server.post(path, async () => ({ ok: true }));
  return server;
};
let server = app();
afterEach(async () => {
  await server.close();
  server = app();
});

/** Sends a head that promises more than comes, and the rest when it is asked for. @returns what was answered until the connection ended. */
const send = async (path: string, { late }: { late: boolean }): Promise<string> => {
  const { port } = new URL(await server.listen({ port: 0, host: "127.0.0.1" }));
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n{ `);
  // Longer than the bound; a busy machine only makes it longer.
  if (late) setTimeout(() => socket.write(" }"), 600);
  else socket.write(" }");
  let answer = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    answer += chunk;
  });
  await new Promise((resolve) => socket.once("close", resolve).on("error", () => undefined));
  return answer;
};

test("a body that does not come in time ends its connection", async () => {
  expect(await send("/graphql", { late: true })).toBe("");
});

test("one that comes in time is answered", async () => {
  expect(await send("/graphql", { late: false })).toContain('{"ok":true}');
});

test("an upload may take longer", async () => {
  expect(await send("/files", { late: true })).toContain('{"ok":true}');
});
