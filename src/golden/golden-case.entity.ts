/** Table `golden_cases`: inputs of an ability whose results are known. */
import { Column, Entity, Index } from "typeorm";
import { intColumn, longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("golden_cases")
@Index("ux_golden_cases_name", ["abilityId", "name"], { unique: true })
export class GoldenCaseEntity {
  @Column(textColumn({ name: "id", length: 40, primary: true }))
  id!: string;

  @Column(textColumn({ name: "ability_id", length: 80 }))
  abilityId!: string;

  @Column(textColumn({ name: "name", length: 120 }))
  name!: string;

  /** JSON. */
  @Column(longTextColumn({ name: "form" }))
  form!: string;

  /** JSON list. */
  @Column(longTextColumn({ name: "expectations" }))
  expectations!: string;

  @Column(intColumn({ name: "revision" }))
  revision!: number;

  @Column(textColumn({ name: "created_by", length: 255 }))
  createdBy!: string;

  @Column(timeColumn({ name: "created_at" }))
  createdAt!: number;

  @Column(timeColumn({ name: "updated_at" }))
  updatedAt!: number;
}
