/** Takes the port, or says in a sentence why not: it is the first thing that goes wrong on somebody's machine. */
import type { FastifyInstance } from "fastify";
import { AppError, type LocalText } from "../kernel/errors.js";

export interface ListenAddress {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
}

/** @returns the address with the port it got. @throws AppError CONFIGURATION_INVALID when the address cannot be used. */
export const listen = async (app: FastifyInstance, address: ListenAddress): Promise<string> => {
  try {
    return await app.listen(address);
  } catch (error) {
    const problem = problemOf(error, address);
    throw problem ? new AppError("CONFIGURATION_INVALID", { params: { problem }, cause: error }) : error;
  }
};

const problemOf = (error: unknown, { host, port }: ListenAddress): LocalText | undefined => {
  switch (error instanceof Error && "code" in error ? error.code : undefined) {
    case "EADDRINUSE":
      return {
        en: `port ${port} on ${host} is in use by another program. Set PORT to another one; 0 picks a free one.`,
        zh: `${host} 的端口 ${port} 已被其他程序占用。请把 PORT 设为其他端口；0 表示自动选择空闲端口。`,
      };
    case "EACCES":
      return {
        en: `this user may not listen on port ${port}. Set PORT to one from 1024 on.`,
        zh: `当前用户无权监听端口 ${port}。请把 PORT 设为 1024 或以上的端口。`,
      };
    case "EADDRNOTAVAIL":
      return {
        en: `${host} is no address of this machine. Set HOST to one that is, or to 0.0.0.0 for all.`,
        zh: `${host} 不是本机地址。请把 HOST 设为本机地址，或用 0.0.0.0 表示全部。`,
      };
    default:
      return undefined;
  }
};
