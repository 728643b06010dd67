/**
 * Names that Loop insists on: S3 path-style is used only for the host `coze-loop-minio` (`reference/deploy.md §0.9`), and
 * `observability.yaml` names `cozeloop-namesrv` (`§2.3`). They stand in a block of `/etc/hosts` that is ours; the rest of the
 * file is left as it is.
 */
const BEGIN = "# coze: begin (scripts/deploy)";
const END = "# coze: end";

export const MINIO_ALIAS = "coze-loop-minio";
export const NAMESRV_ALIAS = "cozeloop-namesrv";

/** Alias → address. */
export type Aliases = Readonly<Record<string, string>>;

/** The file with our block at its end, the old one taken out. Without aliases the block goes. */
export const withAliases = (hosts: string, aliases: Aliases): string => {
  const rest = withoutBlock(hosts);
  const lines = Object.entries(aliases).map(([name, address]) => `${address}\t${name}`);
  if (lines.length === 0) return rest;
  return `${rest === "" || rest.endsWith("\n") ? rest : `${rest}\n`}${[BEGIN, ...lines, END].join("\n")}\n`;
};

const withoutBlock = (hosts: string): string => {
  const lines = hosts.split("\n");
  const [begin, end] = [lines.indexOf(BEGIN), lines.indexOf(END)];
  return begin < 0 || end < begin ? hosts : [...lines.slice(0, begin), ...lines.slice(end + 1)].join("\n");
};

/** What the file says about a name: its first entry counts, as for the resolver. */
export const addressIn = (hosts: string, name: string): string | undefined => {
  for (const line of hosts.split("\n")) {
    const [address, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (names.includes(name)) return address;
  }
  return undefined;
};
