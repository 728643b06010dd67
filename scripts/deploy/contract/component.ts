import type { BackupPart } from "./backup.js";
import type { Check } from "./finding.js";
import type { ComponentName, Target } from "./names.js";
import type { Problem, Site, Variable } from "./site.js";
import type { Context, Step } from "./step.js";
import type { Text } from "./text.js";

/** A component: what it asks of `site.env`, and a pure description of it for a given site. One file, or one folder, each. */
export interface Component {
  readonly name: ComponentName;
  /** The target that it belongs to. */
  readonly target: Target;
  readonly title: Text;
  /** Components that must be healthy first, wherever they are; what is placed `none` is passed over. */
  needs(site: Site): readonly ComponentName[];
  /** Whether `_PLACE` may be `external`, and `none` although something needs it. What nothing needs may always be left out. */
  readonly places: { readonly external: boolean; readonly none: boolean };
  /** Beside `<COMPONENT>_PLACE` (every component) and `<COMPONENT>_HOST` (if it may be external), which `site/` adds. */
  readonly variables: readonly Variable[];
  /** Rules over several variables. Called also when the component is not here. */
  problems(site: Site): readonly Problem[];
  /** Everything about it on this machine. Called only when it is placed here. Pure: it reads the site and nothing else. */
  describe(site: Site): Description;
  /** What must be done at a component that somebody else operates: schemas, buckets, topics. Same steps as `init`. */
  initExternal?(site: Site): readonly Step[];
}

export interface Description {
  /** Memory that it wants at least, MB (`reference/deploy.md §1.12`). */
  readonly memoryMb: number;
  readonly account?: Account;
  readonly ports: readonly PortUse[];
  readonly artefacts: readonly ArtefactNeed[];
  readonly folders: readonly Folder[];
  readonly files: readonly RenderedFile[];
  readonly units: readonly Unit[];
  /** Before its services start, after files and releases are in place: `mysqld --initialize`, a plugin, a build. */
  readonly prepare: readonly Step[];
  /** In order of start. */
  readonly services: readonly Service[];
  /** `upgrade` does not stop them together but restarts one after the other, each through its own drain: no gap in service. */
  readonly rolling?: boolean;
  /** Once its services are healthy. */
  readonly init: readonly Step[];
  readonly checks: readonly Check[];
  readonly backup: readonly BackupPart[];
}

/** A system user without login, and its group of the same name. Not made under another root. */
export interface Account {
  readonly name: string;
  readonly home: string;
}

export interface PortUse {
  /** The variable that moves it, or undefined for a port that is fixed upstream. */
  readonly key?: string;
  readonly port: number;
  readonly purpose: Text;
  /** Only nginx's are. `doctor` fails for every other port that listens beyond loopback and the site's own peers. */
  readonly isPublic: boolean;
}

/** Something from the artefact folder. */
export interface ArtefactNeed {
  /** `elasticsearch`, as in manifest.tsv. */
  readonly name: string;
  /** From `site.env`; matched whole, or as the beginning of dotted parts (`8.4` matches `8.4.5`). */
  readonly version: string;
  /**
   * `release`: unpacked to `paths.opt/<name>/<version>`, with the link `<name>/current`. `file`: copied as it is to the same
   * place, under the artefact's name with the suffix of the file: `minio/current/minio` (mode 0755 without a suffix),
   * `analysis-smartcn/current/analysis-smartcn.zip`. `releasePath` and `releasedFile` of `artefacts/` say where.
   */
  readonly as: "release" | "file";
  /** Directories at the top of the archive to leave out (`tar --strip-components`). */
  readonly strip?: number;
  /** Where an operator gets it. */
  readonly source: Text;
  /** Upstream's file name with `{version}`, `{arch}` (x86_64, aarch64), `{goarch}` (amd64, arm64), `{nodearch}` and `{jdkarch}`, for the list of what is missing. */
  readonly upstream: string;
}

export interface Folder {
  readonly path: string;
  /** `0o750`. */
  readonly mode: number;
  /** User and group; root when left out. */
  readonly owner?: string;
}

export interface RenderedFile {
  readonly path: string;
  readonly mode: number;
  readonly owner?: string;
  readonly group?: string;
  readonly content: string;
  /** Holds secrets: shown as `***`, and its mode may let nobody but owner and group read. */
  readonly secret: boolean;
}

/** A unit file: `name` with its suffix. `units/` renders it; sections in order, a key may repeat. */
export interface Unit {
  readonly name: string;
  readonly sections: Readonly<Record<string, readonly (readonly [key: string, value: string])[]>>;
  /** Highest score of `systemd-analyze security` × 10 that it may have, for services of ours. */
  readonly threshold?: number;
  /** Why it does without parts of the baseline; stands in the unit as comments. */
  readonly exceptions?: readonly string[];
}

export interface Service {
  readonly unit: string;
  /** Files, releases and units by whose contents the running process is current: it restarts when they change. */
  readonly inputs: readonly string[];
  /** `systemctl reload` instead of restart when only these changed. */
  readonly reloads?: readonly string[];
  health(context: Context): Promise<Health>;
  /** Milliseconds that it may take to be healthy after its start. */
  readonly healthTimeoutMs: number;
}

export interface Health {
  readonly healthy: boolean;
  /** What was asked and what came: `GET http://127.0.0.1:9091/healthz → 200`. No secrets. */
  readonly evidence: string;
}
