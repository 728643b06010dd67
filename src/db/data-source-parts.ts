/** What both dialects need to build a data source. */
import type { MigrationInterface } from "typeorm";
import type { TypeormLog } from "./typeorm-log.js";

export type EntityClass = new () => object;
export type MigrationClass = new () => MigrationInterface;

export interface DataSourceParts {
  readonly poolSize: number;
  readonly entities: readonly EntityClass[];
  readonly migrations: readonly MigrationClass[];
  readonly logger: TypeormLog;
}

/** Of our own name: an adopted database may have another program's `migrations` table. */
export const MIGRATIONS_TABLE = "ability_gateway_migrations";
