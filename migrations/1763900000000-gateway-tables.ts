/**
 * The gateway's own bookkeeping: what it brought into the database, and the table a health check writes to. Looks
 * at the tables it is going to adopt first, so that a refusal leaves the database as it was.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { requireAdoptable } from "../src/db/adoption.js";
import { createTable, dropTable, varchar } from "../src/db/ddl.js";
import { createLedger, dropLedger } from "../src/db/ledger.js";
import { ABILITIES } from "./1763900000001-abilities.js";
import { INVOCATION_LOGS, requireMatchingIds } from "./1763900000005-ability-invocation-logs.js";

const PING = { name: "ability_gateway_ping", columns: [varchar("id", 40)], primaryKey: ["id"], indexes: [] };

export class GatewayTables1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createLedger(runner);
    await requireAdoptable(runner, ABILITIES);
    await requireAdoptable(runner, INVOCATION_LOGS);
    await requireMatchingIds(runner);
    await createTable(runner, PING);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTable(runner, PING.name);
    await dropLedger(runner);
  }
}
