/** Object stores over signed requests, cold copies of folders, and what fails when a server is not there. */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { coldCopyPart } from "../../scripts/deploy/components/cold-copy.js";
import { pluginStep } from "../../scripts/deploy/components/elasticsearch/plugin.js";
import {
  bucketExists,
  copyInto,
  ensureBucket,
  listObjects,
  missingFiles,
  putObject,
} from "../../scripts/deploy/components/minio/objects.js";
import { signed } from "../../scripts/deploy/components/minio/signature.js";
import { mysql } from "../../scripts/deploy/components/mysql/mysql.js";
import type { Context } from "../../scripts/deploy/contract/step.js";
import { text } from "../../scripts/deploy/contract/text.js";
import { createMachine } from "../../scripts/deploy/system/machine.js";
import { type ObjectStore, startObjectStore } from "../support/object-store.js";
import { PLAIN_SYSTEMCTL } from "../support/plain-services.js";
import { renderedSite } from "../support/rendered-sites.js";
import { freePort } from "../support/server-process.js";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "coze-stores-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const contextOf = (variables: Record<string, string>, secrets: Record<string, string> = {}): Context => ({
  site: renderedSite({ root, variables, secrets }),
  machine: createMachine({ root, systemctl: PLAIN_SYSTEMCTL }),
  options: { allowDrops: false, online: false, yes: true },
  say: () => undefined,
});

describe("signed requests", () => {
  it("carry the signature of Amazon's own example", () => {
    // AWS documentation, "Signature Calculations for the Authorization Header", example "GET Object".
    const headers = signed(
      {
        method: "GET",
        url: new URL("https://examplebucket.s3.amazonaws.com/test.txt"),
        headers: { range: "bytes=0-9" },
        bodyDigest: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      },
      { accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", region: "us-east-1" },
      new Date("2013-05-24T00:00:00Z"),
    );
    expect(headers.authorization).toMatch(
      /SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41$/,
    );
  });
});

describe("buckets and objects", () => {
  let store: ObjectStore;
  let context: Context;
  beforeAll(async () => {
    store = await startObjectStore({ accessKey: "coze-objects", secretKey: "s3cret", region: "us-east-1" });
    context = contextOf({ MINIO_PORT: String(store.port) }, { MINIO_ROOT_PASSWORD: "s3cret" });
  });
  afterAll(() => store.close());

  it("are made once and found again", async () => {
    expect(await bucketExists(context, "opencoze")).toBe(false);
    await ensureBucket(context, "opencoze");
    await ensureBucket(context, "opencoze");
    expect(await bucketExists(context, "opencoze")).toBe(true);
  });

  it("of a folder are sent where they are missing or of another size, page after page", async () => {
    const folder = join(root, "icons");
    await mkdir(join(folder, "a & b"), { recursive: true });
    const names = ["1.png", "图标 (2).png", "a & b/3'*!.png", "4.png", "5.png"];
    for (const name of names) await writeFile(join(folder, name), name);
    await putObject(context, { bucket: "opencoze", key: "default_icon/1.png", body: Buffer.from("another size") });
    expect(await copyInto(context, { bucket: "opencoze", prefix: "default_icon", folder })).toBe(5);
    expect(await missingFiles(context, { bucket: "opencoze", prefix: "default_icon", folder })).toEqual([]);
    expect([...(await listObjects(context, { bucket: "opencoze", prefix: "default_icon/" })).keys()].sort()).toEqual(
      names.map((name) => `default_icon/${name}`).sort(),
    );
    expect(store.buckets.get("opencoze")?.get("default_icon/图标 (2).png")?.toString()).toBe("图标 (2).png");
    expect(await copyInto(context, { bucket: "opencoze", prefix: "default_icon", folder })).toBe(0);
  });

  it("a wrong key and a store that is away are named, without the key", async () => {
    const wrong = contextOf({ MINIO_PORT: String(store.port) }, { MINIO_ROOT_PASSWORD: "mistyped" });
    const refused = await bucketExists(wrong, "opencoze").catch((error: Error) => error.message);
    expect(refused).toMatch(/403 SignatureDoesNotMatch; see MINIO_ROOT_USER/);
    expect(refused).not.toContain("mistyped");
    const away = contextOf({ MINIO_PORT: String(await freePort()) });
    await expect(ensureBucket(away, "opencoze")).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe("cold copies", () => {
  const part = (folder: string) =>
    coldCopyPart({ component: "etcd", title: text("x", "x"), order: 30, units: ["coze-etcd.service"], folder });
  const context = () => contextOf({});

  it("bring back every file, its mode and its links, and nothing else", async () => {
    const folder = join(root, "etcd", "data");
    await mkdir(join(folder, "member", "wal"), { recursive: true });
    await writeFile(join(folder, "member", "wal", "0.wal"), "log");
    await chmod(join(folder, "member", "wal", "0.wal"), 0o600);
    await symlink("0.wal", join(folder, "member", "wal", "last"));
    await mkdir(join(folder, "empty"));
    const path = join(root, part(folder).file);
    await part(folder).save(context(), path);
    expect(await part(folder).verify(context(), path)).toMatch(/^1 files unpacked, each with the SHA-256/);
    await writeFile(join(folder, "member", "wal", "0.wal"), "other");
    await writeFile(join(folder, "later"), "x");
    await part(folder).restore(context(), path);
    expect((await readdir(folder, { recursive: true })).sort()).toEqual([
      "empty",
      "member",
      "member/wal",
      "member/wal/0.wal",
      "member/wal/last",
    ]);
    expect(await readFile(join(folder, "member", "wal", "last"), "utf8")).toBe("log");
    expect((await readdir(join(root, "etcd"))).sort()).toEqual(["data"]);
  });

  it("one that is cut, or holds another file than it lists, is refused and the data stay", async () => {
    const folder = join(root, "nsqd", "data");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "topic"), "a".repeat(100_000));
    const path = join(root, "copy.tar.gz");
    await part(folder).save(context(), path);
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, whole.length - 20));
    await expect(part(folder).verify(context(), path)).rejects.toThrow(/tar ended with/);
    await expect(part(folder).restore(context(), path)).rejects.toThrow();
    expect((await readFile(join(folder, "topic"), "utf8")).length).toBe(100_000);
    const forged = join(root, "forged");
    await mkdir(forged);
    await writeFile(join(forged, "coze-files.tsv"), "0000\t1\ttopic\n");
    await writeFile(join(forged, "topic"), "b");
    await context().machine.run({ program: "tar", args: ["-czf", path, "-C", forged, "."] });
    await expect(part(folder).verify(context(), path)).rejects.toThrow(/differs from what was saved: 0000\t1\ttopic/);
  });
});

describe("the plugin of Elasticsearch", () => {
  /** Stands in for upstream's tool: it notes what it was told and makes what it would make. */
  const TOOL = `#!/bin/sh
echo "$ES_PATH_CONF $*" >>"$(dirname "$0")/calls"
case "$3" in *broken*) echo "ERROR: no such zip" >&2; exit 74;; esac
mkdir -p "$(dirname "$0")/../plugins/analysis-smartcn"
echo "elasticsearch.version=8.18.0" >"$(dirname "$0")/../plugins/analysis-smartcn/plugin-descriptor.properties"
`;
  const prepared = async (name: string) => {
    const zip = join(root, name);
    await writeFile(zip, "PK");
    const context = contextOf({ ELASTICSEARCH_SMARTCN: zip });
    const home = join(context.site.paths.opt, "elasticsearch", "current");
    await mkdir(join(home, "bin"), { recursive: true });
    await rm(join(home, "plugins"), { recursive: true, force: true });
    await writeFile(join(home, "bin", "elasticsearch-plugin"), TOOL, { mode: 0o755 });
    return { context, home };
  };

  it("is installed offline from the given zip, once, over the remains of a killed attempt", async () => {
    const { context, home } = await prepared("smartcn.zip");
    await mkdir(join(home, "plugins", ".installing-17"), { recursive: true });
    expect((await pluginStep.check(context)).state).toBe("pending");
    await pluginStep.run(context);
    expect(await pluginStep.check(context)).toEqual({ state: "done" });
    expect(await readdir(join(home, "plugins"))).toEqual(["analysis-smartcn"]);
    expect(await readFile(join(home, "bin", "calls"), "utf8")).toBe(
      `${join(context.site.paths.etc, "elasticsearch")} install --batch file://${join(root, "smartcn.zip")}\n`,
    );
  });

  it("a plugin of another version is pending, a zip that is not there blocks, and a failure says what the tool said", async () => {
    const { context, home } = await prepared("broken.zip");
    await mkdir(join(home, "plugins", "analysis-smartcn"), { recursive: true });
    await writeFile(join(home, "plugins", "analysis-smartcn", "plugin-descriptor.properties"), "elasticsearch.version=8.17.4\n");
    expect(await pluginStep.check(context)).toMatchObject({ state: "pending", why: { en: "it is made for 8.17.4" } });
    await expect(pluginStep.run(context)).rejects.toThrow("ERROR: no such zip");
    expect((await pluginStep.check(contextOf({ ELASTICSEARCH_SMARTCN: "/nowhere/x.zip" }))).state).toBe("blocked");
  });
});

describe("an external MySQL", () => {
  const external = { MYSQL_PLACE: "external", MYSQL_HOST: "db.example.test" };

  it("without an administrator's account is left to its operator, with the statements and without passwords", async () => {
    const secrets = { MYSQL_STUDIO_PASSWORD: "not to be shown" };
    const context = contextOf(external, secrets);
    const [schema] = mysql.initExternal?.(context.site) ?? [];
    const state = await schema?.check(context);
    expect(state).toMatchObject({ state: "manual", what: { en: expect.stringContaining("GRANT SELECT, INSERT") } });
    expect(JSON.stringify(state)).not.toContain("not to be shown");
  });

  it("names what is wrong with its address of the administrator, and not the address", () => {
    const { site } = contextOf(external, { MYSQL_ADMIN_DSN: "postgres://u:hidden@db" });
    expect(mysql.problems(site)).toEqual([expect.objectContaining({ keys: ["MYSQL_ADMIN_DSN"], severity: "error" })]);
    expect(JSON.stringify(mysql.problems(site))).not.toContain("hidden");
  });
});
