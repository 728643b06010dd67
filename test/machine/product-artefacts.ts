/**
 * Releases of Studio and Loop for a machine that has neither: their layout, SQL and configuration as a checkout's, and in the
 * place of their binaries the stand-ins (stand-in/), each bundled into one file, so that the unit's user can read all it runs.
 */
import { execFile } from "node:child_process";
import { appendFile, chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { build } from "vite";
import { digestOf, manifestText } from "../support/artefact-folder.js";
import { LOOP_CHECKOUT, STUDIO_CHECKOUT } from "../support/staged-release.js";

const run = promisify(execFile);
const PAGE = "<!doctype html><title>A product</title>\n";

/** Adds the artefacts studio, loop, atlas and rocketmq to the folder and its manifest, and the program `stores.mjs` to the folder. */
export const addProductArtefacts = async (folder: string): Promise<void> => {
  const work = await mkdtemp(join(tmpdir(), "product-artefacts-"));
  try {
    await studioRelease(join(work, "studio"));
    await loopRelease(join(work, "loop"));
    await write(join(work, "rocketmq", "rocketmq-all", "conf", "README"), "Its tool is the machine's java.\n");
    await bundle("stores", join(folder, "stores.mjs"));
    await program(join(folder, "atlas"), ATLAS);
    for (const name of ["studio", "loop", "rocketmq"])
      await run("tar", ["--owner=0", "--group=0", "-czf", join(folder, `${name}.tar.gz`), "-C", join(work, name), "."]);
    await list(folder, { studio: ["0.5.1", "studio.tar.gz"], loop: ["1.2.0", "loop.tar.gz"] });
    await list(folder, { atlas: ["1.2.0", "atlas"], rocketmq: ["5.3.3", "rocketmq.tar.gz"] });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

const list = async (folder: string, artefacts: Record<string, readonly [version: string, file: string]>): Promise<void> => {
  for (const [name, [version, file]] of Object.entries(artefacts)) {
    const sha256 = digestOf(await readFile(join(folder, file)));
    const [, line] = manifestText([{ name, version, file, sha256 }]).split("\n");
    await appendFile(join(folder, "manifest.tsv"), `${line}\n`);
  }
};

const studioRelease = async (release: string): Promise<void> => {
  await cp(join(STUDIO_CHECKOUT, "backend", "conf"), join(release, "conf"), { recursive: true });
  await cp(join(STUDIO_CHECKOUT, "docker"), join(release, "docker"), { recursive: true });
  await appendFile(join(release, "docker", "volumes", "mysql", "schema.sql"), TABLES);
  await write(join(release, "web", "index.html"), PAGE);
  await bundle("studio", join(release, "stand-in.mjs"));
  await program(join(release, "opencoze"), `exec ${process.execPath} /opt/coze/studio/current/stand-in.mjs`);
};

const loopRelease = async (release: string): Promise<void> => {
  const upstream = join(LOOP_CHECKOUT, "release", "deployment", "docker-compose");
  for (const part of ["conf", "bootstrap"]) await cp(join(upstream, part), join(release, part), { recursive: true });
  await write(join(release, "bootstrap", "mysql-init", "init-sql", "stand_in.sql"), TABLES);
  await write(join(release, "bootstrap", "mysql-init", "patch-sql", "alter_proc.sql"), PROCEDURE);
  await write(join(release, "resources", "index.html"), PAGE);
  await bundle("loop", join(release, "stand-in.mjs"));
  // Go compiles nothing at run time, and the unit lets nobody do so.
  const start = `exec ${process.execPath} --jitless /opt/coze/loop/current/stand-in.mjs`;
  await program(join(release, "bin", "main"), `: "\${COZE_LOOP_SESSION_HMAC_KEY:?}"\n${start}`);
};

const write = async (path: string, content: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
};

const program = async (path: string, body: string): Promise<void> => {
  await write(path, `#!/bin/sh\nset -eu\n${body}\n`);
  await chmod(path, 0o755);
};

const bundle = async (name: string, path: string): Promise<void> => {
  const outDir = `${path}.built`;
  await build({
    ...{ configFile: false, logLevel: "error", ssr: { noExternal: true, target: "node" } },
    build: {
      ...{ ssr: join(import.meta.dirname, "stand-in", `${name}.ts`), outDir, emptyOutDir: true, target: "node20", minify: false },
      rollupOptions: { output: { entryFileNames: "stand-in.mjs", codeSplitting: false } },
    },
  });
  await cp(join(outDir, "stand-in.mjs"), path);
  await rm(outDir, { recursive: true });
};

/** Plans one column and makes it, in the schema that its environment names. */
const ATLAS = `change='ALTER TABLE workflow_version ADD COLUMN IF NOT EXISTS made_by_atlas int'
case "$*" in *--dry-run*) echo "$change;"; exit;; esac
rest=\${ATLAS_URL#mysql://}
login=\${rest%%@*}; place=\${rest#*@}; server=\${place%%/*}; schema=\${place#*/}
MYSQL_PWD=\${login#*:} exec mariadb --no-defaults -h "\${server%:*}" -P "\${server#*:}" -u "\${login%%:*}" "\${schema%%\\?*}" -e "$change"`;

const TABLES = `CREATE TABLE IF NOT EXISTS stand_in_people (id bigint PRIMARY KEY AUTO_INCREMENT, account text NOT NULL);
CREATE TABLE IF NOT EXISTS stand_in_tokens (id bigint PRIMARY KEY AUTO_INCREMENT, token text NOT NULL);
`;

/** Runs a file's statements one after the other, passing over columns and indices that are there. */
const PROCEDURE = `DROP PROCEDURE IF EXISTS CozeLoopExecuteAlterFile;
DELIMITER $$
CREATE PROCEDURE CozeLoopExecuteAlterFile(IN content LONGTEXT)
BEGIN
  DECLARE CONTINUE HANDLER FOR 1060, 1061 BEGIN END;
  WHILE content <> '' DO
    SET @piece = SUBSTRING_INDEX(content, ';', 1);
    SET content = SUBSTRING(content, CHAR_LENGTH(@piece) + 2);
    IF TRIM(@piece) <> '' THEN
      PREPARE change_of_loop FROM @piece;
      EXECUTE change_of_loop;
    END IF;
  END WHILE;
END$$
DELIMITER ;
`;
