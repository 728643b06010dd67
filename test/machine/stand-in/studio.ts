/** In the place of `opencoze`: started by its unit, with the `.env` of its working directory and nothing else. */
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { serve } from "./product.js";

const settings = parseEnv(readFileSync(".env", "utf8"));
const value = (key: string): string => settings[key] ?? "";
const place = (address: string) => {
  const [host = "", port] = address.replace(/^https?:\/\//, "").split(":");
  return { host, port: Number(port) };
};
const [, user = "", password = "", address = "", database = ""] = /^([^:]+):(.*)@tcp\(([^)]+)\)\/([^?]+)/.exec(value("MYSQL_DSN")) ?? [];

readFileSync("resources/conf/workflow/config.yaml");
await serve({
  listen: place(value("LISTEN_ADDR")),
  mysql: { ...place(address), user, password, database },
  redis: { ...place(value("REDIS_ADDR")), password: value("REDIS_PASSWORD") },
  stores: ["ES_ADDR", "MINIO_ENDPOINT", "MILVUS_ADDR", "MQ_NAME_SERVER"].map((key) => place(value(key))),
  registerPath: "/api/passport/web/email/register/v2/",
  tokenPath: "/api/permission_api/pat/create_personal_access_token_and_permission",
  registration: value("DISABLE_USER_REGISTRATION") !== "true",
});
