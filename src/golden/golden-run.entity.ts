/** Table `golden_runs`: the cases of an ability tried on one version of its mapping. How they fared is read from their invocations. */
import { Column, Entity, Index } from "typeorm";
import { intColumn, longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("golden_runs")
@Index("ix_golden_runs_ability", ["abilityId", "id"])
@Index("ix_golden_runs_mapping", ["mappingId", "id"])
export class GoldenRunEntity {
  @Column(textColumn({ name: "id", length: 40, primary: true }))
  id!: string;

  @Column(textColumn({ name: "tenant_id", length: 255 }))
  tenantId!: string;

  @Column(textColumn({ name: "ability_id", length: 80 }))
  abilityId!: string;

  @Column(textColumn({ name: "mapping_id", length: 40 }))
  mappingId!: string;

  @Column(intColumn({ name: "mapping_version" }))
  mappingVersion!: number;

  @Column(intColumn({ name: "mapping_revision" }))
  mappingRevision!: number;

  @Column(textColumn({ name: "started_by", length: 255 }))
  startedBy!: string;

  @Column(timeColumn({ name: "created_at" }))
  createdAt!: number;

  /** JSON list: each case as it was, and its invocation. */
  @Column(longTextColumn({ name: "trials" }))
  trials!: string;
}
