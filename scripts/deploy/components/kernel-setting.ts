/** A setting of the kernel that a component cannot do without: in `sysctl.d` for the next boot, and set at once. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RenderedFile } from "../contract/component.js";
import { Failure } from "../contract/failure.js";
import type { Check } from "../contract/finding.js";
import type { ComponentName } from "../contract/names.js";
import type { Site } from "../contract/site.js";
import type { Step } from "../contract/step.js";
import { text } from "../contract/text.js";
import { done, later, manual, pending, step } from "../steps/step.js";
import { verdict } from "./findings.js";

export interface KernelSetting {
  readonly component: ComponentName;
  /** `vm.max_map_count`. */
  readonly name: string;
  /** At least this. */
  readonly value: number;
}

export interface KernelNeed {
  readonly file: RenderedFile;
  readonly step: Step;
  readonly check: Check;
}

export const kernelNeed = (site: Site, { component, name, value }: KernelSetting): KernelNeed => {
  const path = join(site.paths.root, "etc", "sysctl.d", `60-coze-${component}.conf`);
  const id = `${component}/${name}`;
  const title = text(`${name} of the kernel`, `内核参数 ${name}`);
  return {
    file: { path, mode: 0o644, content: `# Rendered by scripts/deploy for ${component}.\n${name} = ${value}\n`, secret: false },
    step: step({
      id,
      component,
      title,
      isDone: async ({ machine }) => {
        const now = await current(name);
        if (now >= value) return done;
        if (machine.staged) return later(text("set where the service will run", "将在服务实际运行处设置"));
        const what = text(`${name} is ${now}, at least ${value} is needed`, `${name} 当前为 ${now}，至少需要 ${value}`);
        return machine.isRoot
          ? pending(what)
          : manual(text(`${what.en}: sysctl -w ${name}=${value}`, `${what.zh}：sysctl -w ${name}=${value}`));
      },
      run: async ({ machine }) => {
        const { code, stderr } = await machine.run({ program: "sysctl", args: ["-w", `${name}=${value}`] });
        if (code === 0) return;
        throw new Failure(
          text(
            `the kernel refuses ${name}=${value} (${stderr.trim()}); in a virtual machine or container set it on the host`,
            `内核拒绝 ${name}=${value}（${stderr.trim()}）；若在虚拟机或容器中，请在宿主机上设置`,
          ),
        );
      },
    }),
    check: {
      id,
      title,
      run: async () => {
        const now = await current(name);
        const what = text(`${name} is at least ${value}`, `${name} 不小于 ${value}`);
        return [
          verdict(now >= value, {
            id,
            what,
            evidence: `${name} = ${now}`,
            fix: text(`sysctl -w ${name}=${value}`, `sysctl -w ${name}=${value}`),
          }),
        ];
      },
    },
  };
};

const current = async (name: string): Promise<number> => {
  const read = await readFile(join("/proc/sys", ...name.split(".")), "utf8").catch(() => "0");
  return Number(read.trim());
};
