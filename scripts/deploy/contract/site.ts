import type { ComponentName } from "./names.js";
import type { Text } from "./text.js";

/**
 * One variable of `site.env`, or one secret of `secrets.env`. A component lists its own; `site/` collects them, writes the
 * files on the first run, and refuses variables that nobody lists. Names are upper snake case and begin with the component.
 */
export interface Variable {
  readonly key: string;
  readonly meaning: Text;
  /** What counts when the file says nothing; "" = not set. Secrets have none. */
  readonly value?: string;
  readonly kind: VariableKind;
  /** `KEY=` may take its default away: to do without what it names. Without a default it may be empty anyway. */
  readonly mayBeEmpty?: boolean;
  /** How a secret is made on the first run; without it the operator (or a later step) supplies it. Only for `kind: "secret"`. */
  readonly make?: SecretRecipe;
  /** Values that are public knowledge and therefore refused (`reference/deploy.md §5.1` point 6). */
  readonly refused?: readonly string[];
  /** What rules over the whole site need to know about it. */
  readonly role?: VariableRole;
}

/**
 * Values with the same role must differ: two products in one MySQL schema, or behind one user, destroy each other's tables
 * (`reference/deploy.md §0.1`); `public-url`s must differ in their host names (`§0.8`) and agree in their scheme.
 */
export type VariableRole = "mysql-schema" | "mysql-user" | "public-url";

/** `aes` = exactly 16, 24 or 32 bytes. `version` = digits and dots. `list` = words with spaces between; `number` = digits. */
export type VariableKind =
  | "text"
  | "number"
  | "port"
  | "path"
  | "url"
  | "host"
  | "version"
  | "flag"
  | "list"
  | "size"
  | "secret"
  | "aes"
  | ChoiceKind;
export interface ChoiceKind {
  readonly choices: readonly string[];
}

/** `hex` and `password` = that many characters (a password is letters and digits: safe in URLs, DSNs, YAML and shells). */
export interface SecretRecipe {
  readonly form: "password" | "hex";
  readonly length: number;
}

/**
 * Where a component runs, from `<COMPONENT>_PLACE`: a host of `SITE_HOSTS`, `external` (somebody else operates it; then
 * `<COMPONENT>_HOST` and `<COMPONENT>_PORT` say where), or `none` (left out, if the component may be).
 */
export type Place =
  | { readonly kind: "here" | "host"; readonly host: string; readonly address: string }
  | { readonly kind: "external"; readonly address: string }
  | { readonly kind: "none" };

/** The whole configuration, read and checked: what every pure rule of a component is a function of. */
export interface Site {
  /** This machine's name in `SITE_HOSTS`. */
  readonly here: string;
  /** Host name → address, in the order of `SITE_HOSTS`. A single host is `main=127.0.0.1`. */
  readonly hosts: ReadonlyMap<string, string>;
  readonly paths: Paths;
  /** @throws Error for a key that no component lists: a mistake in the program, not in the file. */
  get(key: string): string;
  port(key: string): number;
  flag(key: string): boolean;
  list(key: string): readonly string[];
  /** The value of a secret. Goes into root-only or owner-only files and child environments alone; "" when not set yet. */
  secret(key: string): string;
  place(component: ComponentName): Place;
  isHere(component: ComponentName): boolean;
  /** How a process on this machine reaches the component: loopback when it is here, else the host's address. */
  address(component: ComponentName): string;
  /**
   * Where the component listens on its own host: loopback alone when all that need it are on the same host, else also the
   * host's address; `peers` are the addresses of the other hosts that may come in.
   */
  listen(component: ComponentName): { readonly addresses: readonly string[]; readonly peers: readonly string[] };
}

/**
 * The folders, each with the `--root` prefix. The prefix stands inside rendered files as well, so what lies under `--root`
 * can be verified and run from there (`systemd-analyze verify`, `nginx -t`).
 */
export interface Paths {
  /** "/" or the prefix, absolute, without a slash at the end. */
  readonly root: string;
  /** `etc/coze`: site.env, secrets.env (0600), and a folder per component. */
  readonly etc: string;
  /** `opt/coze`: releases, `<artefact>/<version>` and `<artefact>/current`. */
  readonly opt: string;
  /** `var/lib/coze`: data, a folder per component. */
  readonly data: string;
  /** `var/log/coze`. */
  readonly log: string;
  /** `run/coze`. */
  readonly run: string;
  /** `etc/systemd/system`. */
  readonly units: string;
  /** `var/lib/coze-deploy`: the tool's own records, and its lock. */
  readonly records: string;
  /** `var/backups/coze`, or `BACKUP_DIR`. */
  readonly backups: string;
  /** The folder of the artefacts and their manifest.tsv: `--artifacts`, else `ARTIFACTS_DIR`. */
  readonly artefacts: string;
}

/** Something wrong with the configuration. All are reported at once. */
export interface Problem {
  /** `MYSQL_PORT`, or several keys. */
  readonly keys: readonly string[];
  readonly severity: "error" | "warning";
  /** What is wrong and what to do. Never the value of a secret. */
  readonly what: Text;
  /** A command line that mends it, where there is one; run in the folder of the two files. */
  readonly fix?: Text;
}
