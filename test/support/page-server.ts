/** Serves one page and the packages it imports, as a frontend's own server would: nothing of the gateway's. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

export interface PageServer {
  readonly url: string;
  stop(): Promise<void>;
}

const ROOT = join(import.meta.dirname, "../..");
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8" };

/** @param page path of the HTML file, from the root of the project. Needs the built client. */
export const startPageServer = async (page: string): Promise<PageServer> => {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://page").pathname);
    try {
      const content = await readFile(join(ROOT, fileFor(path) ?? page));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? TYPES[".html"] }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

/** This package lies among its own dependencies, as it does where it was installed. */
const fileFor = (path: string): string | undefined => {
  if (path === "/favicon.ico") return "no such file";
  if (path.startsWith("/node_modules/ability-gateway/")) return path.replace("/node_modules/ability-gateway", "");
  return path.startsWith("/node_modules/") ? path : undefined;
};
