/** Artefacts: found by their manifest, verified before use, refused when hostile, unpacked whole or not at all. */
import { execFile } from "node:child_process";
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findArtefact, isVersion, machineArch } from "../../scripts/deploy/artefacts/find-artefact.js";
import { parseManifest, readManifest } from "../../scripts/deploy/artefacts/manifest.js";
import { missingArtefacts } from "../../scripts/deploy/artefacts/missing.js";
import { currentVersion, releasedFile } from "../../scripts/deploy/artefacts/release-folder.js";
import { releaseStep } from "../../scripts/deploy/artefacts/release-step.js";
import { requireVerified } from "../../scripts/deploy/artefacts/verified.js";
import { type ArtefactFolder, artefactFolder, digestOf, manifestText, needOf } from "../support/artefact-folder.js";
import { type RawEntry, rawTar } from "../support/raw-tar.js";
import { runFolder } from "../support/services.js";
import { EMPTY_DESCRIPTION, listed } from "../support/site-components.js";

const run = promisify(execFile);
let root: string;
let folder: ArtefactFolder;
beforeEach(async () => {
  root = await mkdtemp(join(runFolder(), "artefacts-"));
  folder = await artefactFolder(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const install = async (need = needOf("etcd", "3.5")) => {
  const step = releaseStep(folder.context.site, "etcd", need);
  const before = await step.check(folder.context);
  if (before.state === "pending") await step.run(folder.context);
  return { before, after: await step.check(folder.context) };
};
const opt = (...path: string[]) => join(root, "opt/coze", ...path);
const GOOD: readonly RawEntry[] = [
  { name: "etcd-v3.5.9/", type: "5", mode: 0o700 },
  { name: "etcd-v3.5.9/bin/", type: "5", mode: 0o700 },
  { name: "etcd-v3.5.9/bin/etcd", content: "#!/bin/sh\n", mode: 0o4711 },
  { name: "etcd-v3.5.9/README", content: "read me", mode: 0o666 },
  { name: "etcd-v3.5.9/etcd", type: "2", link: "bin/etcd" },
];

describe("manifest", () => {
  const line = { name: "etcd", version: "3.5.9", file: "etcd.tgz", sha256: "a".repeat(64) };
  test("spellings of architectures are one, comments and blank lines are passed over", () => {
    const content = `# ours\n\n${manifestText([
      { ...line, arch: "amd64" },
      { ...line, arch: "aarch64" },
      { ...line, arch: "noarch" },
    ])}`;
    expect(parseManifest(content, "m").map(({ arch }) => arch)).toEqual(["x86_64", "arm64", "any"]);
  });
  test.each([
    ["a digest in upper case", { ...line, sha256: "A".repeat(64) }, /m:2: sha256/],
    ["an unknown architecture", { ...line, arch: "sparc" }, /"sparc"/],
    ["a path out of the folder", { ...line, file: "../etcd.tgz" }, /leads out/],
    ["an absolute path", { ...line, file: "/etc/passwd" }, /leads out/],
    ["a version that is a path", { ...line, version: "../../bin" }, /letters, digits/],
    ["a missing file", { ...line, file: "" }, /7 columns/],
  ])("%s is refused with its line", (_name, wrong, says) => {
    expect(() => parseManifest(manifestText([wrong]), "m")).toThrow(says);
  });
  test("all lines that are wrong are named, and an entry that stands twice", () => {
    expect(() => parseManifest(manifestText([line, { ...line, arch: "x" }, line]), "m")).toThrow(/m:3:.*\n.*m:4:.*twice/);
  });

  test.each([
    ["8.4.5", "8.4", true],
    ["8.40.1", "8.4", false],
    ["0.5.1+22275b1c", "0.5.1", true],
    ["0.5.1", "0.5.1+22275b1c", false],
    ["1.0", "", true],
  ])("%s for a wish of %j: %s", (version, wanted, fits) => expect(isVersion(version, wanted)).toBe(fits));

  const found = (name: string, version: string, lines: readonly { name: string; version: string; arch?: string }[]) => {
    const entries = lines.map((entry, index) => ({ ...line, ...entry, file: `${index}` }));
    return findArtefact(
      { folder: "", isThere: true, artefacts: parseManifest(manifestText(entries), "m") },
      { name, version },
      machineArch(),
    );
  };
  test("the highest version that fits, by numbers, for this architecture", () => {
    const other = machineArch() === "arm64" ? "x86_64" : "arm64";
    const lines = [
      { name: "etcd", version: "3.5.9" },
      { name: "etcd", version: "3.5.10" },
      { name: "etcd", version: "3.6.1" },
      { name: "etcd", version: "3.5.11", arch: other },
    ];
    expect(found("etcd", "3.5", lines)?.version).toBe("3.5.10");
    expect(found("etcd", "3.4", lines)).toBeUndefined();
    expect(found("etcd", "3.5.9", [...lines, { name: "etcd", version: "3.5.9", arch: machineArch() }])?.arch).toBe(machineArch());
  });
  test("artefacts of one product must be of one commit", () => {
    const server = { name: "studio-server", version: "0.5.1+aaa" };
    expect(found("studio-server", "0.5.1", [server, { name: "studio-web", version: "0.5.1+aaa" }])?.version).toBe("0.5.1+aaa");
    expect(() => found("studio-server", "0.5.1", [server, { name: "studio-web", version: "0.5.1+bbb" }])).toThrow(/one commit.*studio-web/);
    expect(() =>
      found("studio-server", "0.5.1", [
        { ...server, version: "0.5.1" },
        { name: "studio-web", version: "0.5.1" },
      ]),
    ).toThrow(/one commit/);
    expect(() => found("studio-server", "0.5.1", [server, { ...server, version: "0.5.1+bbb" }])).toThrow(/several builds/);
    expect(found("studio", "0.5.1", [{ name: "studio", version: "0.5.1" }])?.version).toBe("0.5.1");
  });
});

describe("release", () => {
  test("is unpacked below its version, readable by all, writable by none, without set-uid; the second run finds it", async () => {
    await folder.list([await folder.put("etcd", rawTar(GOOD), { version: "3.5.9", file: "etcd.tar" })]);
    expect((await install(needOf("etcd", "3.5", { strip: 1 }))).after).toEqual({ state: "done" });
    expect(await readlink(opt("etcd/current"))).toBe("3.5.9");
    expect(await readFile(opt("etcd/current/etcd"), "utf8")).toBe("#!/bin/sh\n");
    const modes = ["", "bin", "bin/etcd", "README"].map(async (name) => (await stat(opt("etcd/current", name))).mode & 0o7777);
    expect(await Promise.all(modes)).toEqual([0o755, 0o755, 0o755, 0o644]);
    expect(await readdir(opt("etcd"))).toEqual(["3.5.9", "current"]);
    await rm(join(root, "artefacts"), { recursive: true });
    expect((await install()).before).toEqual({ state: "done" });
  });

  test.each(["gz", "xz", "zst"])("tar.%s", async (suffix) => {
    const source = join(root, "source");
    await mkdir(join(source, "bin"), { recursive: true });
    await writeFile(join(source, "bin/etcd"), "x", { mode: 0o755 });
    const file = join(root, `artefacts/etcd.tar.${suffix}`);
    await run("tar", ["--auto-compress", "-cf", file, "-C", source, "."]);
    await folder.list([{ name: "etcd", version: "3.5.9", file: `etcd.tar.${suffix}`, sha256: digestOf(await readFile(file)) }]);
    await install();
    expect(await readFile(opt("etcd/current/bin/etcd"), "utf8")).toBe("x");
  });

  const zipped = async (make: (source: string) => Promise<void>) => {
    const source = join(root, "source");
    await mkdir(source);
    await make(source);
    await run("zip", ["-q", "-r", "--symlinks", join(root, "artefacts/etcd.zip"), "."], { cwd: source });
    await folder.list([
      { name: "etcd", version: "3.5.9", file: "etcd.zip", sha256: digestOf(await readFile(join(root, "artefacts/etcd.zip"))) },
    ]);
  };
  test("zip, below a single folder", async () => {
    await zipped(async (source) => {
      await mkdir(join(source, "rocketmq"));
      await writeFile(join(source, "rocketmq/run"), "x", { mode: 0o700 });
      await symlink("run", join(source, "rocketmq/again"));
    });
    expect((await install(needOf("etcd", "3.5", { strip: 1 }))).after).toEqual({ state: "done" });
    expect(await readFile(opt("etcd/current/again"), "utf8")).toBe("x");
  });
  test("zip with a link out of the folder is refused", async () => {
    await zipped((source) => symlink("../../../../etc", join(source, "etc")));
    await expect(install()).rejects.toThrow(/leads out/);
    expect(await readdir(opt("etcd"))).toEqual([]);
  });

  test("a file that is no archive is copied under its artefact's name: a program, or a package with its suffix", async () => {
    const lines = [
      await folder.put("minio", "ELF", { version: "RELEASE.2025-09-07T16-13-09Z", file: "minio.RELEASE.2025" }),
      await folder.put("smartcn", "PK", { version: "8.18.0", file: "analysis-smartcn-8.18.0.zip" }),
    ];
    await folder.list(lines);
    await install(needOf("minio", "RELEASE.2025-09-07T16-13-09Z", { as: "file" }));
    await install(needOf("smartcn", "8.18.0", { as: "file" }));
    const minio = releasedFile(folder.context.site, "minio");
    expect([await readFile(minio, "utf8"), (await stat(minio)).mode & 0o777]).toEqual(["ELF", 0o755]);
    expect(await readFile(releasedFile(folder.context.site, "smartcn", ".zip"), "utf8")).toBe("PK");
  });

  test("what a killed run left is removed, and a version that site.env no longer means is left to upgrade", async () => {
    await folder.list([await folder.put("etcd", rawTar(GOOD), { version: "3.5.9", file: "etcd.tar" })]);
    await mkdir(opt("etcd/.install-x/half"), { recursive: true });
    await install();
    expect(await readdir(opt("etcd"))).toEqual(["3.5.9", "current"]);
    await folder.list([await folder.put("etcd", rawTar(GOOD), { version: "3.6.0", file: "etcd.tar" })]);
    const { before } = await install(needOf("etcd", "3.6"));
    expect(before).toMatchObject({ state: "blocked", why: { en: expect.stringContaining("coze upgrade etcd") } });
    expect(await currentVersion(folder.context.site, "etcd")).toBe("3.5.9");
  });
});

describe("refused", () => {
  const good: RawEntry = { name: "fine", content: "x" };
  test.each<[string, RawEntry[], RegExp]>([
    ["an absolute path", [good, { name: "/etc/cron.d/x", content: "x" }], /absolute path/],
    ["a path with ..", [good, { name: "a/../../x", content: "x" }], /leads out of the folder with/],
    ["a symbolic link to an absolute path", [{ name: "x", type: "2", link: "/etc" }], /link "x" leads out/],
    ["a symbolic link upwards", [{ name: "a/x", type: "2", link: "../../y" }], /link "a\/x" leads out/],
    [
      "a file through a link that leaves",
      [
        { name: "x", type: "2", link: "../.." },
        { name: "x/y", content: "x" },
      ],
      /leads out/,
    ],
    [
      "links that leave only together",
      [
        { name: "a/b/", type: "5" },
        { name: "a/b/up", type: "2", link: "../.." },
        { name: "x", type: "2", link: "a/b/up/../y" },
      ],
      /leads out/,
    ],
    ["a hard link upwards", [good, { name: "x", type: "1", link: "../../../etc/passwd" }], /link "x" leads out/],
    ["a hard link to an absolute path", [{ name: "x", type: "1", link: "/etc/passwd" }], /link "x" leads out/],
    ["a device", [good, { name: "null", type: "3" }], /device/],
    ["a pipe", [good, { name: "pipe", type: "6" }], /pipe/],
    ["a name that pretends to be another", [{ name: "a -> b\n/etc/x", type: "2", link: "/etc" }], /leads out/],
    ["nothing in it", [], /empty/],
  ])("%s", async (_name, entries, says) => {
    await folder.list([await folder.put("etcd", rawTar(entries), { version: "3.5.9", file: "etcd.tar" })]);
    await expect(install()).rejects.toThrow(says);
    expect(await readdir(opt("etcd"))).toEqual([]);
    expect((await lstat(root)).isDirectory()).toBe(true);
  });

  test("more than one folder where one was expected", async () => {
    await folder.list([await folder.put("etcd", rawTar([good, { name: "other", content: "" }]), { version: "3.5.9", file: "etcd.tar" })]);
    await expect(install(needOf("etcd", "3.5", { strip: 1 }))).rejects.toThrow(/2 entries where one folder/);
  });

  test("a truncated file, a changed one and a missing one, before anything is unpacked", async () => {
    await folder.list([await folder.put("etcd", rawTar(GOOD), { version: "3.5.9", file: "etcd.tar" })]);
    const file = join(root, "artefacts/etcd.tar");
    await truncate(file, 1000);
    expect((await install()).before).toMatchObject({
      state: "blocked",
      why: { en: expect.stringContaining("not the file of the manifest") },
    });
    await rm(file);
    expect((await install()).before).toMatchObject({ state: "blocked", why: { en: expect.stringContaining("is not there") } });
    await expect(stat(opt("etcd"))).rejects.toThrow("ENOENT");
  });

  test("a digest is remembered for the file that was read, not for another of the same size", async () => {
    await folder.list([await folder.put("etcd", "right", { version: "3.5.9", file: "etcd.tar" })]);
    const { paths } = folder.context.site;
    const manifest = await readManifest(paths.artefacts);
    const [artefact] = manifest.artefacts;
    if (artefact === undefined) throw new Error("no artefact");
    await requireVerified(paths, manifest, artefact);
    expect(JSON.parse(await readFile(join(paths.records, "artefacts.json"), "utf8"))).toMatchObject({
      [join(root, "artefacts/etcd.tar")]: { sha256: artefact.sha256 },
    });
    await rm(join(root, "artefacts/etcd.tar"));
    await folder.put("etcd", "wrong", { version: "3.5.9", file: "etcd.tar" });
    await expect(requireVerified(paths, manifest, artefact)).rejects.toThrow(/not the file/);
  });
});

test("plan names what is missing, for both architectures, and where it comes from", async () => {
  const need = needOf("etcd", "3.5.9", { upstream: "etcd-v{version}-linux-{goarch}.tar.gz" });
  const component = { ...listed({ name: "etcd" }), describe: () => ({ ...EMPTY_DESCRIPTION, artefacts: [need] }) };
  folder = await artefactFolder(root, { components: [component] });
  expect(await missingArtefacts(folder.context, [component])).toEqual([
    {
      ...{ component: "etcd", name: "etcd", version: "3.5.9", source: need.source },
      why: expect.objectContaining({ en: expect.stringContaining("lists no etcd 3.5.9") }),
      files: { x86_64: "etcd-v3.5.9-linux-amd64.tar.gz", arm64: "etcd-v3.5.9-linux-arm64.tar.gz" },
    },
  ]);
  await folder.list([await folder.put("etcd", rawTar(GOOD), { version: "3.5.9", file: "etcd.tar" })]);
  expect(await missingArtefacts(folder.context, [component])).toEqual([]);
});

describe("--online", () => {
  const serving = async (content: string | Buffer, use: (address: string) => Promise<void>) => {
    const server = createServer((_request, response) => response.end(content)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    await use(`http://127.0.0.1:${port}/etcd.tar`).finally(() => server.close());
  };
  const lineFor = (source: string) => ({ name: "etcd", version: "3.5.9", file: "etcd.tar", sha256: digestOf(rawTar(GOOD)), source });

  test("fetches what the manifest describes, and only with the option", () =>
    serving(rawTar(GOOD), async (address) => {
      await folder.list([lineFor(address)]);
      expect((await install()).before.state).toBe("blocked");
      folder = await artefactFolder(root, { online: true });
      expect((await install()).after).toEqual({ state: "done" });
    }));
  test("throws away what is another file", () =>
    serving("something else", async (address) => {
      folder = await artefactFolder(root, { online: true });
      await folder.list([lineFor(address)]);
      await expect(install()).rejects.toThrow(/another file than the manifest says/);
      expect(await readdir(join(root, "artefacts"))).toEqual(["manifest.tsv"]);
    }));
});
