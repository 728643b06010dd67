/** The usual way, to compare with: the same schema and services behind Apollo Server's defaults on Express. */
import "reflect-metadata";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { ApolloServer } from "@apollo/server";
import { expressMiddleware } from "@as-integrations/express5";
import express from "express";
import { createApp } from "../../src/app.js";
import { loadConfig } from "../../src/config.js";
import type { GraphqlContext } from "../../src/graphql/context.js";
import type { createHttpServer } from "../../src/http/server.js";

const createExpress: typeof createHttpServer = (options, deps) => {
  const app = express();
  const server = createServer(app);
  return {
    async start() {
      const apollo = new ApolloServer<GraphqlContext<unknown>>({ schema: deps.schema });
      await apollo.start();
      const context = async ({ req }: { req: express.Request }): Promise<GraphqlContext<unknown>> => {
        const principal = await deps.authenticate({
          authorization: req.headers.authorization,
          remoteAddress: req.socket.remoteAddress,
          host: req.headers.host,
          origin: req.headers.origin,
          forwarded: false,
        });
        const requestId = randomUUID();
        const ctx = { principal, requestId, language: "en" as const, log: deps.log, signal: new AbortController().signal };
        return { ctx, loaders: deps.createLoaders(ctx) };
      };
      app.use("/graphql", express.json(), expressMiddleware(apollo, { context }));
      app.get("/health/ready", (_, response) => void response.json({ status: "ok" }));
      await new Promise<void>((resolve) => server.listen(options.port, options.host, resolve));
      return { url: `http://${options.host}:${options.port}`, port: options.port };
    },
    stop: async () => void server.close(),
  };
};

const loaded = loadConfig();
if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
await createApp(loaded.config, { createHttp: createExpress }).start();
