/** All entities, for the data source. A new one is listed here and gets a migration. */
import { AbilityEntity } from "./abilities/ability.entity.js";
import { IdempotencyKeyEntity } from "./invocations/idempotency-key.entity.js";
import { InvocationEntity } from "./invocations/invocation.entity.js";
import { InvocationEventEntity } from "./invocations/invocation-event.entity.js";
import { InvocationPayloadEntity } from "./invocations/invocation-payload.entity.js";
import { MappingEntity } from "./mappings/mapping.entity.js";

export const entities = [
  AbilityEntity,
  MappingEntity,
  InvocationEntity,
  InvocationPayloadEntity,
  InvocationEventEntity,
  IdempotencyKeyEntity,
] as const;
