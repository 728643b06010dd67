/** The one port: everything for a process that takes calls, health and metrics for one that only works. */
import type { GraphQLSchema } from "graphql";
import type { AppParts } from "./app-parts.js";
import { createAuthenticator } from "./auth/authenticator.js";
import type { OpenDatabase } from "./db/create-database.js";
import type { FileService } from "./files/file.service.js";
import { createLoaders } from "./graphql/loaders.js";
import { createHealthServer } from "./http/health-server.js";
import { createHttpServer, type HttpServer } from "./http/server.js";
import type { InvocationService } from "./invocations/invocation.service.js";
import type { PubSub } from "./pubsub/pubsub.js";

export interface Served {
  readonly schema: GraphQLSchema;
  readonly invocations: InvocationService;
  readonly files: FileService;
  readonly database: OpenDatabase;
  readonly pubsub: PubSub;
}

export const openHttp = (parts: AppParts, { schema, invocations, files, database, pubsub }: Served): HttpServer => {
  const { config, clock, log, metrics, overrides } = parts;
  const { publicUrl, ...http } = config.http;
  const readiness = { database: () => database.ping(), pubsub: () => pubsub.ping() };
  if (config.process.role === "worker") return createHealthServer(config.http, { log, metrics, readiness });
  return (overrides.createHttp ?? createHttpServer)(
    {
      ...http,
      ...(publicUrl !== null && { publicUrl }),
      uploadTimeoutMs: config.files.uploadTimeoutMs,
      explorers: { developmentSignIn: config.auth.development, ...config.explorers },
    },
    {
      ...{ schema, files, clock, log, metrics },
      createLoaders: (ctx) => ({ ...createLoaders(ctx), follow: invocations.follow, followActivity: invocations.followActivity }),
      authenticate: createAuthenticator(config.auth, { clock, log }).authenticate,
      readiness,
    },
  );
};
