/** Who may read and write the two files. */
import type { Problem } from "../contract/site.js";
import { text } from "../contract/text.js";
import { type Rule, wrong } from "./asked.js";

const GROUP_OR_OTHERS = 0o077;
const WRITE_OF_OTHERS = 0o022;

export const fileModeProblems: Rule = ({ facts: { secretsMode, siteMode } }) => {
  const problems: Problem[] = [];
  if (secretsMode === undefined)
    problems.push(
      wrong(
        [],
        text(
          'secrets.env is not there: run "coze init", or copy it from another machine of the site.',
          '缺少 secrets.env：请运行 "coze init"，或从站点内其他机器复制。',
        ),
        text("coze init", "coze init"),
      ),
    );
  else if (secretsMode & GROUP_OR_OTHERS)
    problems.push(
      wrong(
        [],
        text(
          `secrets.env has mode ${octal(secretsMode)}, so others may read it: chmod 600 secrets.env`,
          `secrets.env 的权限是 ${octal(secretsMode)}，他人可读：chmod 600 secrets.env`,
        ),
        text("chmod 600 secrets.env", "chmod 600 secrets.env"),
      ),
    );
  if (siteMode !== undefined && siteMode & WRITE_OF_OTHERS)
    problems.push(
      wrong(
        [],
        text(
          `site.env has mode ${octal(siteMode)}: what root reads, nobody else may write. chmod 644 site.env`,
          `site.env 的权限是 ${octal(siteMode)}：root 读取的文件不应允许他人写入。chmod 644 site.env`,
        ),
        text("chmod 644 site.env", "chmod 644 site.env"),
      ),
    );
  return problems;
};

const octal = (mode: number): string => mode.toString(8).padStart(4, "0");
