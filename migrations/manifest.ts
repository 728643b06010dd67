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
import { AbilityInvocationInterrupts1763900000009 } from "./1763900000009-ability-invocation-interrupts.js";
import { GatewayLeases1763900000010 } from "./1763900000010-gateway-leases.js";
import { EngineConversations1763900000011 } from "./1763900000011-engine-conversations.js";
import { Webhooks1763900000012 } from "./1763900000012-webhooks.js";
import { WebhookDeliveries1763900000013 } from "./1763900000013-webhook-deliveries.js";
import { InvocationReplays1763900000014 } from "./1763900000014-invocation-replays.js";
import { WebhookUpkeep1763900000015 } from "./1763900000015-webhook-upkeep.js";
import { InvocationLookups1763900000016 } from "./1763900000016-invocation-lookups.js";
import { MappingOutput1763900000017 } from "./1763900000017-mapping-output.js";
import { Forms1763900000018 } from "./1763900000018-forms.js";
import { Files1763900000019 } from "./1763900000019-files.js";
import { PayloadVersions1763900000020 } from "./1763900000020-payload-versions.js";
import { MappingChecks1763900000021 } from "./1763900000021-mapping-checks.js";
import { GoldenCases1763900000022 } from "./1763900000022-golden-cases.js";
import { AuditLog1763900000023 } from "./1763900000023-audit-log.js";
import { RawOutput1763900000024 } from "./1763900000024-raw-output.js";

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
  AbilityInvocationInterrupts1763900000009,
  GatewayLeases1763900000010,
  EngineConversations1763900000011,
  Webhooks1763900000012,
  WebhookDeliveries1763900000013,
  InvocationReplays1763900000014,
  WebhookUpkeep1763900000015,
  InvocationLookups1763900000016,
  MappingOutput1763900000017,
  Forms1763900000018,
  Files1763900000019,
  PayloadVersions1763900000020,
  MappingChecks1763900000021,
  GoldenCases1763900000022,
  AuditLog1763900000023,
  RawOutput1763900000024,
] as const;
