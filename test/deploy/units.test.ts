/** Every unit of every component, as systemd itself judges it. */
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Unit } from "../../scripts/deploy/contract/component.js";
import type { Site } from "../../scripts/deploy/contract/site.js";
import { fenceOf } from "../../scripts/deploy/units/fence.js";
import { assignment, commandLine } from "../../scripts/deploy/units/quoting.js";
import { serviceUnit, unitText } from "../../scripts/deploy/units/service-unit.js";
import { placedHere, renderedSite, THREE_HOSTS } from "../support/rendered-sites.js";
import { findProgram } from "../support/server-binaries.js";
import { parseUnit, words } from "../support/unit-file.mjs";

const systemdAnalyze = findProgram("systemd-analyze");
if (!systemdAnalyze) console.warn("No systemd-analyze here: units are rendered, but systemd's own verdict on them is skipped.");

interface Rendered {
  readonly site: Site;
  readonly folder: string;
  readonly units: readonly Unit[];
}

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "coze-units-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Units in a folder of their own, and something that can be run wherever a unit says that a program is. */
const render = async (name: string, options: { here?: string; variables?: Record<string, string> }): Promise<Rendered> => {
  const site = renderedSite({ root: join(root, name), ...options });
  const units = placedHere(site).flatMap((component) => component.describe(site).units);
  await mkdir(site.paths.units, { recursive: true });
  await writeFile(join(site.paths.units, "coze.target"), "[Unit]\nDescription=The Coze stack\n");
  for (const unit of units) {
    await writeFile(join(site.paths.units, unit.name), unitText(unit));
    for (const program of programsOf(unit).filter((path) => path.startsWith(site.paths.root))) {
      await mkdir(dirname(program), { recursive: true });
      await writeFile(program, "#!/bin/sh\n");
      await chmod(program, 0o755);
    }
  }
  return { site, folder: site.paths.units, units };
};

const programsOf = (unit: Unit): readonly string[] =>
  (unit.sections.Service ?? [])
    .filter(([key]) => key.startsWith("Exec"))
    .map(([, value]) => words(value.replace(/^[-+!@:]+/, ""))[0] ?? "");

const analyze = (folder: string, args: readonly string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const env = { PATH: process.env.PATH, SYSTEMD_UNIT_PATH: `${folder}:`, SYSTEMD_COLORS: "0", LC_ALL: "C.UTF-8" };
    execFile(systemdAnalyze ?? "", ["--no-pager", ...args], { env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, output: `${stdout}${stderr}`.trim() }),
    );
  });

const SITES = [
  { name: "single", options: {} },
  { name: "app", options: { here: "app", variables: THREE_HOSTS } },
  { name: "data", options: { here: "data", variables: THREE_HOSTS } },
  { name: "loop", options: { here: "loop", variables: THREE_HOSTS } },
];
/** Programs of the machine's packages, which need not be here; their units are verified where they are. */
const isPresent = ({ site, units }: Rendered): string[] =>
  units
    .filter((unit) =>
      programsOf(unit).every((path) => path.startsWith(site.paths.root) || findProgram(path.split("/").at(-1) ?? "") === path),
    )
    .map(({ name }) => name);

describe("units", () => {
  it.skipIf(!systemdAnalyze).each(SITES)("systemd finds nothing to say about the units of $name", async ({ name, options }) => {
    const rendered = await render(name, options);
    const paths = isPresent(rendered).map((unit) => join(rendered.folder, unit));
    expect(paths.length).toBeGreaterThan(2);
    expect(await analyze(rendered.folder, ["verify", "--man=no", ...paths])).toEqual({ code: 0, output: "" });
  });

  it.skipIf(!systemdAnalyze)("a unit that names a missing program, or a key that systemd does not know, is found", async () => {
    const { folder } = await render("broken", {});
    await writeFile(join(folder, "coze-none.service"), "[Service]\nExecStart=/nowhere/none\nNoSuchKey=yes\n");
    const { output } = await analyze(folder, ["verify", "--man=no", join(folder, "coze-none.service")]);
    expect(output).toContain("/nowhere/none");
    expect(output).toContain("NoSuchKey");
  });

  it.skipIf(!systemdAnalyze)("each unit is as closed as it claims", async () => {
    const { folder, units } = await render("security", {});
    const scored = units.filter(({ threshold }) => threshold !== undefined);
    const verdicts = await Promise.all(
      scored.map(async ({ name, threshold }) => {
        const { code, output } = await analyze(folder, ["security", "--offline=true", `--threshold=${threshold}`, join(folder, name)]);
        return { name, code, score: /: (\d+\.\d)/.exec(output.split("\n").at(-1) ?? "")?.[1], threshold };
      }),
    );
    expect(verdicts.filter(({ code }) => code !== 0)).toEqual([]);
    if (process.env.COZE_SCORES) console.table(verdicts);
    // What is not ours to harden further must still be better than systemd's "medium".
    expect(Math.max(...verdicts.map(({ score }) => Number(score)))).toBeLessThan(5);
  });

  it("every exception is written into the unit with its reason", async () => {
    const { units } = await render("reasons", {});
    for (const unit of units) for (const reason of unit.exceptions ?? []) expect(unitText(unit)).toContain(`#   ${reason}`);
    const elasticsearch = units.find(({ name }) => name === "coze-elasticsearch.service");
    expect(elasticsearch?.exceptions?.map((line) => line.split(":")[0])).toEqual(["MemoryDenyWriteExecute", "ProcSubset", "@resources"]);
    expect(elasticsearch?.sections.Service?.map(([key]) => key)).not.toContain("MemoryDenyWriteExecute");
  });

  it("all belong to coze.target and log to the journal under their own name", async () => {
    const { units } = await render("target", {});
    for (const unit of units.filter(({ name }) => name.endsWith(".service"))) {
      const { Unit: head, Service, Install } = parseUnit(unitText(unit));
      expect([unit.name, head?.PartOf?.join(" ")]).toEqual([unit.name, expect.stringContaining("coze.target")]);
      expect([unit.name, Service?.SyslogIdentifier]).toEqual([unit.name, [unit.name.replace(/\.service$/, "")]]);
      if (Install) expect(Install.WantedBy).toEqual(["coze.target"]);
    }
  });
});

describe("the fence of a unit", () => {
  const allowed = (site: Site, component: "mysql" | "milvus") =>
    serviceUnit(site, {
      component,
      description: "x",
      user: "x",
      start: "/bin/true",
      peers: fenceOf(site, component, component === "milvus" ? ["etcd", "minio"] : []),
    }).sections.Service?.find(([key]) => key === "IPAddressAllow")?.[1];

  it("lets in nobody on a single host", () => {
    expect(allowed(renderedSite({}), "mysql")).toBe("localhost");
  });

  it("lets in the hosts that need the service, and the machine's own address", () => {
    const site = renderedSite({ here: "data", variables: THREE_HOSTS });
    const peers = allowed(site, "mysql")?.split(" ") ?? [];
    expect(peers.slice(0, 2)).toEqual(["localhost", "10.0.0.11"]);
    expect(peers).toContain("10.0.0.10");
  });

  it("is left out, with the reason, when the service calls a host known by name alone", () => {
    const site = renderedSite({ variables: { MINIO_PLACE: "external", MINIO_HOST: "objects.example.test" } });
    expect(fenceOf(site, "milvus", ["etcd", "minio"])).toBe("any");
    expect(allowed(site, "milvus")).toBeUndefined();
    const { exceptions } = serviceUnit(site, { component: "milvus", description: "x", user: "x", start: "/bin/true", peers: "any" });
    expect(exceptions?.join()).toContain("IPAddressDeny");
  });
});

describe("quoting", () => {
  const HOSTILE = ["plain", "with blank", 'quo"te', "back\\slash", "per%cent", "dol$lar", "it's", "semi;colon", ""];

  it("gives systemd back the words that went in", () => {
    const specifiers = { "%": "%" };
    expect(words(commandLine("/bin/x", ...HOSTILE).replaceAll("$$", "$"), specifiers).map(unpercent)).toEqual(["/bin/x", ...HOSTILE]);
  });

  it.skipIf(!systemdAnalyze)("is understood by systemd", async () => {
    const folder = join(root, "quoting");
    await mkdir(folder, { recursive: true });
    const lines = [
      "[Service]",
      `ExecStart=${commandLine("/bin/true", ...HOSTILE)}`,
      ...HOSTILE.map((word, at) => `Environment=${assignment(`V${at}`, word)}`),
    ];
    await writeFile(join(folder, "coze-quoting.service"), `${lines.join("\n")}\n`);
    expect(await analyze(folder, ["verify", "--man=no", join(folder, "coze-quoting.service")])).toEqual({ code: 0, output: "" });
  });
});

const unpercent = (word: string): string => word.replaceAll("%%", "%");
