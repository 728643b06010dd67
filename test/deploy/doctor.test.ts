/** What doctor makes of a machine: its own checks by their rules, and that a check which fails or hangs is a finding too. */

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Check, Finding } from "../../scripts/deploy/contract/finding.js";
import { judgeBackups } from "../../scripts/deploy/doctor/backup-checks.js";
import { judgeSkew, skewOf } from "../../scripts/deploy/doctor/clock-check.js";
import { storesIn } from "../../scripts/deploy/doctor/data-separation.js";
import { checksOf } from "../../scripts/deploy/doctor/doctor.js";
import { judgeDisk, judgeHost } from "../../scripts/deploy/doctor/host-checks.js";
import { parseListeners } from "../../scripts/deploy/doctor/listeners.js";
import { exitCodeOf, runChecks } from "../../scripts/deploy/doctor/run-checks.js";
import { assignmentsIn } from "../../scripts/deploy/doctor/secret-checks.js";
import { causeIn } from "../../scripts/deploy/doctor/unit-checks.js";
import type { Backup } from "../../scripts/deploy/recovery/backup-folder.js";
import { PLAIN_SYSTEMCTL } from "../support/plain-services.js";
import { contextOf, stubComponent } from "../support/site-parts.js";

const temporaryRoot = async (): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), "coze-doctor-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return root;
};

const fine = (id: string): Finding => ({ id, severity: "ok", what: { en: id, zh: id }, evidence: "" });
const check = (id: string, run: Check["run"]): Check => ({ id, title: { en: id, zh: id }, run });

describe("checks", () => {
  const never = () => new Promise<readonly Finding[]>(() => undefined);

  test("that throw, say nothing or do not end are errors with the reason; the others are heard, in order", async () => {
    const context = contextOf([], {});
    const checks = [
      check("slow", () => sleep(30).then(() => [fine("slow")])),
      check("broken", () => Promise.reject(new Error("the tool is gone"))),
      check("silent", async () => []),
      check("endless", never),
      check("good", async () => [fine("good")]),
    ];
    const results = await runChecks(context, checks, { limitMs: 400, atOnce: 2 });
    expect(results.flatMap(({ findings }) => findings).map(({ id, severity, evidence }) => [id, severity, evidence])).toEqual([
      ["slow", "ok", ""],
      ["broken", "error", "the tool is gone"],
      ["silent", "error", "it said nothing"],
      ["endless", "error", "no answer within 0.4 s"],
      ["good", "ok", ""],
    ]);
  });

  test("run side by side, but not all at once", async () => {
    let [running, most] = [0, 0];
    const one = async (): Promise<readonly Finding[]> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return [fine("x")];
    };
    await runChecks(
      contextOf([], {}),
      Array.from({ length: 12 }, () => check("x", one)),
      { limitMs: 60_000, atOnce: 3 },
    );
    expect(most).toBe(3);
  });

  test.each([
    [[], 0],
    [["ok"], 0],
    [["ok", "warning"], 1],
    [["warning", "error", "ok"], 2],
  ] as const)("%j end with %i", (severities, code) => {
    expect(exitCodeOf(severities.map((severity) => ({ ...fine("x"), severity })))).toBe(code);
  });
});

test("listeners are read from the kernel's tables", () => {
  const line = (local: string, state: string) =>
    `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000   999        0 4242 1`;
  const mapped = "0000000000000000FFFF00000100007F";
  const table = [
    "header",
    line("0100007F:0CEA", "0A"),
    line("0A00000A:1F90", "01"),
    line(`${"0".repeat(32)}:22B8`, "0A"),
    line(`${mapped}:1F90`, "0A"),
  ];
  expect(parseListeners(table.join("\n"))).toEqual([
    { address: "127.0.0.1", port: 3306, inode: "4242" },
    { address: "::", port: 8888, inode: "4242" },
    { address: "127.0.0.1", port: 8080, inode: "4242" },
  ]);
});

describe("ports", () => {
  const exposed = async (unit?: string): Promise<readonly Finding[]> => {
    const listener = createTcpServer();
    await new Promise<void>((resolve) => listener.listen(0, "0.0.0.0", resolve));
    onTestFinished(() => void listener.close());
    const { port } = listener.address() as AddressInfo;
    const root = await temporaryRoot();
    const units = [{ name: "coze-redis-loop.service", sections: {} }];
    const redis = stubComponent("redis-loop", { ports: [{ port, purpose: { en: "Redis", zh: "Redis" }, isPublic: false }], units });
    const context = contextOf([redis], { systemctl: PLAIN_SYSTEMCTL, root, variables: { REDIS_LOOP_PLACE: "main" } });
    await mkdir(context.site.paths.units, { recursive: true });
    if (unit !== undefined) await writeFile(join(context.site.paths.units, "coze-redis-loop.service"), unit);
    const checks = checksOf({ context, components: [redis], isWhole: false }).filter(({ id }) => id.startsWith("ports/"));
    return (await runChecks(context, checks, { limitMs: 60_000, atOnce: 2 })).flatMap(({ findings }) => findings);
  };

  test("that listen on every address are errors, with who has them", async () => {
    const [listening, open] = await exposed();
    expect(listening).toMatchObject({ severity: "ok", evidence: expect.stringMatching(new RegExp(`0\\.0\\.0\\.0:\\d+ ${process.pid} `)) });
    expect(open).toMatchObject({
      severity: "error",
      what: { en: expect.stringContaining("open to others") },
      fix: { en: expect.any(String) },
    });
  });

  test("behind the fence of their unit they are fine, and the finding says so", async () => {
    const [, open] = await exposed("[Service]\nIPAddressDeny=any\n");
    expect(open).toMatchObject({
      severity: "ok",
      evidence: expect.stringContaining("coze-redis-loop.service lets only named addresses in"),
    });
  });
});

test("stores are read out of what each product reads itself, without passwords", () => {
  const studio = 'MYSQL_DSN="coze:s3cret@tcp(127.0.0.1:3306)/opencoze?charset=utf8mb4"\nREDIS_ADDR=127.0.0.1:6379\n';
  const loop =
    "COZE_LOOP_MYSQL_DOMAIN=db.test\nCOZE_LOOP_MYSQL_USER=loop\nCOZE_LOOP_MYSQL_DATABASE=cozeloop\nCOZE_LOOP_REDIS_DOMAIN=10.0.0.1\nCOZE_LOOP_REDIS_PORT=6380\n";
  const gateway = "mysql://gateway:pa%2Fss@127.0.0.1/gateway\nredis://:word@127.0.0.1:6381/0\n";
  const found = [...storesIn("studio", studio), ...storesIn("loop", loop), ...storesIn("gateway", gateway)];
  expect(found.map(({ product, kind, user, server, database }) => `${product} ${kind} ${user}@${server}/${database}`)).toEqual([
    "studio mysql coze@127.0.0.1:3306/opencoze",
    "studio redis @127.0.0.1:6379/",
    "loop mysql loop@db.test:3306/cozeloop",
    "loop redis @10.0.0.1:6380/",
    "gateway mysql gateway@127.0.0.1:3306/gateway",
    "gateway redis @127.0.0.1:6381/",
  ]);
  expect(JSON.stringify(found)).not.toMatch(/s3cret|pa%2Fss|word/);
});

test("assignments are read from shell, plain and YAML lines", () => {
  const content = "export A=\"one two\"\nB='x'\n  c_key: value\n# D=4\nE=\nplain words\n";
  expect(assignmentsIn(content)).toEqual([
    ["A", "one two"],
    ["B", "x"],
    ["c_key", "value"],
    ["E", ""],
  ]);
});

describe("backups", () => {
  const NOW = Date.UTC(2026, 0, 31);
  const daysAgo = (days: number): string => new Date(NOW - days * 86_400_000).toISOString();
  const backup = (since: number, verified?: number): Backup => ({
    ...{ folder: `/b/${since}`, manifest: { since: daysAgo(since) } as Backup["manifest"] },
    ...(verified === undefined ? {} : { verifiedAt: daysAgo(verified) }),
  });

  test.each([
    { what: "none", backups: [], expected: ["warning backup/age"] },
    { what: "fresh and proven", backups: [backup(9, 9), backup(1)], expected: ["ok backup/age", "ok backup/restored"] },
    { what: "fresh, never proven", backups: [backup(1)], expected: ["ok backup/age", "warning backup/restored"] },
    { what: "proven long ago", backups: [backup(60, 60), backup(1)], expected: ["ok backup/age", "warning backup/restored"] },
    { what: "some days old", backups: [backup(5, 5)], expected: ["warning backup/age", "ok backup/restored"] },
    { what: "weeks old", backups: [backup(20, 1)], expected: ["error backup/age", "ok backup/restored"] },
  ])("$what", ({ backups, expected }) => {
    expect(judgeBackups(backups, NOW).map(({ id, severity }) => `${severity} ${id}`)).toEqual(expected);
  });
});

describe("clocks of other hosts", () => {
  test("are read from the Date of whatever speaks HTTP there", async () => {
    let aheadMs = 0;
    const http = createServer((_request, reply) => {
      reply.sendDate = false;
      reply.setHeader("date", new Date(Date.now() + aheadMs).toUTCString());
      reply.end();
    });
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void http.close());
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`;
    expect(Math.abs((await skewOf(url)) ?? Number.NaN)).toBeLessThan(60);
    aheadMs = 3_600_000;
    expect(Math.abs(((await skewOf(url)) ?? Number.NaN) - 3600)).toBeLessThan(60);
    expect(await skewOf("http://127.0.0.1:1/")).toBeUndefined();
  });

  test.each([
    [1, "ok"],
    [-12, "warning"],
    [3600, "error"],
  ] as const)("%i s off is %s", (skew, severity) => {
    const site = { place: () => ({ kind: "host", host: "data", address: "10.0.0.2" }) as const };
    expect(judgeSkew(site, "minio", { url: "http://10.0.0.2/", skew }).severity).toBe(severity);
  });
});

test.each([
  { what: "half full", free: 50, freeInodes: 50, severity: "ok" },
  { what: "nearly full", free: 10, freeInodes: 50, severity: "warning" },
  { what: "full", free: 2, freeInodes: 50, severity: "error" },
  { what: "out of inodes", free: 50, freeInodes: 1, severity: "error" },
])("a disk $what is $severity", ({ free, freeInodes, severity }) => {
  expect(judgeDisk({ path: "/d", total: 100, free, inodes: 100, freeInodes }).severity).toBe(severity);
});

describe("what the machine is", () => {
  const studio = {
    component: stubComponent("studio", { memoryMb: 2000 }),
    description: stubComponent("studio", { memoryMb: 2000 }).describe({} as never),
  };
  const facts = {
    ...{ os: "Debian", kernel: "6.1", arch: "x64", pageSize: 4096, cpuFlags: ["sse4_2"], totalMb: 8000, availableMb: 4000, swapMb: 0 },
    ...{ maxMapCount: 262_144, maxFiles: 1_048_576, python: "3.11" },
  };
  const wrong = (change: object) =>
    judgeHost({ ...facts, ...change }, [studio])
      .filter(({ severity }) => severity !== "ok")
      .map(({ id, severity }) => `${severity} ${id}`);

  test.each([
    ["arm64 with 64 KiB pages: restart loop", { pageSize: 65_536 }, ["error host/page-size"]],
    ["a host of too little memory", { totalMb: 900 }, ["error host/memory"]],
    ["somewhat too little memory", { totalMb: 1500 }, ["warning host/memory"]],
    ["Python 3.10 of Ubuntu 22.04", { python: "3.10" }, ["error host/python"]],
    ["no Python", { python: undefined }, ["error host/python"]],
    ["few open files", { maxFiles: 1024 }, ["error host/nofile"]],
    ["a machine as it should be", {}, []],
  ])("%s", (_what, difference, expected) => {
    expect(wrong(difference)).toEqual(expected);
  });
});

test.each([
  ["panic: init mq failed: failed to IDENTIFY: unexpected EOF", /nsqd \(4150\)/],
  ["panic: yaml: line 12: mapping values are not allowed", /YAML/],
  ["panic: open /app/resources/conf/workflow/config.yaml: no such file", /conf folder/],
  ["panic: init minio client failed: The specified bucket does not exist", /object store/],
  ["Milvus Proxy is not ready yet. please wait", /before Milvus/],
  ["error: JSR package manifest for '@langchain/pyodide-sandbox' failed to load", /cache/],
  ["<jemalloc>: Unsupported system page size", /page size/],
  ["./opencoze: cannot execute: required file not found", /musl/],
])("the journal's words %j have a cause", (journal, cause) => {
  expect(causeIn(journal)?.en).toMatch(cause);
});

test("words that mean nothing known stay without a cause", () => {
  expect(causeIn("listening on :8888")).toBeUndefined();
});
