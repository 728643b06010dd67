/** The runners' own code: upstream's, out of the release, or out of the operator's checkout. */
import { cp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Site } from "../../contract/site.js";
import type { Context, Step } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { blocked, done, pending, step } from "../../steps/step.js";
import { exists, readIfThere } from "../../system/files.js";
import { dataOf } from "../layout.js";
import { COMPOSE } from "../loop/build.js";
import { inRelease } from "../loop/release.js";
import type { Runner } from "./runner.js";

export const codeFolder = (site: Site, { name }: Runner): string =>
  site.get("LOOP_CHECKOUT") === "" ? inRelease(site, join("bootstrap", name)) : join(dataOf(site, name), "code");

const source = ({ site }: Context, { name }: Runner): string => join(site.get("LOOP_CHECKOUT"), COMPOSE, "bootstrap", name);

/** Loop's own build comes after its runners, so from a checkout they take their code themselves. */
export const codeStep = (runner: Runner): Step =>
  step({
    id: `${runner.name}/code`,
    component: runner.name,
    title: text(`code of the runner for ${runner.language}, from LOOP_CHECKOUT`, `${runner.language} 运行器代码，取自 LOOP_CHECKOUT`),
    isDone: async (context) => {
      const from = source(context, runner);
      if (!(await exists(join(from, runner.script))))
        return blocked(
          text(
            `${from}/${runner.script} does not exist: set ${runner.name.toUpperCase().replace("-", "_")}_PLACE=none to do without`,
            `${from}/${runner.script} 不存在：可设置 ${runner.name.toUpperCase().replace("-", "_")}_PLACE=none`,
          ),
        );
      for (const name of await readdir(from))
        if ((await readIfThere(join(codeFolder(context.site, runner), name))) !== (await readFile(join(from, name), "utf8")))
          return pending(text(`${name} differs`, `${name} 不同`));
      return done;
    },
    run: async (context) => {
      const target = codeFolder(context.site, runner);
      for (const name of await readdir(target)) await rm(join(target, name), { recursive: true });
      await cp(source(context, runner), target, { recursive: true });
      const { stderr, code } = await context.machine.run({ program: "chmod", args: ["-R", "go-w,a+rX", target] });
      if (code !== 0) throw new Error(stderr);
    },
  });
