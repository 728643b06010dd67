/** Serves one page and the packages it imports, as a frontend's own server would: nothing of the gateway's. */
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { build, preview } from "vite";
import { freePort } from "./server-process.js";

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

export interface BuiltPage {
  readonly url: string;
  stop(): Promise<void>;
}

/** Bundles a page with the packages it imports and serves the result. @param folder with `index.html`, from the root of the project. */
export const buildPage = async (folder: string): Promise<BuiltPage> => {
  const outDir = await mkdtemp(join(tmpdir(), "built-page-"));
  await build({
    root: join(ROOT, folder),
    logLevel: "error",
    build: { outDir, emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 5_000 },
  });
  const server = await preview({
    root: join(ROOT, folder),
    logLevel: "error",
    build: { outDir },
    preview: { host: "127.0.0.1", port: await freePort() },
  });
  return {
    url: (server.resolvedUrls?.local[0] ?? "").replace(/\/$/, ""),
    async stop() {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
};
