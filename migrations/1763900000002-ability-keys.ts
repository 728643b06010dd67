/**
 * Gives every adopted ability a key (and a name where the platform's table had no such column), then makes keys
 * unique. Only our own columns are written.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { keyFromId, keyFromIdHash, slugFrom } from "../src/abilities/ability-key.js";
import { addIndexWithMark, removeIndex } from "../src/db/adoption.js";
import { quoted } from "../src/db/ddl.js";
import { readMarks } from "../src/db/ledger.js";
import { readTable, type TableFacts } from "../src/db/table-facts.js";

const TABLE = "abilities";
const UNIQUE_KEY = { name: "ux_abilities_ability_key", columns: ["ability_key"], unique: true };
/** Columns in which platforms keep such a name, best first. */
const KEY_SOURCES = ["key", "slug", "code"];
const NAME_SOURCES = ["title", "display_name", "label"];
const ROWS_PER_COMMIT = 500;

export class AbilityKeys1763900000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const facts = await readTable(runner, TABLE);
    if (facts) await fillKeys(runner, facts);
    await addIndexWithMark(runner, TABLE, UNIQUE_KEY);
  }

  /** The values go with their columns, when the migration before this one is taken back. */
  async down(runner: QueryRunner): Promise<void> {
    await removeIndex(runner, TABLE, UNIQUE_KEY.name);
  }
}

interface AbilityRow {
  readonly id: string | number;
  readonly source: string | null;
  readonly title: string | null;
}

const fillKeys = async (runner: QueryRunner, facts: TableFacts): Promise<void> => {
  const ours = await readMarks(runner, TABLE);
  // An `ability_key` of the platform's own is not ours to fill.
  if (!ours.has("ability_key")) return;
  const taken = new Set(
    ((await runner.query(`SELECT ability_key FROM ${TABLE} WHERE ability_key IS NOT NULL`)) as { ability_key: string }[]).map(
      (row) => row.ability_key,
    ),
  );
  const rows = (await runner.query(
    `SELECT id, ${firstText(facts, KEY_SOURCES)} AS source, ${firstText(facts, NAME_SOURCES)} AS title
     FROM ${TABLE} WHERE ability_key IS NULL ORDER BY id`,
  )) as AbilityRow[];
  const writer = { runner, facts, withName: ours.has("name") };
  for (let start = 0; start < rows.length; start += ROWS_PER_COMMIT) {
    await writeRows(
      writer,
      rows.slice(start, start + ROWS_PER_COMMIT).map((row) => ({ row, key: keyFor(row, taken) })),
    );
  }
};

const firstText = (facts: TableFacts, names: readonly string[]): string => {
  const found = names.find((name) => facts.columns.get(name)?.family === "text");
  return found ? quoted(found) : "NULL";
};

/** The first row that asks for a key has it; others with the same one are known by their id. */
const keyFor = (row: AbilityRow, taken: Set<string>): string => {
  const id = String(row.id);
  const wished = [row.source === null ? undefined : slugFrom(row.source), keyFromId(id)];
  const key = wished.find((candidate) => candidate !== undefined && !taken.has(candidate)) ?? keyFromIdHash(id);
  taken.add(key);
  return key;
};

interface Writer {
  readonly runner: QueryRunner;
  readonly facts: TableFacts;
  readonly withName: boolean;
}

const writeRows = async ({ runner, facts, withName }: Writer, rows: readonly { row: AbilityRow; key: string }[]): Promise<void> => {
  // Columns that would change by themselves (ON UPDATE CURRENT_TIMESTAMP) are set to what they are.
  const kept = [...facts.columns.values()]
    .filter((column) => column.touchedByUpdate)
    .map(({ name }) => `, ${quoted(name)} = ${quoted(name)}`);
  const sql = `UPDATE ${TABLE} SET ability_key = ?${withName ? ", name = ?" : ""}${kept.join("")} WHERE id = ?`;
  // On SQLite the migration has its transaction already; on MySQL a batch per commit is what makes this quick.
  const ownTransaction = !runner.isTransactionActive;
  if (ownTransaction) await runner.startTransaction();
  try {
    for (const { row, key } of rows) await runner.query(sql, withName ? [key, row.title || key, row.id] : [key, row.id]);
    if (ownTransaction) await runner.commitTransaction();
  } catch (error) {
    if (ownTransaction) await runner.rollbackTransaction();
    throw error;
  }
};
