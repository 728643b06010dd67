import type { Component } from "../contract/component.js";
import { clickhouse } from "./clickhouse/clickhouse.js";
import { elasticsearch } from "./elasticsearch/elasticsearch.js";
import { etcd } from "./etcd/etcd.js";
import { jsFaas, pythonFaas } from "./faas/faas.js";
import { gateway } from "./gateway/gateway.js";
import { loop } from "./loop/loop.js";
import { milvus } from "./milvus/milvus.js";
import { minio } from "./minio/minio.js";
import { mysql } from "./mysql/mysql.js";
import { nginx } from "./nginx/nginx.js";
import { nsqd } from "./nsqd/nsqd.js";
import { redisGateway, redisLoop, redisStudio } from "./redis/redis.js";
import { rocketmqBroker } from "./rocketmq/broker.js";
import { rocketmqNamesrv } from "./rocketmq/namesrv.js";
import { studio } from "./studio/studio.js";

/** Every component that can be deployed. One line each; `steps/order.ts` finds the order. */
export const COMPONENTS: readonly Component[] = [
  mysql,
  redisStudio,
  redisLoop,
  redisGateway,
  elasticsearch,
  minio,
  etcd,
  milvus,
  nsqd,
  clickhouse,
  rocketmqNamesrv,
  rocketmqBroker,
  studio,
  pythonFaas,
  jsFaas,
  loop,
  gateway,
  nginx,
];
