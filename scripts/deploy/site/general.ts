/** Variables of the site itself, which belong to no component. */
import type { Variable } from "../contract/site.js";
import { text } from "../contract/text.js";

export const SITE_HOSTS = "SITE_HOSTS";
export const SITE_LANGUAGE = "SITE_LANGUAGE";
export const BACKUP_DIR = "BACKUP_DIR";
export const BACKUP_KEEP = "BACKUP_KEEP";
export const ARTIFACTS_DIR = "ARTIFACTS_DIR";

export const GENERAL_VARIABLES: readonly Variable[] = [
  {
    key: SITE_HOSTS,
    kind: "list",
    value: "main=127.0.0.1",
    meaning: text(
      'The machines, name=address with spaces between: "app=10.0.0.10 data=10.0.0.11". The names are what <COMPONENT>_PLACE and --host mean; the first is the default place. The same two files belong on every machine.',
      '各台机器，以空格分隔的 名称=地址："app=10.0.0.10 data=10.0.0.11"。<组件>_PLACE 与 --host 使用这里的名称；第一台是默认位置。每台机器都放同样的两个文件。',
    ),
  },
  {
    key: SITE_LANGUAGE,
    kind: { choices: ["", "en", "zh"] },
    value: "",
    meaning: text("Language of messages: en or zh; empty = from LANG.", "提示信息的语言：en 或 zh；留空则取自 LANG。"),
  },
  {
    key: ARTIFACTS_DIR,
    kind: "path",
    value: "/opt/coze-artifacts",
    meaning: text(
      "Folder of the artefacts and their manifest.tsv; --artifacts wins.",
      "安装制品及其 manifest.tsv 所在目录；--artifacts 优先。",
    ),
  },
  {
    key: BACKUP_DIR,
    kind: "path",
    value: "/var/backups/coze",
    meaning: text("Where backups go. A disk of its own is best.", "备份存放位置，最好使用单独的磁盘。"),
  },
  {
    key: BACKUP_KEEP,
    kind: "number",
    value: "7",
    meaning: text("How many backups of this machine are kept; 0 = all.", "本机保留的备份份数；0 表示全部保留。"),
  },
];
