/** Table `mapping_checks`: the last check of each mapping version. */
import { Column, Entity } from "typeorm";
import { intColumn, longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("mapping_checks")
export class MappingCheckEntity {
  @Column(textColumn({ name: "mapping_id", length: 40, primary: true }))
  mappingId!: string;

  @Column(timeColumn({ name: "checked_at" }))
  checkedAt!: number;

  @Column(textColumn({ name: "reason", length: 16 }))
  reason!: string;

  @Column(textColumn({ name: "source", length: 16, nullable: true }))
  source!: string | null;

  @Column(intColumn({ name: "errors" }))
  errors!: number;

  @Column(intColumn({ name: "warnings" }))
  warnings!: number;

  /** JSON list. */
  @Column(longTextColumn({ name: "sources" }))
  sources!: string;

  /** JSON list. */
  @Column(longTextColumn({ name: "findings" }))
  findings!: string;

  /** JSON: what was compared with. */
  @Column(longTextColumn({ name: "inputs", nullable: true }))
  inputs!: string | null;

  /** JSON: what was declared when the version was published, or when that was first known. */
  @Column(longTextColumn({ name: "baseline", nullable: true }))
  baseline!: string | null;

  /** JSON. */
  @Column(longTextColumn({ name: "drift", nullable: true }))
  drift!: string | null;
}
