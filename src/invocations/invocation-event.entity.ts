/** Table `ability_invocation_events`: the append-only truth about an invocation. */
import { Column, Entity } from "typeorm";
import { intColumn, longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("ability_invocation_events")
export class InvocationEventEntity {
  @Column(textColumn({ name: "invocation_id", length: 40, primary: true }))
  invocationId!: string;

  /** From 1, without holes. */
  @Column(intColumn({ name: "seq", primary: true }))
  seq!: number;

  @Column(textColumn({ name: "type", length: 24 }))
  type!: string;

  @Column(timeColumn({ name: "at" }))
  at!: number;

  /** JSON. */
  @Column(longTextColumn({ name: "payload" }))
  payload!: string;
}
