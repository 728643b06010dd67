/** The words with which components write what they found, and the checks that several of them share. */
import { statfs } from "node:fs/promises";
import type { Check, Finding } from "../contract/finding.js";
import type { Text } from "../contract/text.js";
import { text } from "../contract/text.js";

interface Verdict {
  readonly id: string;
  readonly what: Text;
  readonly evidence: string;
  readonly fix: Text;
}

/** Fine when `good`; else as severe as `severity` says. `what` must read well both ways: it names the matter, not the outcome. */
export const verdict = (good: boolean, { fix, ...found }: Verdict, severity: "warning" | "error" = "error"): Finding =>
  good ? { ...found, severity: "ok" } : { ...found, severity, fix };

const GIB = 1024 ** 3;

/** Room on the file system that holds the data: an error below 5 %, a warning below 15 % or `wantedGib`. */
export const roomCheck = (component: string, path: string, wantedGib = 5): Check => ({
  id: `${component}/disk`,
  title: text(`Room for the data of ${component}`, `${component} 数据的磁盘空间`),
  run: async () => {
    const { bavail, bsize, blocks } = await statfs(path);
    const free = bavail * bsize;
    const share = free / (blocks * bsize);
    const finding: Finding = {
      id: `${component}/disk`,
      severity: share < 0.05 ? "error" : share < 0.15 || free < wantedGib * GIB ? "warning" : "ok",
      what: text(`Room on the disk of ${component}`, `${component} 所在磁盘的空间`),
      evidence: `${path}: ${(free / GIB).toFixed(1)} GiB free (${Math.round(share * 100)} %)`,
    };
    if (finding.severity === "ok") return [finding];
    return [{ ...finding, fix: text(`df -h ${path}; free or add disk space`, `df -h ${path}；清理或扩充磁盘空间`) }];
  },
});
