/** Table `webhooks`: who is told when an invocation has ended. */
import { Column, Entity, Index } from "typeorm";
import { idColumn, intColumn, longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("webhooks")
@Index("ix_webhooks_ability", ["abilityId", "state"])
@Index("ix_webhooks_invocation", ["invocationId"])
@Index("ix_webhooks_owner", ["tenantId", "ownerId", "id"])
@Index("ix_webhooks_sealed_with", ["sealedWith"])
export class WebhookEntity {
  @Column(textColumn({ name: "id", length: 40, primary: true }))
  id!: string;

  @Column(textColumn({ name: "tenant_id", length: 255 }))
  tenantId!: string;

  @Column(textColumn({ name: "owner_id", length: 255 }))
  ownerId!: string;

  /** Roles at registration, separated by commas: deliveries show what they may see. */
  @Column(textColumn({ name: "owner_roles", length: 64 }))
  ownerRoles!: string;

  /** How the owner had signed in. */
  @Column(textColumn({ name: "owner_via", length: 16 }))
  ownerVia!: string;

  /** Every end of an invocation of this ability; the key as its table has it. */
  @Column(idColumn({ name: "ability_id", nullable: true }))
  abilityId!: string | null;

  /** The end of this one invocation. Either this or `abilityId` is set. */
  @Column(textColumn({ name: "invocation_id", length: 40, nullable: true }))
  invocationId!: string | null;

  @Column(longTextColumn({ name: "url" }))
  url!: string;

  @Column(longTextColumn({ name: "document" }))
  document!: string;

  /** Sealed, see kernel/secret-box.ts. */
  @Column(longTextColumn({ name: "secret" }))
  secret!: string;

  @Column(longTextColumn({ name: "previous_secret", nullable: true }))
  previousSecret!: string | null;

  /** Until then deliveries are signed with both. */
  @Column(timeColumn({ name: "previous_secret_until", nullable: true }))
  previousSecretUntil!: number | null;

  /** Name of the key that the secret is sealed with, as `keyNameOf` tells it; what no key opens is `damaged`. */
  @Column(textColumn({ name: "sealed_with", length: 16, nullable: true }))
  sealedWith!: string | null;

  /** ACTIVE or PAUSED. */
  @Column(textColumn({ name: "state", length: 16 }))
  state!: string;

  /** REQUESTED or GONE, while paused. */
  @Column(textColumn({ name: "pause_reason", length: 16, nullable: true }))
  pauseReason!: string | null;

  @Column(intColumn({ name: "revision" }))
  revision!: number;

  @Column(timeColumn({ name: "created_at" }))
  createdAt!: number;

  @Column(timeColumn({ name: "updated_at" }))
  updatedAt!: number;
}
