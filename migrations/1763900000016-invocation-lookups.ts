/**
 * How invocations are found by more than their caller: the calls that take turns in one conversation of an engine, the
 * repetitions of a call, and what failed with a code.
 * A log that was adopted may have texts without a limit under these names: those cannot be indexed, and are scanned.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { addColumnsWithMarks, addIndexWithMark, removeColumns, removeIndex } from "../src/db/adoption.js";
import { type IndexSpec, optional, varchar } from "../src/db/ddl.js";
import { dialectOf, readTable } from "../src/db/table-facts.js";

const TABLE = "ability_invocation_logs";
const TURN_KEY = varchar("turn_key", 64, optional);

const INDEXES: readonly IndexSpec[] = [
  { name: "ix_ability_invocation_logs_turn", columns: ["turn_key", "invocation_id"] },
  { name: "ix_ability_invocation_logs_retry", columns: ["retry_of", "invocation_id"] },
  { name: "ix_ability_invocation_logs_failure", columns: ["tenant_id", "failure_code", "invocation_id"] },
];

/** MySQL takes 3,072 bytes of a row into an index, and a character may have four. */
const LONGEST_INDEXED = 255;

const fits = async (runner: QueryRunner, { columns }: IndexSpec): Promise<boolean> => {
  if (dialectOf(runner) === "sqlite") return true;
  const facts = await readTable(runner, TABLE);
  return columns.every((name) => (facts?.columns.get(name)?.length ?? Number.POSITIVE_INFINITY) <= LONGEST_INDEXED);
};

export class InvocationLookups1763900000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumnsWithMarks(runner, TABLE, [TURN_KEY]);
    for (const index of INDEXES) if (await fits(runner, index)) await addIndexWithMark(runner, TABLE, index);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of INDEXES) await removeIndex(runner, TABLE, name);
    await removeColumns(runner, TABLE, [TURN_KEY.name]);
  }
}
