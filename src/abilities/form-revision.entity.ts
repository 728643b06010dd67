/** Table `ability_form_revisions`: every form an ability had. Rows are written once and never changed. */
import { Column, Entity } from "typeorm";
import { idColumn, intColumn, longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("ability_form_revisions")
export class FormRevisionEntity {
  @Column(idColumn({ name: "ability_id", primary: true }))
  abilityId!: string;

  @Column(intColumn({ name: "revision", primary: true }))
  revision!: number;

  /** JSON. */
  @Column(longTextColumn({ name: "form_schema" }))
  formSchema!: string;

  /** JSON. */
  @Column(longTextColumn({ name: "form_ui_schema", nullable: true }))
  formUiSchema!: string | null;

  /** NULL in what was there before revisions were kept. */
  @Column(textColumn({ name: "created_by", length: 255, nullable: true }))
  createdBy!: string | null;

  @Column(timeColumn({ name: "created_at", nullable: true }))
  createdAt!: number | null;
}
