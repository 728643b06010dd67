/**
 * What the upkeep of webhooks finds its rows by: deliveries by when they were over, webhooks by the key that their secret
 * is sealed with. Without a name a secret is not sealed, or was written by a version that told none.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { addColumnsWithMarks, addIndexWithMark, removeColumns, removeIndex } from "../src/db/adoption.js";
import { type IndexSpec, optional, varchar } from "../src/db/ddl.js";

const BY_END: IndexSpec = { name: "ix_webhook_deliveries_finished", columns: ["finished_at"] };
const BY_KEY: IndexSpec = { name: "ix_webhooks_sealed_with", columns: ["sealed_with"] };

export class WebhookUpkeep1763900000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addIndexWithMark(runner, "webhook_deliveries", BY_END);
    await addColumnsWithMarks(runner, "webhooks", [varchar("sealed_with", 16, optional)]);
    await addIndexWithMark(runner, "webhooks", BY_KEY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeIndex(runner, "webhooks", BY_KEY.name);
    await removeColumns(runner, "webhooks", ["sealed_with"]);
    await removeIndex(runner, "webhook_deliveries", BY_END.name);
  }
}
