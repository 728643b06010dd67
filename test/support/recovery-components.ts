/**
 * Components with data, releases and migrations, small and real. `nsqd` keeps rows, of which some are Studio's; a release of
 * `studio` says which schema it needs, and may be one that does not start; `gateway` runs twice and is never away.
 */
import { randomUUID } from "node:crypto";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { BackupPart } from "../../scripts/deploy/contract/backup.js";
import type { Component, Description, Service, Unit } from "../../scripts/deploy/contract/component.js";
import type { Site } from "../../scripts/deploy/contract/site.js";
import { blocked, done, later, pending, step } from "../../scripts/deploy/steps/step.js";
import { readIfThere, writeWhole } from "../../scripts/deploy/system/files.js";
import { needOf } from "./artefact-folder.js";
import { EMPTY_DESCRIPTION, same, variable } from "./site-components.js";

export interface Rows {
  readonly schema: number;
  readonly rows: readonly string[];
}

export const rowsPath = (site: Site): string => join(site.paths.data, "nsqd/rows.json");
export const ownPath = (site: Site): string => join(site.paths.data, "nsqd/own");
export const tokenPath = (site: Site): string => join(site.paths.etc, "studio/token");
export const readRows = async (site: Site): Promise<Rows> => JSON.parse((await readIfThere(rowsPath(site))) ?? "null");
export const writeRows = (site: Site, rows: Rows): Promise<void> => writeWhole(rowsPath(site), JSON.stringify(rows), { mode: 0o600 });

const unit = (name: string, start: string): Unit => ({
  name,
  sections: { Unit: [["PartOf", "coze.target"]], Service: [["ExecStart", start]], Install: [["WantedBy", "coze.target"]] },
});

const NSQD_UNIT = "coze-nsqd.service";

const part = (file: string, path: (site: Site) => string, more: Partial<BackupPart> = {}): BackupPart => ({
  ...{ file, component: "nsqd", title: same(file), order: 10, stopForSave: [], stopForRestore: [] },
  save: ({ site }, to) => copyFile(path(site), to),
  restore: async ({ site }, from) => writeWhole(path(site), (await readIfThere(from)) ?? "", { mode: 0o600 }),
  verify: async (_context, from) => {
    const content = (await readIfThere(from)) ?? "";
    if (content.includes("spoilt")) throw new Error(`${file} is not what it was`);
    return `${content.length} characters compared`;
  },
  ...more,
});

const nsqd: Component = {
  ...{ name: "nsqd", target: "infra", title: same("nsqd"), places: { external: false, none: false }, variables: [], problems: () => [] },
  needs: () => [],
  describe: (site) => ({
    ...EMPTY_DESCRIPTION,
    folders: [{ path: join(site.paths.data, "nsqd"), mode: 0o750 }],
    units: [unit(NSQD_UNIT, "/bin/sleep 1000")],
    prepare: [
      step({
        id: "nsqd/prepare/rows",
        component: "nsqd",
        title: same("rows"),
        isDone: async () => ((await readIfThere(rowsPath(site))) === undefined ? pending(same("there are none")) : done),
        run: async () => {
          await writeWhole(ownPath(site), "its own", { mode: 0o600 });
          await writeRows(site, { schema: 1, rows: ["first"] });
        },
      }),
    ],
    services: [{ unit: NSQD_UNIT, inputs: [], healthTimeoutMs: 20_000, health: async () => ({ healthy: true, evidence: "sleeps" }) }],
    // The rows are saved cold; they are restored while nsqd runs, as a dump would be.
    backup: [part("rows.json", rowsPath, { stopForSave: [NSQD_UNIT], holdsDataOf: ["studio"] }), part("own.txt", ownPath)],
  }),
};

const studio: Component = {
  ...{ name: "studio", target: "studio", title: same("studio"), places: { external: false, none: false }, problems: () => [] },
  variables: [
    variable("STUDIO_VERSION", "version", { value: "1.0" }),
    variable("STUDIO_AES", "aes", { make: { form: "hex", length: 32 } }),
  ],
  needs: () => ["nsqd"],
  describe: (site) => describeStudio(site),
};

const describeStudio = (site: Site): Description => {
  const [data, release] = [join(site.paths.data, "studio"), join(site.paths.opt, "studio/current")];
  const configuration = join(site.paths.etc, "studio/studio.conf");
  const rendered = `version=${site.get("STUDIO_VERSION")}\n`;
  return {
    ...EMPTY_DESCRIPTION,
    artefacts: [needOf("studio", site.get("STUDIO_VERSION"))],
    folders: [
      { path: data, mode: 0o750 },
      { path: join(site.paths.etc, "studio"), mode: 0o755 },
    ],
    files: [{ path: configuration, mode: 0o640, content: rendered, secret: false }],
    units: [unit("coze-studio.service", `/bin/sh ${release}/start ${data} ${configuration}`)],
    prepare: [migration],
    services: [
      {
        unit: "coze-studio.service",
        inputs: [configuration, release],
        healthTimeoutMs: 20_000,
        health: async () => {
          const [serving, wanted] = [await readIfThere(join(data, "serving")), await readIfThere(join(release, "VERSION"))];
          return { healthy: serving === `${wanted} ${await readIfThere(configuration)}`, evidence: `it serves ${serving}` };
        },
      },
    ],
    init: [token],
  };
};

/** A release that needs a lower schema than there is bears it; one that says `drop` may not be run. */
const migration = step({
  id: "studio/schema",
  component: "studio",
  title: same("schema"),
  migrates: true,
  isDone: async ({ site, options }) => {
    const wanted = await readIfThere(join(site.paths.opt, "studio/current/SCHEMA"));
    const { schema } = await readRows(site);
    if (wanted === undefined) return later(same("no release yet"));
    if (wanted.includes("drop") && !options.allowDrops) return blocked(same("it would drop a table"));
    return schema >= Number.parseInt(wanted, 10) ? done : pending(same(`from ${schema} to ${wanted}`));
  },
  run: async ({ site }) => {
    const wanted = Number.parseInt((await readIfThere(join(site.paths.opt, "studio/current/SCHEMA"))) ?? "", 10);
    const { rows } = await readRows(site);
    await writeRows(site, { schema: wanted, rows: rows.map((row) => `${row}, migrated`) });
  },
});

/** As a token of an API: made once, kept beside the rendered files, known to the data. */
const token = step({
  id: "studio/init/token",
  component: "studio",
  title: same("token"),
  isDone: async ({ site }) => ((await readIfThere(tokenPath(site))) === undefined ? pending(same("there is none")) : done),
  run: ({ site }) => writeWhole(tokenPath(site), randomUUID(), { mode: 0o600 }),
});

const gateway: Component = {
  ...{ name: "gateway", target: "gateway", title: same("gateway"), places: { external: false, none: true }, problems: () => [] },
  variables: [variable("GATEWAY_VERSION", "version", { value: "1.0" })],
  needs: () => [],
  describe: (site) => {
    const [data, release] = [join(site.paths.data, "gateway"), join(site.paths.opt, "gateway/current")];
    const instances = ["1", "2"];
    return {
      ...EMPTY_DESCRIPTION,
      artefacts: [needOf("gateway", site.get("GATEWAY_VERSION"))],
      folders: [{ path: data, mode: 0o750 }],
      units: instances.map((instance) => unit(`coze-gateway-api-${instance}.service`, `/bin/sh ${release}/start ${data} ${instance}`)),
      services: instances.map((instance) => instanceOf(data, release, instance)),
      rolling: true,
    };
  },
};

const instanceOf = (data: string, release: string, instance: string): Service => ({
  unit: `coze-gateway-api-${instance}.service`,
  inputs: [release],
  healthTimeoutMs: 20_000,
  health: async () => {
    const mine = ((await readIfThere(join(data, "log"))) ?? "").split("\n").filter((line) => line.endsWith(` ${instance}`));
    const wanted = `${await readIfThere(join(release, "VERSION"))} up ${instance}`;
    return { healthy: mine.at(-1) === wanted, evidence: `it said ${mine.at(-1)}` };
  },
});

export const RECOVERY_COMPONENTS: readonly Component[] = [nsqd, studio, gateway];
