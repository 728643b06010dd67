/** Loop's names in `/etc/hosts` (below the root), in a block of ours. */
import { dirname, join } from "node:path";
import type { Site } from "../../contract/site.js";
import type { Context, Step } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { done, pending, step } from "../../steps/step.js";
import { modeOf, ownerOf, readIfThere, writeWhole } from "../../system/files.js";
import { type Aliases, MINIO_ALIAS, NAMESRV_ALIAS, withAliases } from "./aliases.js";

/** `etc/hosts` beside `etc/coze`. */
export const hostsPath = (site: Site): string => join(dirname(site.paths.etc), "hosts");

export const aliasesOf = (site: Site): Aliases => ({
  ...(site.get("LOOP_OSS") === "minio" && site.place("minio").kind !== "none" ? { [MINIO_ALIAS]: site.address("minio") } : {}),
  ...(site.place("rocketmq-namesrv").kind === "none" ? {} : { [NAMESRV_ALIAS]: site.address("rocketmq-namesrv") }),
});

const contents = async ({ site }: Context): Promise<{ found: string; wanted: string }> => {
  const found = (await readIfThere(hostsPath(site))) ?? "";
  return { found, wanted: withAliases(found, aliasesOf(site)) };
};

export const hostsStep: Step = step({
  id: "loop/hosts",
  component: "loop",
  title: text("names that Loop insists on, in /etc/hosts", "/etc/hosts 中 Loop 固定使用的主机名"),
  isDone: async (context) => {
    const { found, wanted } = await contents(context);
    if (found === wanted) return done;
    const lines = Object.entries(aliasesOf(context.site)).map(([name, address]) => `+${address}\t${name}`);
    return pending(text("our block differs", "我们的区块不同"), lines.join("\n"));
  },
  run: async (context) => {
    const path = hostsPath(context.site);
    const { wanted } = await contents(context);
    await writeWhole(path, wanted, { mode: (await modeOf(path)) ?? 0o644, ...(context.machine.isRoot ? await ownerOf(path) : undefined) });
  },
});
