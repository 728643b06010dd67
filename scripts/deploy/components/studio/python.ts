/** Python of Studio's own, for PDF and Word files: a virtual environment from wheels that were fetched before (`reference/deploy.md §1.4`). */
import { readlink, rm } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../contract/failure.js";
import type { Command } from "../../contract/machine.js";
import type { Context, Step, StepState } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { blocked, done, later, pending, step } from "../../steps/step.js";
import { exists, readIfThere, writeWhole } from "../../system/files.js";
import { compareVersions, versionIn } from "../checkout/versions.js";
import { releaseOf } from "../layout.js";
import { appFolder } from "./release.js";

/** numpy 2.3 wants it. */
const OLDEST = "3.11";
/** Upstream's image; a `requirements.txt` among the wheels wins. */
const PINS = [
  "urllib3==1.26.16",
  "h11==0.16.0",
  "httpx==0.28.1",
  "pillow==11.2.1",
  "pdfplumber==0.11.7",
  "python-docx==1.2.0",
  "numpy==2.3.1",
];
const INSTALL_TIMEOUT_MS = 10 * 60_000;
/** Written last. */
const MARK = ".coze-wheels";

export const venvFolder = (context: Context): string => join(appFolder(context.site), ".venv");

const wheels = ({ site }: Context): string => releaseOf(site, "wheels-studio");

export const pythonStep: Step = step({
  id: "studio/python",
  component: "studio",
  title: text("Python environment for documents", "文档解析用 Python 环境"),
  isDone: (context) => state(context),
  run: (context) => install(context),
});

const state = async (context: Context): Promise<StepState> => {
  const release = await readlink(wheels(context)).catch(() => undefined);
  if (release === undefined) return later(text("the wheels are not unpacked yet", "尚未解包 wheel 包"));
  if ((await readIfThere(join(venvFolder(context), MARK)))?.trim() === release) return done;
  const program = context.site.get("STUDIO_PYTHON");
  if (context.machine.find(program) === undefined)
    return blocked(text(`STUDIO_PYTHON=${program} is not there`, `找不到 STUDIO_PYTHON=${program}`));
  const version = versionIn((await context.machine.run({ program, args: ["--version"] })).stdout) ?? "";
  if (compareVersions(version, OLDEST) < 0)
    return blocked(
      text(
        `${program} is ${version}; the wheels want ${OLDEST}: set STUDIO_PYTHON, or leave STUDIO_WHEELS_VERSION empty and do without PDF and Word`,
        `${program} 版本为 ${version}；wheel 包需要 ${OLDEST}：请设置 STUDIO_PYTHON，或将 STUDIO_WHEELS_VERSION 留空并放弃 PDF 与 Word`,
      ),
    );
  return pending(text(`it does not hold ${release}`, `尚未安装 ${release}`));
};

/** Its programs name its own path: it is made where it stays, and whole or not at all by its mark. */
const install = async (context: Context): Promise<void> => {
  const folder = venvFolder(context);
  await rm(folder, { recursive: true, force: true });
  await must(context, { program: context.site.get("STUDIO_PYTHON"), args: ["-m", "venv", "--copies", folder] });
  const requirements = join(wheels(context), "requirements.txt");
  const what = (await exists(requirements)) ? ["--require-hashes", "-r", requirements] : PINS;
  const args = ["-m", "pip", "install", "--no-index", "--no-cache-dir", "--find-links", wheels(context), ...what];
  await must(context, { program: join(folder, "bin", "python3"), args, timeoutMs: INSTALL_TIMEOUT_MS });
  await must(context, { program: "chmod", args: ["-R", "go-w,a+rX", folder] });
  await writeWhole(join(folder, MARK), `${await readlink(wheels(context))}\n`, { mode: 0o644 });
};

const must = async (context: Context, command: Command): Promise<void> => {
  const { code, stderr } = await context.machine.run(command);
  if (code === 0) return;
  const line = [command.program, ...command.args].join(" ");
  throw new Failure(text(`${line} ended with ${code}: ${stderr.trim()}`, `${line} 以 ${code} 结束：${stderr.trim()}`));
};
