/** Shortcuts to a configuration for tests: what must load loads, what must not tells why. */
import { type Config, loadConfig } from "../../src/config.js";

type Env = Readonly<Record<string, string>>;

/** Enough for production: an outside database, Redis and Coze, and one way to sign in. */
export const PRODUCTION: Env = {
  NODE_ENV: "production",
  DATABASE_URL: "mysql://gateway:db-password@db.internal:3306/gateway",
  REDIS_URL: "redis://:redis-password@redis.internal:6379/0",
  COZE_BASE_URL: "http://coze.internal:8888",
  COZE_API_TOKEN: "pat_platform_account",
  SERVICE_API_TOKEN: "service-token-of-tests",
};

/** @throws Error with all problems. */
export const configOf = (env: Env, now?: () => number): Config => {
  const loaded = loadConfig(env, now);
  if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
  return loaded.config;
};

export const problemsOf = (env: Env): readonly string[] => {
  const loaded = loadConfig(env);
  return loaded.ok ? [] : loaded.problems;
};
