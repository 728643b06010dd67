/**
 * The files our pages load, from our own port: a closed list of names, each holding a version or a hash, so that they
 * may be cached for ever. Nothing else of the disk can be reached.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { AppError } from "../kernel/errors.js";
import { GRAPHIQL_SCRIPT, PAGE_STYLE, SANDBOX_SCRIPT } from "./explorer-scripts.js";

/** A name under `/assets/` for each thing a page asks for. */
export type AssetNames = Readonly<
  Record<"react" | "reactDom" | "graphqlWs" | "graphiql" | "graphiqlStyle" | "graphiqlStart" | "sandboxStart" | "pageStyle", string>
>;

interface Asset {
  readonly type: string;
  read(): Promise<string>;
}

const SCRIPT = "text/javascript; charset=utf-8";
const STYLE = "text/css; charset=utf-8";
const FOR_EVER = "public, max-age=31536000, immutable";

/** @throws Error when a package the pages need is not installed. */
export const registerAssets = (app: FastifyInstance): AssetNames => {
  const assets = new Map<string, Asset>();
  const add = (name: string, asset: Asset): string => {
    assets.set(name, asset);
    return name;
  };
  const fromPackage = (packageName: string, file: string, type: string): string => {
    const { folder, version } = findPackage(packageName);
    const base = file.slice(file.lastIndexOf("/") + 1);
    return add(`${packageName}-${version}-${base}`, { type, read: once(() => readFile(join(folder, file), "utf8")) });
  };
  const ours = (name: string, text: string, type: string): string =>
    add(`${createHash("sha256").update(text).digest("hex").slice(0, 12)}-${name}`, { type, read: async () => text });
  app.get<{ Params: { name: string } }>("/assets/:name", async (request, reply) => {
    const asset = assets.get(request.params.name);
    if (!asset) throw new AppError("NOT_FOUND", { params: { id: request.url } });
    reply.type(asset.type).header("cache-control", FOR_EVER).header("cross-origin-resource-policy", "same-origin");
    return asset.read();
  });
  return {
    react: fromPackage("react", "umd/react.production.min.js", SCRIPT),
    reactDom: fromPackage("react-dom", "umd/react-dom.production.min.js", SCRIPT),
    graphqlWs: fromPackage("graphql-ws", "umd/graphql-ws.min.js", SCRIPT),
    graphiql: fromPackage("graphiql", "graphiql.min.js", SCRIPT),
    graphiqlStyle: fromPackage("graphiql", "graphiql.min.css", STYLE),
    graphiqlStart: ours("graphiql.js", GRAPHIQL_SCRIPT, SCRIPT),
    sandboxStart: ours("sandbox.js", SANDBOX_SCRIPT, SCRIPT),
    pageStyle: ours("page.css", PAGE_STYLE, STYLE),
  };
};

/** Read at the first request, not at start: most processes never show an explorer. A failed read is tried again. */
const once = (read: () => Promise<string>): (() => Promise<string>) => {
  let text: Promise<string> | undefined;
  return () => {
    text ??= read().catch((error: unknown) => {
      text = undefined;
      throw error;
    });
    return text;
  };
};

/** By folder, because the `exports` of these packages hide the browser builds. */
const findPackage = (name: string): { folder: string; version: string } => {
  const roots = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const folder = roots.map((root) => join(root, name)).find((candidate) => existsSync(join(candidate, "package.json")));
  if (folder === undefined) throw new Error(`The package ${name} is not installed; the explorer pages need it.`);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return { folder, version };
};
