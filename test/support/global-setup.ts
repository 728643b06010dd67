/**
 * Runs once in the main process of a vitest run: owns the shared private servers and starts them when the first test
 * file asks (test/support/services.ts), so that a run which needs none starts none.
 */
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { createGuardedFolder } from "./guarded-folder.js";
import { type PrivateServer, startPrivateMariaDb, startPrivateRedis } from "./private-servers.js";
import { selectedDialects } from "./selected-dialects.js";
import { mariaDbPrograms, redisProgram } from "./server-binaries.js";
import { RUN_FOLDER_VARIABLE, SERVICES_SOCKET, type ServiceName } from "./services.js";

/** Answers `mariadb` or `redis` on its socket with `{"url"}` or `{"error"}` and starts the server on first demand. */
export const setup = async (): Promise<() => Promise<void>> => {
  await requirePrograms();
  const folder = await createGuardedFolder("run");
  const started = new Map<ServiceName, Promise<PrivateServer>>();
  const demand = (name: ServiceName): Promise<PrivateServer> => {
    const server = started.get(name) ?? (name === "mariadb" ? startPrivateMariaDb() : startPrivateRedis());
    started.set(name, server);
    return server;
  };
  const door = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    socket.once("data", async (name) => {
      const answer = await demand(name.toString() as ServiceName).then(
        (server) => ({ url: server.url }),
        (error: Error) => ({ error: error.message }),
      );
      socket.end(JSON.stringify(answer));
    });
  });
  door.listen(join(folder.path, SERVICES_SOCKET));
  await once(door, "listening");
  door.unref();
  process.env[RUN_FOLDER_VARIABLE] = folder.path;

  return async () => {
    door.close();
    delete process.env[RUN_FOLDER_VARIABLE];
    folder.discard();
    const servers = await Promise.allSettled(started.values());
    await Promise.all(servers.map((server) => (server.status === "fulfilled" ? server.value.stop() : undefined)));
  };
};

/** Before any test: installing them takes longer than a hook may, and a run without them fails with one sentence. */
const requirePrograms = async (): Promise<void> => {
  if (!selectedDialects().includes("mysql")) return;
  if (!process.env.TEST_DATABASE_URL) await mariaDbPrograms();
  if (!process.env.TEST_REDIS_URL) await redisProgram();
};
