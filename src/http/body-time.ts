/** Bodies that are not files must arrive soon: the server's own limit has to leave time for uploads. */
import type { FastifyInstance } from "fastify";
import { pathOf } from "./http-errors.js";

export const boundBodies = (app: FastifyInstance, receiveMs: number): void => {
  app.addHook("onRequest", async ({ raw, url }) => {
    const hasBody = raw.headers["transfer-encoding"] !== undefined || Number(raw.headers["content-length"] ?? 0) > 0;
    if (!hasBody || pathOf(url) === "/files") return;
    const cut = setTimeout(() => raw.destroy(), receiveMs).unref();
    raw.once("end", () => clearTimeout(cut));
    raw.once("close", () => clearTimeout(cut));
  });
};
