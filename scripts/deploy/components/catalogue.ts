import type { Component } from "../contract/component.js";
import { gateway } from "./gateway/gateway.js";
import { mysql } from "./mysql/mysql.js";
import { nginx } from "./nginx/nginx.js";
import { redisGateway, redisLoop, redisStudio } from "./redis/redis.js";

/** Every component that can be deployed. One line each; `steps/order.ts` finds the order. */
export const COMPONENTS: readonly Component[] = [mysql, redisStudio, redisLoop, redisGateway, gateway, nginx];
