/**
 * What breaks most often with Coze on bare metal (reference/deploy.md §3, and the traps of §0), each brought about by real files
 * and small real servers: first the check finds nothing wrong, then the fault, then the finding that names its cause.
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COMPONENTS } from "../../scripts/deploy/components/catalogue.js";
import { javaProgram } from "../../scripts/deploy/components/rocketmq/java.js";
import type { Finding } from "../../scripts/deploy/contract/finding.js";
import type { Context } from "../../scripts/deploy/contract/step.js";
import { checksOf } from "../../scripts/deploy/doctor/doctor.js";
import { runChecks } from "../../scripts/deploy/doctor/run-checks.js";
import { change, put, rendered, server } from "../support/rendered-site.js";

/** The findings of one check that are not fine. */
const faults = async (context: Context, id: string): Promise<readonly Finding[]> => {
  const check = checksOf({ context, components: COMPONENTS, isWhole: true }).find((other) => other.id === id);
  if (check === undefined) throw new Error(`doctor has no check ${id}`);
  const [result] = await runChecks(context, [check], { limitMs: 20_000, atOnce: 1 });
  return (result?.findings ?? []).filter(({ severity }) => severity !== "ok");
};

interface Symptom {
  readonly symptom: string;
  readonly check: string;
  /** Of the finding, and words of it or of its evidence that name the cause. */
  readonly finding: string;
  readonly names: RegExp;
  /** Puts the site in order, then gives the fault. */
  arrange(): Promise<{ readonly context: Context; fault(): Promise<void> | void }>;
}

const dotenv = ({ site }: Context): string => join(site.paths.data, "studio/app/.env");
const envFault =
  (from: RegExp, to: string): Symptom["arrange"] =>
  async () => {
    const context = await rendered();
    return { context, fault: () => change(dotenv(context), from, to) };
  };

const program = (path: string, lines: string): Promise<void> => put(path, `#!/bin/sh\n${lines}\n`, 0o755);

const studioRelease = async ({ site }: Context): Promise<string> => {
  const release = join(site.paths.opt, "studio/current");
  await put(join(release, "opencoze"), "binary", 0o755);
  await put(join(release, "conf/workflow/config.yaml"), "workflow: {}\n");
  await put(join(site.paths.data, "studio/app/resources/conf/workflow/config.yaml"), "workflow: {}\n");
  return release;
};

const SYMPTOMS: readonly Symptom[] = [
  {
    symptom: "Elasticsearch never healthy, smartcn plugin not loaded",
    ...{ check: "elasticsearch/plugin", finding: "elasticsearch/plugin", names: /analysis-smartcn not loaded/ },
    arrange: async () => {
      let plugins = [{ component: "analysis-smartcn", version: "8.18.0" }];
      const port = await server(({ url }, reply) => {
        reply.setHeader("content-type", "application/json");
        reply.end(JSON.stringify(url === "/" ? { version: { number: "8.18.0" } } : plugins));
      });
      const context = await rendered({ ELASTICSEARCH_PORT: port });
      return {
        context,
        fault: () => {
          plugins = [];
        },
      };
    },
  },
  {
    symptom: "images of another scheme behind TLS",
    ...{ check: "studio/env-values", finding: "studio/env-values/scheme", names: /mixed content/ },
    arrange: envFault(/^(STORAGE_UPLOAD_HTTP_SCHEME=)(["']?)https/m, "$1$2http"),
  },
  {
    symptom: "images from port 8889",
    ...{ check: "studio/env-values", finding: "studio/env-values/proxy", names: /8889/ },
    arrange: envFault(/^MINIO_PROXY_ENDPOINT=.*$/m, "MINIO_PROXY_ENDPOINT=:8889"),
  },
  {
    symptom: "panic: unknown access key, since the variable was not expanded",
    ...{ check: "studio/env-values", finding: "studio/env-values/expanded", names: /MINIO_AK/ },
    arrange: envFault(/^MINIO_AK=.*$/m, "MINIO_AK=$MINIO_ROOT_USER"),
  },
  {
    symptom: "panic: the bucket does not exist",
    ...{ check: "studio/bucket", finding: "studio/bucket", names: /bucket opencoze → missing/ },
    arrange: async () => {
      let status = 200;
      const port = await server((_request, reply) => reply.writeHead(status).end("<ListBucketResult></ListBucketResult>"));
      const context = await rendered({ MINIO_PORT: port });
      return {
        context,
        fault: () => {
          status = 404;
        },
      };
    },
  },
  {
    symptom: "panic: failed to IDENTIFY nsqd",
    ...{ check: "studio/env-values", finding: "studio/env-values/queue", names: /nsqlookupd \(4161\)/ },
    arrange: envFault(/^(MQ_NAME_SERVER=["']?[\d.]+):4150/m, "$1:4161"),
  },
  {
    symptom: "panic: yaml line N",
    ...{ check: "studio/yaml", finding: "studio/yaml", names: /model\/mine\.yaml:\d/ },
    arrange: async () => {
      const context = await rendered();
      await studioRelease(context);
      return { context, fault: () => put(join(context.site.paths.data, "studio/app/resources/conf/model/mine.yaml"), "id: 1\nname: [\n") };
    },
  },
  {
    symptom: "panic: open conf/workflow/config.yaml",
    ...{ check: "studio/conf", finding: "studio/conf", names: /config\.yaml|does not fit/ },
    arrange: async () => {
      const context = await rendered();
      const release = await studioRelease(context);
      return { context, fault: () => rm(join(release, "conf/workflow/config.yaml")) };
    },
  },
  {
    symptom: "code node fails for a JSR manifest",
    ...{ check: "studio/sandbox/snippet", finding: "studio/sandbox/snippet", names: /JSR package manifest/ },
    arrange: async () => {
      const context = await rendered();
      const deno = join(context.site.paths.opt, "deno-studio/current/deno");
      await mkdir(join(context.site.paths.data, "studio"), { recursive: true });
      await program(deno, "echo 2");
      return {
        context,
        fault: () => program(deno, "echo 'JSR package manifest for @langchain/pyodide-sandbox failed to load' >&2; exit 1"),
      };
    },
  },
  {
    symptom: "Milvus unhealthy while its port is open",
    ...{ check: "milvus/health", finding: "milvus/health", names: /healthz → 500/ },
    arrange: async () => {
      let status = 200;
      const port = await server((_request, reply) => reply.writeHead(status).end("component rootcoord is unhealthy"));
      const context = await rendered({ MILVUS_HEALTH_PORT: port });
      return {
        context,
        fault: () => {
          status = 500;
        },
      };
    },
  },
  {
    symptom: "Loop unhealthy, topics half created",
    ...{ check: "loop/topics", finding: "loop/topics", names: /missing: trace_to_task/ },
    arrange: async () => {
      const context = await rendered();
      const { opt } = context.site.paths;
      const config = join(opt, "loop/current/bootstrap/rmq-init/init-subscription/subscriptions.cfg");
      return { ...(await topics(context, config)), context };
    },
  },
  {
    symptom: "streams cut at 60 s",
    ...{ check: "nginx/streams", finding: "nginx/streams/studio.conf", names: /600 s at least/ },
    arrange: async () => {
      const context = await rendered();
      const path = join(context.site.paths.etc, "nginx/sites/studio.conf");
      return { context, fault: () => change(path, /proxy_read_timeout \d+s;/g, "") };
    },
  },
  {
    symptom: "tables vanish: two products in one schema (§0.1)",
    ...{ check: "data/separate", finding: "data/separate/mysql", names: /Atlas drops tables.*studio: .*loop: |loop: .*studio: /s },
    arrange: async () => {
      const context = await rendered();
      return { context, fault: () => change(dotenv(context), /\/opencoze\?/, "/cozeloop?") };
    },
  },
  {
    symptom: "a sign-in here signs out there: one host name (§0.8)",
    ...{ check: "data/separate", finding: "data/separate/host-names", names: /two host names/ },
    arrange: async () => {
      const good = await rendered();
      const bad = await rendered({ LOOP_URL: "https://studio.test:8443" });
      const context = { ...good };
      return { context, fault: () => void Object.assign(context, { site: bad.site }) };
    },
  },
  {
    symptom: "anybody can sign in: a password that everybody knows",
    ...{ check: "secrets/public", finding: "secrets/public/studio", names: /REDIS_PASSWORD/ },
    arrange: envFault(/^REDIS_PASSWORD=.*$/m, "REDIS_PASSWORD=coze123"),
  },
  {
    symptom: "secrets that everybody on the machine can read",
    ...{ check: "secrets/readable", finding: "secrets/readable", names: /secrets\.env 644/ },
    arrange: async () => {
      const context = await rendered();
      return { context, fault: () => put(join(context.site.paths.etc, "secrets.env"), "A=b\n", 0o644) };
    },
  },
];

/** A stand-in for Java that answers as RocketMQ's tool does. */
const topics = async (context: Context, config: string) => {
  const wanted = ["data_async_tasks", "%RETRY%data_async_tasks_default", "trace_to_task", "%RETRY%trace_to_task_cg"];
  await put(config, "data_async_tasks=data_async_tasks_default\ntrace_to_task=trace_to_task_cg\n");
  const answer = (there: readonly string[]): Promise<void> =>
    program(
      javaProgram(context.site),
      `case "$*" in *clusterList*) echo "DefaultCluster broker-a 0 127.0.0.1:10911 V5";; *) printf '%s\\n' ${there.map((name) => `'${name}'`).join(" ")};; esac`,
    );
  await answer(wanted);
  return { fault: () => answer(wanted.slice(0, 2)) };
};

test.each(SYMPTOMS)("$symptom → $finding", async ({ check, finding, names, arrange }) => {
  const { context, fault } = await arrange();
  expect((await faults(context, check)).filter(({ id }) => id === finding)).toEqual([]);
  await fault();
  const found = (await faults(context, check)).find(({ id }) => id === finding);
  expect(found).toMatchObject({ fix: { en: expect.any(String), zh: expect.any(String) } });
  expect(`${found?.what.en}\n${found?.evidence}`).toMatch(names);
});
