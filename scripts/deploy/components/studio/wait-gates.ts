/**
 * Studio does not wait for its stores but stops at the first that does not answer (`reference/deploy.md §1.7`), and a port that
 * is open is not enough: Milvus takes connections long before its proxy is ready. So the unit asks them first. Bash and its
 * /dev/tcp, because nothing else is sure to be on the machine. Pure.
 */
import type { Site } from "../../contract/site.js";

interface Gate {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** With it: HTTP 200 is wanted. Without: that the port is open. */
  readonly path?: string;
}

export const gatesOf = (site: Site): readonly Gate[] => {
  const gate = (component: Parameters<Site["place"]>[0], key: string, path?: string): readonly Gate[] =>
    site.place(component).kind === "none" ? [] : [{ name: component, host: site.address(component), port: site.port(key), path }];
  const usesNsq = site.get("STUDIO_MQ") === "nsq";
  return [
    ...gate("mysql", "MYSQL_PORT"),
    ...gate("redis-studio", "REDIS_STUDIO_PORT"),
    // 401 with security on: that it answers at all is enough here.
    ...gate("elasticsearch", "ELASTICSEARCH_PORT"),
    ...(site.get("STUDIO_STORAGE") === "minio" ? minioGate(site) : []),
    ...(site.get("STUDIO_VECTOR_STORE") === "milvus" ? milvusGate(site) : []),
    ...(usesNsq
      ? [...gate("nsqd", "NSQD_PORT"), ...gate("nsqd", "NSQD_HTTP_PORT", "/ping")]
      : gate("rocketmq-namesrv", "ROCKETMQ_NAMESRV_PORT")),
  ];
};

const minioGate = (site: Site): readonly Gate[] => {
  const kind = site.place("minio").kind;
  if (kind === "none") return [];
  const gate = { name: "minio", host: site.address("minio"), port: site.port("MINIO_PORT") };
  // What is external may be no MinIO at all.
  return [kind === "external" ? gate : { ...gate, path: "/minio/health/live" }];
};

const milvusGate = (site: Site): readonly Gate[] => {
  const kind = site.place("milvus").kind;
  if (kind === "none") return [];
  const gate = { name: "milvus", host: site.address("milvus"), port: site.port("MILVUS_PORT") };
  return kind === "external" ? [gate] : [gate, { ...gate, port: site.port("MILVUS_HEALTH_PORT"), path: "/healthz" }];
};

export const WAIT_SECONDS = 300;

export const waitScript = (site: Site): string => `#!/bin/bash
# Rendered by scripts/deploy from site.env: changes made here are overwritten.
# Waits until every store of Studio answers, ${WAIT_SECONDS} seconds at most; says which one did not.
deadline=$((SECONDS + ${WAIT_SECONDS}))

answers() { # host port [path]
  if [ -z "$3" ]; then
    timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null
  else
    timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf "GET %s HTTP/1.0\\r\\nHost: %s\\r\\n\\r\\n" "$2" "$0" >&3 && read -r line <&3 && [[ $line == HTTP/1.[01]\\ 200* ]]' "$1" "$2" "$3" 2>/dev/null
  fi
}

wait_for() { # name host port [path]
  until answers "$2" "$3" "$4"; do
    if ((SECONDS >= deadline)); then
      echo "$1 at $2:$3$4 does not answer: Studio would stop at its start" >&2
      exit 1
    fi
    sleep 1
  done
  echo "$1 at $2:$3$4 answers"
}

${gatesOf(site)
  .map(({ name, host, port, path }) => `wait_for ${name} ${host} ${port} ${path ?? '""'}`)
  .join("\n")}
`;
