/** What an engine gave when that was not what the ability promises, beside the payload that has no output then. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { addColumnsWithMarks, removeColumns } from "../src/db/adoption.js";
import { longText, optional } from "../src/db/ddl.js";

const TABLE = "ability_invocation_payloads";

export class RawOutput1763900000024 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumnsWithMarks(runner, TABLE, [longText("raw_output", optional)]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeColumns(runner, TABLE, ["raw_output"]);
  }
}
