/** In the place of Loop's `bin/main`: started by its unit, with the environment that the unit hands over and nothing else. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "./product.js";

const value = (key: string): string => process.env[`COZE_LOOP_${key}`] ?? "";
const server = (name: string) => ({ host: value(`${name}_DOMAIN`), port: Number(value(`${name}_PORT`)) });

readFileSync(join(process.env.PWD ?? "", "conf", "locales", "en-US.yaml"));
if (value("SESSION_HMAC_KEY").length < 32) throw new Error("COZE_LOOP_SESSION_HMAC_KEY is missing");
await serve({
  // Fixed upstream, as is every interface.
  listen: { host: "0.0.0.0", port: 8888 },
  mysql: { ...server("MYSQL"), user: value("MYSQL_USER"), password: value("MYSQL_PASSWORD"), database: value("MYSQL_DATABASE") },
  redis: { ...server("REDIS"), password: value("REDIS_PASSWORD") },
  stores: [server("CLICKHOUSE"), server("OSS"), { ...server("RMQ_NAMESRV"), host: "cozeloop-namesrv" }],
  registerPath: "/api/foundation/v1/users/register",
  tokenPath: "/api/auth/v1/personal_access_tokens",
  registration: true,
});
