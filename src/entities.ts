/** All entities, for the data source. A new one is listed here and gets a migration. */
import { AbilityEntity } from "./abilities/ability.entity.js";
import { FormRevisionEntity } from "./abilities/form-revision.entity.js";
import { AuditEntity } from "./audit/audit.entity.js";
import { DeclarationEntity } from "./checks/declaration.entity.js";
import { MappingCheckEntity } from "./checks/mapping-check.entity.js";
import { GatewayLeaseEntity } from "./db/gateway-lease.entity.js";
import { FileEntity } from "./files/file.entity.js";
import { GoldenCaseEntity } from "./golden/golden-case.entity.js";
import { GoldenRunEntity } from "./golden/golden-run.entity.js";
import { IdempotencyKeyEntity } from "./invocations/idempotency-key.entity.js";
import { InterruptEntity } from "./invocations/interrupt.entity.js";
import { InvocationEntity } from "./invocations/invocation.entity.js";
import { InvocationEventEntity } from "./invocations/invocation-event.entity.js";
import { InvocationPayloadEntity } from "./invocations/invocation-payload.entity.js";
import { MappingEntity } from "./mappings/mapping.entity.js";
import { PresetEntity } from "./presets/preset.entity.js";
import { ReplayEntity } from "./replays/replay.entity.js";
import { EngineConversationEntity } from "./runs/engine-conversation.entity.js";
import { WebhookEntity } from "./webhooks/webhook.entity.js";
import { WebhookDeliveryEntity } from "./webhooks/webhook-delivery.entity.js";

export const entities = [
  AbilityEntity,
  FormRevisionEntity,
  PresetEntity,
  MappingEntity,
  DeclarationEntity,
  MappingCheckEntity,
  InvocationEntity,
  InvocationPayloadEntity,
  InvocationEventEntity,
  IdempotencyKeyEntity,
  InterruptEntity,
  EngineConversationEntity,
  GatewayLeaseEntity,
  AuditEntity,
  GoldenCaseEntity,
  GoldenRunEntity,
  WebhookEntity,
  WebhookDeliveryEntity,
  ReplayEntity,
  FileEntity,
] as const;
