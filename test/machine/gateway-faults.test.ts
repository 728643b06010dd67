/**
 * The gateway's site under a real systemd while the tool is killed, the power is cut, releases change under load or are no
 * good, processes crash and the operator makes mistakes. The moments follow DEPLOY_SEED, which is printed.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../support/until.js";
import { DeployedSite, packedArtefacts } from "./deployed-site.js";
import { addRelease, callers, cozeKilled, endsAtOnce, GATEWAY_ALONE, numbersOf, startCoze } from "./faults.js";
import { machineProblem } from "./throw-away-machine.js";

const problem = machineProblem();
if (problem) console.warn(`Skipped: ${problem}`);

const KILLS = 8;
/** About as many as apply has for this site; those at the end are the long ones (the database, the gateway, its processes). */
const STEPS = 70;
const SOON_MS = 2_000;
const UPGRADE_MS = 15_000;
const seed = Number(process.env.DEPLOY_SEED ?? Date.now() % 1_000_000);
const random = numbersOf(seed);

const expectUnchangedByApply = async (site: DeployedSite): Promise<void> => {
  expect((await site.coze("plan")).code).toBe(0);
  const before = await site.everything();
  expect(await site.must("apply --yes")).toContain("0 changed");
  expect(await site.everything()).toBe(before);
};

const invoked = (site: DeployedSite, topic: string) => until(() => site.invoke(topic), { timeoutMs: 60_000, everyMs: 500 });
const currentRelease = async ({ machine }: DeployedSite) => (await machine.must("readlink", ["/opt/coze/gateway/current"])).trim();

describe.skipIf(problem)("an interrupted apply", () => {
  let site: DeployedSite;
  let artefacts: Awaited<ReturnType<typeof packedArtefacts>>;

  beforeAll(async () => {
    console.warn(`DEPLOY_SEED=${seed}`);
    artefacts = await packedArtefacts();
    site = await DeployedSite.configured(artefacts.folder, GATEWAY_ALONE);
    await startCoze(site);
  });
  afterAll(async () => {
    await site?.throwAway();
    await artefacts?.remove();
  });

  test(`killed ${KILLS} times on its way, alone or with all that it has started, apply completes`, async () => {
    const moments: string[] = [];
    const steps = Array.from({ length: KILLS }, () => Math.floor(random() * STEPS)).sort((a, b) => a - b);
    for (const [at, step] of steps.entries()) {
      const afterMs = Math.round(random() * SOON_MS);
      const { code, stdout } = await cozeKilled(site, "apply --yes", { what: at % 2 === 0 ? "coze" : "all", step, afterMs });
      moments.push(`step ${step} and ${afterMs} ms → ${code}: ${stdout.trim().split("\n").at(-1)}`);
      expect(stdout).not.toContain("failed");
    }
    console.warn(moments.join("\n"));
    await site.must("apply --yes");
    await site.addAbility();
    expect(await invoked(site, "after the kills")).toMatchObject({ status: "SUCCEEDED" });
    await expectUnchangedByApply(site);
  });

  test("after a power cut in its middle apply completes", async () => {
    await site.must("purge --yes-delete-all-data");
    await site.must("init");
    await site.set("site.env", { ARTIFACTS_DIR: artefacts.folder, ...GATEWAY_ALONE.variables });
    await site.set("secrets.env", GATEWAY_ALONE.secrets);
    const applying = site.coze("apply --yes");
    await until(async () => (await site.machine.run("test", ["-e", "/var/lib/coze/mysql/data/mysql"])).code === 0, { timeoutMs: 120_000 });
    await site.machine.reboot();
    expect((await applying).code).not.toBe(0);
    await startCoze(site);
    await site.must("apply --yes");
    await site.addAbility();
    expect(await invoked(site, "after the power cut")).toMatchObject({ status: "SUCCEEDED" });
    await expectUnchangedByApply(site);
  });
});

describe.skipIf(problem)("a gateway in service", () => {
  let site: DeployedSite;
  let artefacts: Awaited<ReturnType<typeof packedArtefacts>>;
  let first = "";

  beforeAll(async () => {
    artefacts = await packedArtefacts();
    await addRelease(artefacts.folder, "0.1.1");
    await addRelease(artefacts.folder, "0.1.2", endsAtOnce);
    site = await DeployedSite.configured(artefacts.folder, GATEWAY_ALONE);
    await startCoze(site);
    await site.must("apply --yes");
    await site.addAbility();
    first = await currentRelease(site);
  });
  afterAll(async () => {
    await site?.throwAway();
    await artefacts?.remove();
  });

  test("an upgrade and its rollback refuse and lose not one call", async () => {
    const calling = await callers(site);
    await site.set("site.env", { GATEWAY_VERSION: "0.1.1" });
    await site.must("upgrade --yes");
    expect(await currentRelease(site)).toBe("0.1.1");
    await site.must("rollback --yes");
    expect(await currentRelease(site)).toBe(first);
    const calls = await calling.stop();
    console.warn(`${calls.length} calls`);
    expect(calls.length).toBeGreaterThan(50);
    expect(calls.filter(({ status }) => status !== "SUCCEEDED")).toEqual([]);
    await site.set("site.env", { GATEWAY_VERSION: "0.1.0" });
    await expectUnchangedByApply(site);
  });

  test("a release that cannot serve is taken back by itself, and the next upgrade is possible", async () => {
    await site.set("site.env", { GATEWAY_VERSION: "0.1.2" });
    const { code, stdout, stderr } = await site.coze("upgrade --yes");
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("the old one is in service again");
    expect(stdout + stderr).toContain("this release cannot serve");
    expect(await currentRelease(site)).toBe(first);
    expect(await invoked(site, "after the bad release")).toMatchObject({ status: "SUCCEEDED" });
    await site.set("site.env", { GATEWAY_VERSION: "0.1.0" });
    await expectUnchangedByApply(site);
  });

  test("an upgrade killed again and again is gone on with", async () => {
    await site.set("site.env", { GATEWAY_VERSION: "0.1.1" });
    const moments: string[] = [];
    for (const what of ["coze", "all", "coze"] as const) {
      const afterMs = Math.round(1_500 + random() * UPGRADE_MS);
      const { code, stdout } = await cozeKilled(site, "upgrade --yes", { what, step: 0, afterMs });
      moments.push(`${afterMs} ms → ${code}: ${stdout.trim().split("\n").at(-1)}`);
    }
    console.warn(moments.join("\n"));
    await site.must("upgrade --yes");
    expect(await currentRelease(site)).toBe("0.1.1");
    expect(await invoked(site, "after the killed upgrade")).toMatchObject({ status: "SUCCEEDED" });
    await expectUnchangedByApply(site);
  });

  test("a worker killed in the middle of an invocation is started again, and the invocation ends", async () => {
    const before = await mainPid(site);
    await stopSimulator(site);
    const { invokeAbility } = await site.graphql<{ invokeAbility: { invocation: { id: string } } }>(
      "mutation($input: InvokeAbilityInput!) { invokeAbility(input: $input) { ... on InvocationAccepted { invocation { id } } } }",
      { input: { abilityKey: "tides", form: { topic: "a crash" } } },
    );
    await site.machine.must("systemctl", ["kill", "--kill-whom=main", "--signal=KILL", WORKER]);
    await continueSimulator(site);
    const ended = await until(
      async () => {
        const found = await site.invocation(invokeAbility.invocation.id);
        return found && !/QUEUED|RUNNING|PENDING/.test(found.status) ? found : undefined;
      },
      { timeoutMs: 180_000, everyMs: 1_000 },
    );
    expect(ended.status).toMatch(/SUCCEEDED|FAILED/);
    console.warn(`the interrupted invocation: ${JSON.stringify(ended)}`);
    expect(await mainPid(site)).not.toBe(before);
    expect(await invoked(site, "after the crash")).toMatchObject({ status: "SUCCEEDED" });
  });

  test("doctor finds what was broken, says what mends it, and changes nothing", async () => {
    const { machine } = site;
    await machine.must("systemctl", ["stop", "coze-redis-gateway", "coze-gateway-api-2"]);
    await machine.must("systemd-run", ["--unit=intruder", "python3", "-m", "http.server", "4001", "--bind", "0.0.0.0"]);
    await machine.must("chmod", ["644", "/etc/coze/gateway/credentials/redis-url"]);
    await machine.must("bash", ["-c", `sed -i -E 's/"since": *"20[0-9]{2}/"since": "2020/' /var/backups/coze/*/manifest.json`]);
    await until(async () => (await machine.run("bash", ["-c", "exec 3<>/dev/tcp/127.0.0.1/4001"])).code === 0, { timeoutMs: 60_000 });
    const before = await site.everything();
    const { code, said } = await site.answer<{ findings: { id: string; severity: string; fix?: { en: string } }[] }>("doctor");
    expect(await site.everything()).toBe(before);
    expect(code).toBe(2);
    const wrong = said.findings.filter(({ severity }) => severity !== "ok");
    expect(wrong.filter(({ fix }) => !fix)).toEqual([]);
    const ids = wrong.map(({ id }) => id);
    for (const id of ["units/coze-redis-gateway.service", "ports/exposed/4001", "secrets/readable", "backup/age"])
      expect(ids).toContain(id);
    await machine.must("systemctl", ["stop", "intruder"]);
    await site.must("apply --yes");
    const mended = (await site.answer<{ findings: { id: string; severity: string }[] }>("doctor")).said.findings;
    expect(mended.filter(({ severity }) => severity === "error").map(({ id }) => id)).toEqual(["backup/age"]);
  });

  test("secrets that others may read stop every verb with the command that closes them", async () => {
    await site.machine.must("chmod", ["644", "/etc/coze/secrets.env"]);
    for (const verb of ["doctor", "plan", "apply --yes"]) {
      const { code, stdout, stderr } = await site.coze(verb);
      expect(code).not.toBe(0);
      expect(stdout + stderr).toContain("chmod 600 secrets.env");
    }
    expect(await site.machine.must("stat", ["-c", "%a", "/etc/coze/secrets.env"])).toBe("644\n");
    await site.machine.must("chmod", ["600", "/etc/coze/secrets.env"]);
    expect((await site.coze("plan")).code).toBe(0);
  });
});

const WORKER = "coze-gateway-worker-1.service";
const mainPid = ({ machine }: DeployedSite) => machine.must("systemctl", ["show", "--property=MainPID", "--value", WORKER]);
/** Stands still, so that an invocation is in its middle for as long as it takes. */
const stopSimulator = ({ machine }: DeployedSite) => machine.must("systemctl", ["kill", "--signal=STOP", "somebody-elses-coze"]);
const continueSimulator = ({ machine }: DeployedSite) => machine.must("systemctl", ["kill", "--signal=CONT", "somebody-elses-coze"]);
