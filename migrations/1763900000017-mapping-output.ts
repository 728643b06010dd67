/** `workflow_mappings.output`: which part of the engine's output is the ability's, and what it must look like. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { addColumnsWithMarks, removeColumns } from "../src/db/adoption.js";
import { longText, optional } from "../src/db/ddl.js";

export class MappingOutput1763900000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumnsWithMarks(runner, "workflow_mappings", [longText("output", optional)]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeColumns(runner, "workflow_mappings", ["output"]);
  }
}
