/** All migrations in their order. A released one is never edited: a change is a new file at the end of this list. */
import { GatewayTables1763900000000 } from "./1763900000000-gateway-tables.js";
import { Abilities1763900000001 } from "./1763900000001-abilities.js";
import { AbilityKeys1763900000002 } from "./1763900000002-ability-keys.js";
import { AbilityCozeWorkflowId1763900000003 } from "./1763900000003-ability-coze-workflow-id.js";
import { WorkflowMappings1763900000004 } from "./1763900000004-workflow-mappings.js";
import { AbilityInvocationLogs1763900000005 } from "./1763900000005-ability-invocation-logs.js";
import { AbilityInvocationPayloads1763900000006 } from "./1763900000006-ability-invocation-payloads.js";
import { AbilityInvocationEvents1763900000007 } from "./1763900000007-ability-invocation-events.js";
import { IdempotencyKeys1763900000008 } from "./1763900000008-idempotency-keys.js";

export const migrations = [
  GatewayTables1763900000000,
  Abilities1763900000001,
  AbilityKeys1763900000002,
  AbilityCozeWorkflowId1763900000003,
  WorkflowMappings1763900000004,
  AbilityInvocationLogs1763900000005,
  AbilityInvocationPayloads1763900000006,
  AbilityInvocationEvents1763900000007,
  IdempotencyKeys1763900000008,
] as const;
