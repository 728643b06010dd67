/** Table `ability_presets`: values to begin a form with, and examples captured from calls. */
import { Column, Entity, Index } from "typeorm";
import { idColumn, intColumn, longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("ability_presets")
@Index("ix_ability_presets_ability", ["abilityId", "id"])
export class PresetEntity {
  @Column(textColumn({ name: "id", length: 40, primary: true }))
  id!: string;

  @Column(idColumn({ name: "ability_id" }))
  abilityId!: string;

  /** PRESET or EXAMPLE. */
  @Column(textColumn({ name: "kind", length: 16 }))
  kind!: string;

  @Column(textColumn({ name: "name", length: 255 }))
  name!: string;

  @Column(longTextColumn({ name: "description", nullable: true }))
  description!: string | null;

  @Column(intColumn({ name: "form_revision" }))
  formRevision!: number;

  /** JSON. */
  @Column(longTextColumn({ name: "input" }))
  input!: string;

  /** JSON. */
  @Column(longTextColumn({ name: "output", nullable: true }))
  output!: string | null;

  @Column(intColumn({ name: "duration_ms", nullable: true }))
  durationMs!: number | null;

  @Column(textColumn({ name: "invocation_id", length: 40, nullable: true }))
  invocationId!: string | null;

  @Column(textColumn({ name: "created_by", length: 255 }))
  createdBy!: string;

  /** Rises with every change; a writer names the one it saw. */
  @Column(intColumn({ name: "revision" }))
  revision!: number;

  @Column(timeColumn({ name: "created_at" }))
  createdAt!: number;

  @Column(timeColumn({ name: "updated_at" }))
  updatedAt!: number;
}
