import type { ComponentName } from "./names.js";
import type { Context } from "./step.js";
import type { Text } from "./text.js";

/** Part of a backup: one file in the backup's folder. Written to a temporary name, then moved: a half file is never a part. */
export interface BackupPart {
  /** `mysql-opencoze.sql.gz`: the name of its file, unique. */
  readonly file: string;
  readonly component: ComponentName;
  readonly title: Text;
  /** Whose data it holds, when that is not its own component's: a schema of MySQL holds Studio's. Rolled back with them. */
  readonly holdsDataOf?: readonly ComponentName[];
  /** Parts are restored from low to high (`reference/deploy.md §1.14`: MySQL 10, objects 20, vectors 30, search 40, Redis 50). */
  readonly order: number;
  /** Services to stop while it is saved (a cold copy) or restored. */
  readonly stopForSave: readonly string[];
  readonly stopForRestore: readonly string[];
  save(context: Context, path: string): Promise<void>;
  restore(context: Context, path: string): Promise<void>;
  /** Restores into a scratch place beside the data, compares, and removes it. The evidence says what was compared. @throws Error */
  verify(context: Context, path: string): Promise<string>;
}
