/**
 * The site as if the new releases were current, while the old ones still serve: a folder of links in place of `opt`. What a
 * new release would do to the data is asked through it before anything stops.
 */
import { mkdir, readdir, readlink, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { Component } from "../contract/component.js";
import { Failure } from "../contract/failure.js";
import type { Site } from "../contract/site.js";
import type { Context } from "../contract/step.js";
import { text } from "../contract/text.js";
import { recoveryFolder } from "./notes.js";
import type { Switch } from "./upgrade-notes.js";

/** @throws Failure that names every step which the new release is not allowed, such as a schema change that drops. */
export const requireMigratable = async (context: Context, components: readonly Component[], switches: readonly Switch[]): Promise<void> => {
  const opt = join(recoveryFolder(context.site), "staged");
  try {
    await linkReleases(context.site, opt, switches);
    const site: Site = { ...context.site, paths: { ...context.site.paths, opt } };
    const refused: { en: string; zh: string }[] = [];
    for (const component of components) {
      const { prepare, init } = component.describe(site);
      for (const step of [...prepare, ...init].filter(({ migrates }) => migrates)) {
        const found = await step.check({ ...context, site });
        if (found.state === "blocked") refused.push(text(`${step.id}: ${found.why.en}`, `${step.id}：${found.why.zh}`));
      }
    }
    if (refused.length > 0) throw refusal(refused);
  } finally {
    await rm(opt, { recursive: true, force: true });
  }
};

const refusal = (refused: readonly { en: string; zh: string }[]): Failure =>
  new Failure(
    text(
      `The new release is not put into service; nothing was stopped or changed:\n  ${refused.map(({ en }) => en).join("\n  ")}`,
      `新版本未投入使用，未停止或更改任何内容：\n  ${refused.map(({ zh }) => zh).join("\n  ")}`,
    ),
  );

const linkReleases = async (site: Site, opt: string, switches: readonly Switch[]): Promise<void> => {
  await rm(opt, { recursive: true, force: true });
  await mkdir(opt, { recursive: true, mode: 0o755 });
  for (const name of await readdir(site.paths.opt)) {
    const version =
      switches.find((change) => change.name === name)?.to || (await readlink(join(site.paths.opt, name, "current")).catch(() => ""));
    if (version === "") continue;
    await mkdir(join(opt, name));
    await symlink(join(site.paths.opt, name, version), join(opt, name, "current"));
  }
};
