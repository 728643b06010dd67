/**
 * The simulator's own API, which no Coze has: what was received, and what shall go wrong. Needs no token; calls to it
 * are not part of the history.
 */
import type { FastifyInstance } from "fastify";
import { FILE_PATH } from "./file-store.js";
import { readWorkflowChange } from "./workflow-change.js";
import type { World } from "./world.js";

/** Whether a path is none of Coze's API, so that neither token nor faults concern it. */
export function isControlPath(path: string): boolean {
  return path === "/_history" || path === "/_faults" || path === "/_release" || path === "/_workflows" || path.startsWith(`${FILE_PATH}/`);
}

export function addControlRoutes(app: FastifyInstance, world: World): void {
  const { ledger, faults, runs } = world;
  app.get("/_history", async () => ({ calls: ledger.calls(), runs: runs.log() }));
  app.delete("/_history", async (_request, reply) => {
    ledger.clear();
    runs.clearLog();
    return reply.code(204).send();
  });
  app.get("/_faults", async () => ({ rules: faults.rules() }));
  app.post("/_faults", async (request, reply) => {
    faults.add(request.body);
    return reply.code(204).send();
  });
  app.delete("/_faults", async (_request, reply) => {
    faults.clear();
    runs.release();
    return reply.code(204).send();
  });
  /** Somebody edits a workflow and publishes it; runs under way end as they began. */
  app.post("/_workflows", async (request, reply) => {
    readWorkflowChange(world, request.body);
    return reply.code(204).send();
  });
  /** What hangs goes on; what is still to come hangs as the rules say. */
  app.post("/_release", async (_request, reply) => {
    runs.release();
    return reply.code(204).send();
  });
}
