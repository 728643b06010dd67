/** What `doctor` looks at in the runners. It sends them no code: that the namespace is there is read from the processes. Reads only. */
import { readlink } from "node:fs/promises";
import type { Check, Finding } from "../../contract/finding.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { verdict } from "../findings.js";
import { httpHealth } from "../health.js";
import { endpointOf, unitOf } from "../layout.js";
import type { Runner } from "./runner.js";

export const faasChecks = (runner: Runner): readonly Check[] => [
  {
    id: `${runner.name}/health`,
    title: text(`The runner for ${runner.language} answers`, `${runner.language} 运行器应答`),
    run: async ({ site }) => {
      const { healthy, evidence } = await httpHealth(`http://${endpointOf(site, runner.name, runner.portKey)}/health`);
      const fix = text(`coze apply ${runner.name}`, `coze apply ${runner.name}`);
      return [verdict(healthy, { id: `${runner.name}/health`, what: text("Health of the runner", "运行器健康状态"), evidence, fix })];
    },
  },
  { id: `${runner.name}/fence`, title: text("It has a network of its own", "拥有独立的网络"), run: (context) => fence(context, runner) },
];

/** Two processes share a network when these links say the same. */
const fence = async ({ machine }: Context, { name }: Runner): Promise<readonly Finding[]> => {
  const { stdout } = await machine.run({ program: "systemctl", args: ["show", "--property=MainPID", "--value", unitOf(name)] });
  const pid = Number(stdout.trim());
  const theirs = pid > 0 ? await readlink(`/proc/${pid}/ns/net`).catch(() => "") : "";
  const ours = await readlink("/proc/self/ns/net");
  return [
    verdict(theirs !== "" && theirs !== ours, {
      id: `${name}/fence`,
      what: text("Code that it runs reaches nothing but itself", "其运行的代码无法访问任何其他地址"),
      evidence:
        pid > 0
          ? `${unitOf(name)} (${pid}) is in ${theirs || "an unknown network"}, this machine in ${ours}`
          : `${unitOf(name)} does not run`,
      fix: text(`coze apply ${name}; is a drop-in of systemd in the way?`, `coze apply ${name}；检查是否有 systemd drop-in 覆盖`),
    }),
  ];
};
