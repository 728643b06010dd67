/**
 * The gateway with its own MariaDB, Redis and nginx on one machine under a real systemd, and Coze operated elsewhere: from
 * an empty machine to the first invocation, through a second apply, a power cut, a backup, a loss, a restore and removal.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../support/until.js";
import { DeployedSite, packedArtefacts } from "./deployed-site.js";
import { GATEWAY_ALONE, startCoze } from "./faults.js";
import { machineProblem } from "./throw-away-machine.js";

const problem = machineProblem();
if (problem) console.warn(`Skipped: ${problem}`);

describe.skipIf(problem)("the gateway on one machine", () => {
  let site: DeployedSite;
  let artefacts: Awaited<ReturnType<typeof packedArtefacts>>;
  let first = "";

  beforeAll(async () => {
    artefacts = await packedArtefacts();
    site = await DeployedSite.configured(artefacts.folder, GATEWAY_ALONE);
    await startCoze(site);
  });
  afterAll(async () => {
    await site?.throwAway();
    await artefacts?.remove();
  });

  test("plan says what is to be done, and does none of it", async () => {
    const before = await site.everything();
    const { code } = await site.coze("plan");
    expect(code).toBe(2);
    expect(await site.everything()).toBe(before);
  });

  test("apply takes an empty machine to the first invocation through nginx", async () => {
    await site.must("apply --yes");
    await site.addAbility();
    const invoked = await site.invoke("spring");
    expect(invoked).toMatchObject({ status: "SUCCEEDED" });
    first = invoked.id;
  });

  test("a second apply changes nothing, to the last time of change", async () => {
    const before = await site.everything();
    expect(await site.must("apply --yes")).toContain("0 changed");
    expect(await site.everything()).toBe(before);
    expect((await site.coze("plan")).code).toBe(0);
  });

  test("what runs listens where it may, and its secrets are readable by nobody else", async () => {
    const { said } = await site.answer<{ findings: { id: string; severity: string; evidence: string }[] }>("doctor");
    const errors = said.findings.filter(({ severity }) => severity === "error");
    expect(errors).toEqual([]);
    const readable = "find /etc/coze /var/lib/coze -type f -perm /o+r | xargs -r grep -lF -f /tmp/secrets";
    const secrets = (await site.machine.must("cat", ["/etc/coze/secrets.env"]))
      .split("\n")
      .flatMap((line) => /^[A-Z_]+=(.{12,})$/.exec(line)?.[1] ?? []);
    await site.machine.must("tee", ["/tmp/secrets"], { input: `${secrets.join("\n")}\n` });
    expect((await site.machine.run("bash", ["-c", readable])).stdout).toBe("");
    expect(await site.machine.must("bash", ["-c", "cat /etc/systemd/system/coze-*"])).not.toContain(secrets[0]);
  });

  test("after a power cut everything comes back by itself", async () => {
    await site.machine.reboot();
    await startCoze(site);
    const again = await until(() => site.invoke("after the power cut"), { timeoutMs: 120_000, everyMs: 1_000 });
    expect(again.status).toBe("SUCCEEDED");
    expect((await site.coze("plan")).code).toBe(0);
  });

  test("a backup restores what was lost", async () => {
    await site.must("backup --verify --yes");
    await site.machine.must("bash", [
      "-c",
      "systemctl stop coze.target 'coze-*.service'; rm -rf /var/lib/coze/mysql /var/lib/coze/redis-gateway /opt/coze /etc/coze/gateway",
    ]);
    await site.must("apply --yes");
    const [latest] = (await site.machine.must("bash", ["-c", "ls -1dt /var/backups/coze/*/"])).split("\n");
    await site.must(`restore ${latest} --yes`);
    expect(await until(() => site.invocation(first), { timeoutMs: 60_000 })).toMatchObject({ status: "SUCCEEDED" });
    expect(await site.invoke("after the restore")).toMatchObject({ status: "SUCCEEDED" });
  });

  test("uninstall leaves data, and apply finds it again; purge leaves none", async () => {
    await site.must("uninstall --yes");
    expect(await site.machine.must("systemctl", ["list-units", "coze*", "--no-legend", "--all"])).toBe("");
    await site.must("apply --yes");
    expect(await site.invocation(first)).toMatchObject({ id: first });
    await site.must("purge --yes-delete-all-data");
    expect((await site.machine.run("ls", ["/var/lib/coze", "/opt/coze"])).stdout).toBe("");
  });
});
