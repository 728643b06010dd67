/** The gateway's artefact: what is in it, that it is the same twice, and its line in the manifest. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { machineArch } from "../../scripts/deploy/artefacts/find-artefact.js";
import { readManifest } from "../../scripts/deploy/artefacts/manifest.js";
import { packGateway, projectAbove } from "../../scripts/deploy/artefacts/pack.js";
import { createMachine } from "../../scripts/deploy/system/machine.js";

const run = promisify(execFile);

const FILES: Record<string, string> = {
  "package.json": '{"name":"ability-gateway","version":"1.2.3"}',
  "dist/src/main.js": "main",
  "dist/.tsbuildinfo": "only for the compiler",
  "schema/schema.graphql": "type Query",
  "scripts/run.mjs": "run",
  "scripts/deploy/coze": "#!/bin/sh",
  "scripts/deploy/main.ts": "source",
  "src/main.ts": "source",
  "test/a.test.ts": "test",
  "node_modules/axios/index.js": "axios",
  "node_modules/axios/node_modules/form/index.js": "nested",
  "node_modules/vitest/index.js": "dev",
  "node_modules/@libsql/linux/index.node": "native",
  "package-lock.json": JSON.stringify({
    packages: {
      "": {},
      "node_modules/axios": {},
      "node_modules/axios/node_modules/form": {},
      "node_modules/vitest": { dev: true },
      "node_modules/@libsql/linux": { optional: true },
      "node_modules/@libsql/windows": { optional: true },
    },
  }),
};

const project = async (files = FILES): Promise<{ project: string; artefacts: string }> => {
  const folder = await mkdtemp(join(tmpdir(), "coze-pack-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, "project", path)), { recursive: true });
    await writeFile(join(folder, "project", path), content, { mode: path.endsWith("coze") ? 0o700 : 0o600 });
  }
  return { project: join(folder, "project"), artefacts: join(folder, "artefacts") };
};

const machine = createMachine({ root: "/" });

test("it holds what runs and nothing else, below one folder, readable for everybody", async () => {
  const where = await project();
  const { path, artefact } = await packGateway({ machine, ...where });
  const { stdout } = await run("tar", ["-tvzf", path]);
  const entries = stdout
    .trim()
    .split("\n")
    .map((line) => line.split(/\s+/));
  expect(entries.map((entry) => entry.at(-1))).toEqual(
    [
      ...["dist/src/main.js", "node_modules/@libsql/linux/index.node", "node_modules/axios/index.js"],
      ...[
        "node_modules/axios/node_modules/form/index.js",
        "package.json",
        "schema/schema.graphql",
        "scripts/deploy/coze",
        "scripts/run.mjs",
      ],
    ].map((name) => `ability-gateway-1.2.3/${name}`),
  );
  expect(new Set(entries.map(([mode, owner]) => `${mode} ${owner}`))).toEqual(new Set(["-rw-r--r-- 0/0", "-rwxr-xr-x 0/0"]));
  expect(await readManifest(where.artefacts)).toMatchObject({ artefacts: [artefact] });
  expect(artefact).toMatchObject({ name: "gateway", version: "1.2.3", arch: machineArch(), file: "ability-gateway-1.2.3.tar.gz" });
});

test("packed again elsewhere, later, it is the same to the byte, and the manifest keeps its other lines", async () => {
  const [one, other] = [await project(), await project()];
  for (const path of Object.keys(FILES)) await utimes(join(other.project, path), 1_700_000_000, 1_700_000_000);
  const line = `node\t22.1.0\tany\tnode.tar.xz\t${"a".repeat(64)}\thttps://node.test\tMIT`;
  await mkdir(other.artefacts);
  await writeFile(join(other.artefacts, "manifest.tsv"), `# ours\n${line}\n`);
  const first = await packGateway({ machine, ...one });
  await packGateway({ machine, ...other });
  const again = await packGateway({ machine, ...other });
  expect(again.artefact.sha256).toBe(first.artefact.sha256);
  const lines = (await readFile(join(other.artefacts, "manifest.tsv"), "utf8")).trim().split("\n");
  expect(lines).toEqual(["# ours", line, expect.stringMatching(/^gateway\t1\.2\.3\t/)]);
});

test("a production package that is not installed is named", async () => {
  const { "node_modules/axios/index.js": _gone, "node_modules/axios/node_modules/form/index.js": _nested, ...rest } = FILES;
  await expect(packGateway({ machine, ...(await project(rest)) })).rejects.toThrow(/node_modules\/axios.*npm ci/s);
});

test("the commit is in the version, and what is not committed too", async () => {
  const where = await project();
  const git = (...args: string[]) => run("git", ["-C", where.project, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args]);
  await git("init", "-q");
  await git("add", "package.json");
  await git("commit", "-q", "-m", "one");
  const clean = await packGateway({ machine, ...where });
  expect([clean.artefact.version, clean.isDirty]).toEqual([expect.stringMatching(/^1\.2\.3\+[0-9a-f]{8}$/), false]);
  await writeFile(join(where.project, "package.json"), '{"name":"ability-gateway","version":"1.2.3","private":true}');
  const dirty = await packGateway({ machine, ...where });
  expect([dirty.artefact.version, dirty.isDirty]).toEqual([`${clean.artefact.version}.dirty`, true]);
});

test("the project is found from where the program lies", async () => {
  const where = await project();
  expect(await projectAbove(join(where.project, "dist/src"))).toBe(where.project);
  await expect(projectAbove(tmpdir())).rejects.toThrow(/No project/);
});
