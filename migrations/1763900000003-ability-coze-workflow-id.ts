/** `abilities.coze_workflow_id`: the workflow behind the published mapping, for readers outside the gateway. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { addColumnsWithMarks, removeColumns } from "../src/db/adoption.js";
import { optional, varchar } from "../src/db/ddl.js";

export class AbilityCozeWorkflowId1763900000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumnsWithMarks(runner, "abilities", [varchar("coze_workflow_id", 64, optional)]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeColumns(runner, "abilities", ["coze_workflow_id"]);
  }
}
