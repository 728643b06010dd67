/** The texts of site.env and secrets.env: by component, each variable with its meaning in both languages. */
import type { Variable } from "../contract/site.js";
import { type Catalogue, isSecret, type VariableGroup } from "./catalogue.js";
import { envLine } from "./env-file.js";
import { isPlaceholder } from "./placeholders.js";

const SITE_HEAD = `# The site: where each component runs, and with what. The same file belongs on every machine of the site.
# Lines that begin with #KEY= show what counts when nothing is set; take the # away to set another value.
# Secrets stand in secrets.env, beside this file. After a change: coze plan, then coze apply.
# 站点配置：各组件在哪里运行、如何运行。站点内每台机器使用同一份文件。
# 以 #KEY= 开头的行是默认值；去掉 # 即可改为其他值。密钥在同目录的 secrets.env 中。修改后运行 coze plan，再运行 coze apply。
`;

const SECRETS_HEAD = `# Secrets of the site, made on the first run. Mode 0600, root only; the same file belongs on every machine of the site.
# Losing it makes stored credentials unreadable: it is part of every backup. Empty ones are yours to fill in.
# 站点密钥，首次运行时生成。权限 0600，仅 root 可读；站点内每台机器使用同一份文件。
# 丢失后已保存的凭据将无法解密：每次备份都包含它。留空的需要自行填写。
`;

export const NEW_SECRETS_HEAD = "# Added by a newer version. / 由新版本添加。\n";

const commented = (sentence: string): string => `# ${sentence}\n`;
const heading = ({ title }: VariableGroup): string => `\n# ---- ${title.en} / ${title.zh} ----\n`;

/** What is given stands as a line that counts, and what must be edited; the rest as comments with its default. */
export const siteText = (catalogue: Catalogue, given: Readonly<Record<string, string>>): string =>
  SITE_HEAD +
  catalogue.groups
    .map((group) => [group, group.variables.filter((variable) => !isSecret(variable))] as const)
    .filter(([, variables]) => variables.length > 0)
    .map(([group, variables]) => heading(group) + variables.map((variable) => block(variable, given[variable.key])).join(""))
    .join("");

const block = (variable: Variable, given: string | undefined): string => {
  const value = given ?? variable.value ?? "";
  const isSet = given !== undefined || isPlaceholder(value) || variable.key === "SITE_HOSTS";
  return `${meaningOf(variable)}${isSet ? "" : "#"}${envLine(variable.key, value)}\n`;
};

const meaningOf = ({ meaning, kind }: Variable): string => {
  const choices = typeof kind === "object" ? commented(kind.choices.map((choice) => (choice === "" ? '""' : choice)).join(" | ")) : "";
  return commented(meaning.en) + commented(meaning.zh) + choices;
};

export const secretsText = (catalogue: Catalogue, values: Readonly<Record<string, string>>): string =>
  SECRETS_HEAD +
  catalogue.groups
    .map((group) => [group, group.variables.filter(isSecret)] as const)
    .filter(([, secrets]) => secrets.length > 0)
    .map(([group, secrets]) => heading(group) + secrets.map((secret) => secretBlock(secret, values[secret.key] ?? "")).join(""))
    .join("");

export const secretBlock = (secret: Variable, value: string): string => `${meaningOf(secret)}${envLine(secret.key, value)}\n`;
