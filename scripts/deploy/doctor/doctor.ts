/** All that `doctor` looks at on one machine. Everything reads; the two exceptions are said in their findings: a call and a trace. */
import type { Component } from "../contract/component.js";
import type { Check } from "../contract/finding.js";
import type { Context } from "../contract/step.js";
import { text } from "../contract/text.js";
import { backupCheck } from "./backup-checks.js";
import { clockCheck } from "./clock-check.js";
import { separationChecks } from "./data-separation.js";
import { type Placed, placedHere } from "./described.js";
import { hostChecks } from "./host-checks.js";
import { portChecks } from "./port-checks.js";
import { secretChecks } from "./secret-checks.js";
import { unitChecks } from "./unit-checks.js";

export interface Examination {
  readonly context: Context;
  /** Those to look at; what is placed elsewhere is passed over. */
  readonly components: readonly Component[];
  /** Whether the machine and the site are looked at as well: when nothing was named. */
  readonly isWhole: boolean;
}

export const checksOf = ({ context, components, isWhole }: Examination): readonly Check[] => {
  const { site, machine } = context;
  const placed = placedHere(site, components);
  const onDisk = [...secretChecks(placed), ...separationChecks(placed)];
  const ofMachine = isWhole ? [...hostChecks(site, placed), clockCheck, backupCheck] : [];
  if (machine.staged) return [...ofMachine, ...onDisk, stagedCheck(placed)];
  return [
    ...ofMachine,
    ...unitChecks(placed),
    ...portChecks(placed),
    ...onDisk,
    ...placed.flatMap(({ description }) => description.checks),
  ];
};

/** Nothing runs under another root: said once instead of by every check. */
const stagedCheck = (placed: readonly Placed[]): Check => ({
  id: "units",
  title: text("Services", "服务"),
  run: async () => [
    {
      id: "units",
      severity: "warning",
      what: text("Nothing is started here, so only files were looked at", "此处未启动任何服务，只检查了文件"),
      evidence: `${placed.length} components are placed here`,
      fix: text("coze doctor on the machine itself", "在目标机器上运行 coze doctor"),
    },
  ],
});
