/** `gateway_leases`: which process does the work that only one may do at a time. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { createOwnTable, removeTable } from "../src/db/adoption.js";
import { type TableSpec, time, varchar } from "../src/db/ddl.js";

const LEASES: TableSpec = {
  name: "gateway_leases",
  columns: [varchar("name", 64), varchar("holder", 64), time("held_until")],
  primaryKey: ["name"],
  indexes: [],
};

export class GatewayLeases1763900000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOwnTable(runner, LEASES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeTable(runner, LEASES);
  }
}
