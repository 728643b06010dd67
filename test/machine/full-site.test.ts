/**
 * Studio, Loop and the gateway on one machine under a real systemd, with MariaDB, three Redis and nginx of its own: from an
 * empty machine through both products' first accounts and tokens to an invocation, doctor, a backup, a loss and a restore.
 * The simulator stands in the products' place (stand-in/), one process for the stores that somebody else operates.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../support/until.js";
import { DeployedSite, packedArtefacts } from "./deployed-site.js";
import { addProductArtefacts } from "./product-artefacts.js";
import { machineProblem } from "./throw-away-machine.js";

const problem = machineProblem();
if (problem) console.warn(`Skipped: ${problem}`);

interface Finding {
  readonly id: string;
  readonly severity: string;
  readonly evidence: string;
}

/** An address of the machine that is not loopback: what is asked there comes from there, as from any other machine. */
const OUTSIDE = "192.0.2.10";
const CREDENTIALS = "/etc/coze/gateway/credentials";
const REGISTER = "/api/passport/web/email/register/v2/";

describe.skipIf(problem)("Studio, Loop and the gateway on one machine", () => {
  let site: DeployedSite;
  let artefacts: Awaited<ReturnType<typeof packedArtefacts>>;
  let first = "";
  let tokens: readonly string[] = [];

  beforeAll(async () => {
    artefacts = await packedArtefacts();
    await addProductArtefacts(artefacts.folder);
    site = await DeployedSite.configured(artefacts.folder, { variables: VARIABLES });
    await site.machine.must("bash", ["-c", OUTSIDE_ADDRESS]);
    await startStores(site);
  });
  afterAll(async () => {
    await site?.throwAway();
    await artefacts?.remove();
  });

  const credentials = async (): Promise<readonly string[]> =>
    Promise.all(["coze-api-token", "coze-loop-api-token"].map((name) => site.machine.must("cat", [`${CREDENTIALS}/${name}`])));

  /** The status of a request as curl is told it. */
  const status = async (...args: readonly string[]): Promise<string> =>
    site.machine.must("curl", ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}", ...args]);

  test("apply makes both accounts, hands their tokens to the gateway, and an invocation runs through nginx", async () => {
    await site.must("apply --yes");
    tokens = await credentials();
    expect(tokens).toEqual([expect.stringMatching(/^pat_\w+\n$/), expect.stringMatching(/^pat_\w+\n$/)]);
    expect(await site.machine.must("cat", ["/var/lib/coze-deploy/loop-workspace-id"])).toMatch(/^\d+\n$/);
    await site.addAbility();
    const invoked = await site.invoke("spring");
    expect(invoked).toMatchObject({ status: "SUCCEEDED" });
    first = invoked.id;
  });

  test("doctor runs the ability, reads its trace back from Loop, and finds nothing wrong", async () => {
    const { said } = await site.answer<{ findings: Finding[] }>("doctor");
    expect(said.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    const finding = (id: string) => said.findings.find((each) => each.id === id);
    expect(finding("gateway/coze")).toMatchObject({ severity: "ok", evidence: expect.stringContaining('"status":"SUCCEEDED"') });
    expect(finding("gateway/trace")).toMatchObject({ severity: "ok", evidence: expect.stringContaining("read back") });
    for (const id of ["studio/token", "loop/token", "nginx/guards/studio-register", "nginx/guards/loop-register", `loop/fence/${OUTSIDE}`])
      expect(finding(id), id).toMatchObject({ severity: "ok" });
  });

  test("a second apply changes nothing, to the last time of change", async () => {
    const before = await site.everything();
    expect(await site.must("apply --yes")).toContain("0 changed");
    expect(await site.everything()).toBe(before);
    expect((await site.coze("plan")).code).toBe(0);
  });

  test("registration and administration are closed to others and open to the machine itself", async () => {
    const account = ["-H", "content-type: application/json", "-d", "{}"];
    for (const [host, path, ...more] of [
      ["studio.test", REGISTER, ...account],
      ["studio.test", "/admin/"],
      ["studio.test", "/api/admin/config/basic/get"],
      ["loop.test", "/api/foundation/v1/users/register", ...account],
    ] as const) {
      const ask = (address: string) => status("-H", `Host: ${host}`, ...more, `http://${address}${path}`);
      expect([path, await ask(OUTSIDE)]).toEqual([path, "403"]);
      expect([path, await ask("127.0.0.1")]).not.toEqual([path, "403"]);
    }
    expect(await status("-H", "Host: studio.test", `http://${OUTSIDE}/`)).toBe("200");
    const person = JSON.stringify({ email: "second@studio.test", password: "a-long-password-2" });
    const answer = await site.machine.must("curl", ["-s", "-H", account[1] as string, "-d", person, `http://127.0.0.1:8892${REGISTER}`]);
    expect(JSON.parse(answer)).toMatchObject({ code: 0 });
    expect(await status("--max-time", "3", `http://${OUTSIDE}:8892/`).catch(() => "refused")).toBe("refused");
  });

  test("a backup brings back the data and the tokens of all three", async () => {
    await site.must("backup --verify --yes");
    // The target's own job is done at once; the services' own have to be waited for.
    await site.machine.must("systemctl", ["stop", "coze.target", "coze-*.service"], { timeoutMs: 300_000 });
    await site.machine.must("bash", ["-c", `cd /var/lib/coze && rm -rf mysql redis-* studio loop /opt/coze ${CREDENTIALS}`], {
      timeoutMs: 300_000,
    });
    await site.must("apply --yes");
    expect(await credentials()).not.toEqual(tokens);
    // The schema is a new one: what Atlas had done to the old one is done to it too.
    const show = ["-h", "127.0.0.1", "-u", "coze", "-e", "SHOW COLUMNS FROM workflow_version", "opencoze"];
    const columns = await site.machine.must("mariadb", show, { env: { MYSQL_PWD: await site.secret("MYSQL_STUDIO_PASSWORD") } });
    expect(columns).toContain("made_by_atlas");
    const [latest] = (await site.machine.must("bash", ["-c", "ls -1dt /var/backups/coze/*/"])).split("\n");
    await site.must(`restore ${latest} --yes`);
    expect(await credentials()).toEqual(tokens);
    expect(await until(() => site.invocation(first), { timeoutMs: 60_000 })).toMatchObject({ status: "SUCCEEDED" });
    expect(await site.invoke("after the restore")).toMatchObject({ status: "SUCCEEDED" });
    expect((await site.coze("plan")).code).toBe(0);
    const { said } = await site.answer<{ findings: Finding[] }>("doctor studio loop gateway");
    expect(said.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

const OUTSIDE_ADDRESS = `ip link add outside type bridge && ip addr add ${OUTSIDE}/24 dev outside && ip link set outside up`;

const external = (...components: readonly string[]): Record<string, string> =>
  Object.fromEntries(components.flatMap((name) => [[`${name}_PLACE`, "external"] as const, [`${name}_HOST`, "127.0.0.1"] as const]));

const VARIABLES: Record<string, string> = {
  ...{ MYSQL_FROM: "system", MYSQL_PROGRAM: "/usr/sbin/mariadbd", MYSQL_BUFFER_POOL: "256M" },
  ...{ REDIS_FROM: "system", NODE_FROM: "system", JAVA_FROM: "system", JAVA_PROGRAM: "/usr/local/bin/java" },
  ...{ STUDIO_URL: "http://studio.test", LOOP_URL: "http://loop.test", GATEWAY_URL: "http://abilities.test" },
  ...{ STUDIO_ADMIN_EMAIL: "ann@studio.test", LOOP_ADMIN_EMAIL: "ann@loop.test" },
  ...external("ELASTICSEARCH", "MINIO", "MILVUS", "NSQD", "CLICKHOUSE", "ROCKETMQ_NAMESRV", "ROCKETMQ_BROKER"),
  ...{ MINIO_ROOT_USER: "coze-objects", PYTHON_FAAS_PLACE: "none", JS_FAAS_PLACE: "none" },
  // Without Deno, its cache and the wheels: nothing here runs a code node.
  ...{ STUDIO_CODE_RUNNER: "local", STUDIO_DENO_VERSION: "", STUDIO_DENO_CACHE_VERSION: "", STUDIO_WHEELS_VERSION: "" },
  ...{ GATEWAY_DOCTOR_ABILITY: "tides", GATEWAY_DOCTOR_FORM: `'{"topic":"doctor"}'` },
};

/** What somebody else operates, and the `java` that runs RocketMQ's tool: its words after the main class go to the stand-in. */
const JAVA = `#!/bin/sh
until [ "$1" = org.apache.rocketmq.tools.command.MQAdminStartup ]; do shift; done
shift
exec curl --silent --fail --data-binary "$*" http://127.0.0.1:19876/
`;

const startStores = async (site: DeployedSite): Promise<void> => {
  await site.machine.must("bash", ["-c", "cat > /usr/local/bin/java && chmod 755 /usr/local/bin/java"], { input: JAVA });
  const values = {
    OBJECTS_USER: "coze-objects",
    OBJECTS_KEY: await site.secret("MINIO_ROOT_PASSWORD"),
    CLICKHOUSE_USER: "cozeloop",
    CLICKHOUSE_KEY: await site.secret("CLICKHOUSE_PASSWORD"),
  };
  const environment = Object.entries(values).map(([key, value]) => `--setenv=${key}=${value}`);
  const program = [process.execPath, `${site.artefacts}/stores.mjs`, "/var/lib/somebody-elses-stores.json"];
  await site.machine.must("systemd-run", ["--unit=somebody-elses-stores", ...environment, ...program]);
};
