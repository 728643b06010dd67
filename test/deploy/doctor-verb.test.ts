/** The verb as an operator runs it: exit codes, JSON in both languages, sentences, and not a byte of the machine changed. */
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Finding } from "../../scripts/deploy/contract/finding.js";
import { treeOf } from "../support/folder-tree.js";
import { plainSystemctl } from "../support/plain-services.js";
import { smallRoot } from "../support/small-runs.js";

interface Report {
  readonly exitCode: number;
  readonly host: string;
  readonly findings: readonly Finding[];
}

/** What the stand-in for systemctl notes about itself is not the machine's. */
const STAND_IN = { without: ["run/plain-systemctl"] };

test("it finds a stopped service and an open file, mends nothing, and says so in numbers, JSON and sentences", async () => {
  const root = await smallRoot();
  onTestFinished(() => root.discard());
  expect(await root.coze(["apply"])).toMatchObject({ code: 0 });
  const doctor = async (): Promise<Report & { code: number | undefined }> => {
    const { code, stdout } = await root.coze(["doctor", "--json"]);
    return { code, ...(JSON.parse(stdout) as Report) };
  };
  // What the machine under the test is like is not its matter.
  const wrong = ({ findings }: Report): string[] =>
    findings.filter(({ id, severity }) => severity === "error" && !id.startsWith("host/")).map(({ id }) => id);

  const before = await treeOf(root.path, STAND_IN);
  const first = await doctor();
  expect(await treeOf(root.path, STAND_IN)).toEqual(before);
  expect([wrong(first), first.code]).toEqual([[], first.exitCode]);
  expect(first.findings.length).toBeGreaterThan(10);
  for (const { severity, evidence, fix, what } of first.findings) {
    expect([evidence, what.en, what.zh]).toEqual([expect.any(String), expect.stringMatching(/\S/), expect.stringMatching(/\S/)]);
    expect(fix !== undefined).toBe(severity !== "ok");
  }

  const [unit] = first.findings.flatMap(({ id }) => (id.startsWith("health/") ? [id.slice("health/".length)] : []));
  if (unit === undefined) throw new Error("the small deployment has no service");
  await plainSystemctl(root.path, "stop", unit);
  await chmod(join(root.path, "etc/coze/nsqd/password.env"), 0o644);
  const stopped = await treeOf(root.path, STAND_IN);
  const second = await doctor();
  expect([second.code, wrong(second)]).toEqual([2, [`units/${unit}`, "secrets/readable"]]);
  expect(await treeOf(root.path, STAND_IN)).toEqual(stopped);

  const { stdout } = await root.coze(["doctor"]);
  expect(stdout).toContain(`ERROR  ${unit} does not run  [units/${unit}]\n    inactive\n`);
  expect(stdout).toMatch(/ {4}mend: chmod o= .*password\.env\n/);
  expect(stdout.trimEnd()).toMatch(/\n\d+ errors, \d+ warnings, \d+ fine \(--verbose shows them\)$/);
}, 120_000);
