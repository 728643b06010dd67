import { dirname, join } from "node:path";
import { Failure } from "../../contract/failure.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { type Instance, serverProgram } from "./settings.js";

/** A program that comes with the server: `redis-cli`, `redis-check-rdb`, or Valkey's of the same meaning. */
export const companion = (context: Context, name: "cli" | "check-rdb"): string => {
  const { machine, site } = context;
  const beside = join(dirname(serverProgram(site)), `redis-${name}`);
  const found = machine.find(beside) ?? machine.find(`redis-${name}`) ?? machine.find(`valkey-${name}`);
  if (found) return found;
  throw new Failure(text(`redis-${name} is not on this machine; it comes with the server`, `本机没有 redis-${name}；它随服务器提供`));
};

/** A whole copy of the data is on its way. */
const COPY_MS = 3_600_000;
/** A server that accepts and never answers must not hold up `doctor`. */
const ANSWER_MS = 10_000;

/** The answer as text. The password goes through the environment. @throws Failure with the server's words. */
export const redisCommand = async (context: Context, instance: Instance, args: readonly string[]): Promise<string> => {
  const { site, machine } = context;
  const host = site.address(instance.name);
  const port = String(site.port(`${instance.key}_PORT`));
  const { code, stdout, stderr } = await machine.run({
    program: companion(context, "cli"),
    args: ["-h", host, "-p", port, ...args],
    env: { REDISCLI_AUTH: site.secret(`${instance.key}_PASSWORD`) },
    timeoutMs: args[0] === "--rdb" ? COPY_MS : ANSWER_MS,
  });
  const said = (code === 0 ? stdout : stderr || stdout).trim();
  if (code === 0 && !/^(\(error\) )?(ERR|NOAUTH|WRONGPASS|LOADING|MISCONF|NOPERM) /.test(said)) return stdout;
  const where = `${instance.name} ${host}:${port}`;
  throw new Failure(text(`${where}: ${said}`, `${where}：${said}`));
};

/** Fields of `INFO`. */
export const redisInfo = async (context: Context, instance: Instance): Promise<ReadonlyMap<string, string>> => {
  const lines = (await redisCommand(context, instance, ["INFO", "all"])).split(/\r?\n/).filter((line) => line.includes(":"));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]));
};
