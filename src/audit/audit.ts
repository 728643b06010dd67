/** Who changed what, and what it was before. Entries are written in the transaction of the change, and never again. */
import type { JsonValue } from "../kernel/json.js";

/** What can be changed. More may join. */
const AUDIT_SUBJECTS = ["ability", "mapping", "preset", "golden", "workflow", "webhook"] as const;
export type AuditSubject = (typeof AUDIT_SUBJECTS)[number];

/** What belongs to one tenant; changes of it are for that tenant's admins. The rest is the same for all tenants. */
export const TENANTS_OWN: readonly AuditSubject[] = ["webhook"];

/** `<subject>.<verb>`, as in `mapping.publish`. */
export type AuditAction = `${AuditSubject}.${string}`;

export interface AuditChange {
  readonly action: AuditAction;
  readonly subjectId: string;
  /** The ability that the subject belongs to, or is. */
  readonly abilityId: string | null;
  /** As it stood, without secrets; null = there was nothing. */
  readonly before: JsonValue;
  /** As it stands; null = it is gone. */
  readonly after: JsonValue;
}

export interface AuditEntry extends AuditChange {
  readonly id: string;
  readonly at: number;
  /** Id of the person or service in its tenant. */
  readonly actorId: string;
  readonly tenant: string;
  /** How the actor proved who they are. */
  readonly via: string;
  readonly requestId: string;
}
