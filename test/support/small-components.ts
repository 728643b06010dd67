/**
 * Two components that are small and real: a release from an archive, folders, files with a secret, a prepared folder, a
 * running process that has read its file at its start, and something done once it runs. `studio` needs `nsqd`.
 */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Component, Description } from "../../scripts/deploy/contract/component.js";
import type { ComponentName } from "../../scripts/deploy/contract/names.js";
import type { Site, Variable } from "../../scripts/deploy/contract/site.js";
import { type Text, text } from "../../scripts/deploy/contract/text.js";
import { done, later, pending, step } from "../../scripts/deploy/steps/step.js";
import { exists, readIfThere, writeWhole } from "../../scripts/deploy/system/files.js";
import { until } from "./until.js";

export const SMALL_SECRET = "a-secret-that-nobody-sees";
const same = (words: string): Text => text(words, words);

const greeting = (key: string): Variable => ({ key, meaning: same("what it says"), value: "hello", kind: "text" });
const greetingOf = (site: Site, name: string): string => site.get(`${name.toUpperCase()}_GREETING`);

/** Of the real Studio, whose name this one has. */
const READ_BY_DOCTOR: readonly Variable[] = ["STUDIO_URL", "STUDIO_CHECKOUT", "STUDIO_PYTHON"].map((key) => ({
  ...{ key, meaning: same("as the real one"), value: "", kind: "text" },
}));

const small = (name: "nsqd" | "studio", needs: readonly ComponentName[]): Component => ({
  name,
  target: name === "studio" ? "studio" : "infra",
  title: same(name),
  needs: () => needs,
  places: { external: false, none: false },
  variables:
    name === "nsqd"
      ? [
          greeting("NSQD_GREETING"),
          { key: "NSQD_HINDRANCE", meaning: same("fail or wait: what its last step meets"), value: "", kind: "text" },
          { key: "NSQD_PASSWORD", meaning: same("a secret"), kind: "secret" },
        ]
      : [greeting("STUDIO_GREETING"), ...READ_BY_DOCTOR],
  problems: () => [],
  describe: (site) => describe(site, name),
});

export const SMALL_COMPONENTS: readonly Component[] = [small("nsqd", []), small("studio", ["nsqd"])];

const describe = (site: Site, name: "nsqd" | "studio"): Description => {
  const data = join(site.paths.data, name);
  const configuration = join(site.paths.etc, name, "greeting.conf");
  const unit = `coze-${name}.service`;
  const service = [
    ["ExecStartPre", `/bin/cp ${configuration} ${data}/read`],
    ["ExecStart", "/bin/sleep 1000"],
  ] as const;
  const isRelease = name === "nsqd";
  return {
    memoryMb: 1,
    ports: [],
    artefacts: isRelease
      ? [{ name: "nsqd", version: "1.2", as: "release", strip: 1, source: same("the test"), upstream: "nsqd-{version}.tgz" }]
      : [],
    folders: [
      { path: data, mode: 0o750 },
      { path: join(site.paths.etc, name), mode: 0o755 },
    ],
    files: [
      { path: configuration, mode: 0o640, content: `greeting=${greetingOf(site, name)}\n`, secret: false },
      {
        path: join(site.paths.etc, name, "password.env"),
        mode: 0o600,
        content: `PASSWORD=${site.secret("NSQD_PASSWORD")}\n`,
        secret: true,
      },
    ],
    units: [
      {
        name: unit,
        sections: { Unit: [["PartOf", "coze.target"]], Service: service, Install: [["WantedBy", "coze.target"]] },
      },
    ],
    prepare: [prepared(name, data)],
    services: [
      {
        unit,
        inputs: [configuration, ...(isRelease ? [join(site.paths.opt, "nsqd", "current")] : [])],
        // Not by what it has read: a restart that was forgotten must show.
        health: async () => ({ healthy: await exists(join(data, "read")), evidence: `${data}/read` }),
        healthTimeoutMs: 20_000,
      },
    ],
    init: [topic(name, data)],
    checks: [],
    backup: [],
  };
};

/** As a database is initialised: aside, then moved into place. */
const prepared = (component: ComponentName, data: string) =>
  step({
    id: `${component}/prepare/tables`,
    component,
    title: same("tables"),
    isDone: async () => ((await exists(join(data, "tables"))) ? done : pending(same("there are none"))),
    run: async () => {
      const aside = join(data, ".tables.new");
      await mkdir(aside, { recursive: true });
      for (const table of ["first", "second"]) await writeFile(join(aside, table), table);
      await rename(aside, join(data, "tables"));
    },
  });

const topic = (component: ComponentName, data: string) =>
  step({
    id: `${component}/init/topic`,
    component,
    title: same("topic"),
    isDone: async ({ site }) => {
      if (!(await exists(join(data, "read")))) return later(same("it does not run yet"));
      const found = await readIfThere(join(data, "topic"));
      return found === greetingOf(site, component) ? done : pending(same("the topic is another one"));
    },
    run: async ({ site }) => {
      const hindrance = component === "nsqd" ? site.get("NSQD_HINDRANCE") : "";
      if (hindrance === "fail") throw new Error("the topic cannot be made: the disk is full; free some space");
      if (hindrance === "wait") await until(() => readFile(join(data, "go")), { timeoutMs: 60_000, what: "a sign to go on" });
      if (hindrance !== "nothing") await writeWhole(join(data, "topic"), greetingOf(site, component), { mode: 0o640 });
    },
  });
