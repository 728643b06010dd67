/**
 * Which conversation at the engine a call continues: one per caller, ability, key and connection. Without a key an agent
 * goes on where the caller's last call left off. A chatflow begins anew: where an earlier call still waits for an answer,
 * the engine would take the new call's message for it (`reference/coze-api.md` §8.1).
 */
import type { Database } from "../db/database.js";
import { isDuplicateKey } from "../db/database-errors.js";
import { execute, insertRows, selectRows } from "../db/sql.js";
import { fromSqlTime, toSqlTime } from "../db/sql-time.js";
import type { Invocation } from "../invocations/invocation.js";
import { conversationKeyOf, conversationNameOf, converses, isOwnConversation } from "../invocations/turn.js";
import type { Clock } from "../kernel/clock.js";
import { bareId } from "../kernel/ids.js";
import type { ProviderRequest } from "../providers/provider.js";

export type Conversation = NonNullable<ProviderRequest["conversation"]>;

export interface Conversations {
  /** Nothing for engines that do not converse: those calls cost no statement. */
  of(invocation: Invocation): Promise<Conversation | undefined>;
  /** The engine named the conversation of this call. Of two calls that began one at once, the first is kept. */
  told(invocation: Invocation, conversation: Conversation, conversationId: string): Promise<void>;
}

/** `used_at` says which conversations are forgotten; it need not be exact. */
const USE_NOTED_AFTER_MS = 24 * 3_600_000;

export const createConversations = ({ database, clock }: { database: Database; clock: Clock }): Conversations => ({
  async of(invocation) {
    if (!converses(invocation)) return undefined;
    const name = conversationNameOf(invocation);
    if (isOwnConversation(invocation)) return { name };
    const sql = "SELECT conversation_id, used_at FROM engine_conversations WHERE scope_hash = ?";
    const [row] = await database.read((manager) => selectRows<{ conversation_id: string; used_at: Date | string }>(manager, sql, [name]));
    if (!row) return { name };
    if (clock.now() - fromSqlTime(row.used_at) > USE_NOTED_AFTER_MS) await replace(database, name, { id: row.conversation_id, clock });
    return { name, id: row.conversation_id };
  },
  async told(invocation, { name, id }, conversationId) {
    if (conversationId === id || isOwnConversation(invocation)) return;
    if (id !== undefined) return replace(database, name, { id: conversationId, clock });
    try {
      await database.transaction(({ manager }) => insertRows(manager, TABLE, [rowOf(invocation, conversationId, clock.now())]));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  },
});

const TABLE = {
  table: "engine_conversations",
  columns: [
    "scope_hash",
    "tenant_id",
    "caller_id",
    "ability_id",
    "conversation_key",
    "connection",
    "conversation_id",
    "created_at",
    "used_at",
  ],
};

const rowOf = (invocation: Invocation, conversationId: string, now: number) => [
  conversationNameOf(invocation),
  invocation.tenant,
  invocation.callerId,
  bareId(invocation.abilityId, "ability"),
  conversationKeyOf(invocation),
  invocation.connection,
  conversationId,
  toSqlTime(now),
  toSqlTime(now),
];

const replace = (database: Database, name: string, { id, clock }: { id: string; clock: Clock }): Promise<void> =>
  database.transaction(async ({ manager }) => {
    const sql = "UPDATE engine_conversations SET conversation_id = ?, used_at = ? WHERE scope_hash = ?";
    await execute(manager, sql, [id, toSqlTime(clock.now()), name]);
  });
