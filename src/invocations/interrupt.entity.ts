/** Table `ability_invocation_interrupts`: questions that runs asked people, and what was answered. */
import { Column, Entity, Index } from "typeorm";
import { intColumn, longTextColumn, textColumn, timeColumn } from "../db/columns.js";

@Entity("ability_invocation_interrupts")
@Index("ux_ability_invocation_interrupts_ordinal", ["invocationId", "ordinal"], { unique: true })
export class InterruptEntity {
  @Column(textColumn({ name: "id", length: 40, primary: true }))
  id!: string;

  @Column(textColumn({ name: "invocation_id", length: 40 }))
  invocationId!: string;

  /** 1, 2, 3 … within the invocation. */
  @Column(intColumn({ name: "ordinal" }))
  ordinal!: number;

  /** What the engine wants to be told with the answer. */
  @Column(textColumn({ name: "engine_event_id", length: 255 }))
  engineEventId!: string;

  @Column(intColumn({ name: "interrupt_type" }))
  interruptType!: number;

  /** JSON. */
  @Column(longTextColumn({ name: "question" }))
  question!: string;

  @Column(textColumn({ name: "answerers", length: 16 }))
  answerers!: string;

  /** OPEN, ANSWERED, RESUMED, EXPIRED or CANCELLED. */
  @Column(textColumn({ name: "state", length: 16 }))
  state!: string;

  /** What the run had until its deadline when it asked. */
  @Column(intColumn({ name: "run_time_left_ms" }))
  runTimeLeftMs!: number;

  @Column(timeColumn({ name: "raised_at" }))
  raisedAt!: number;

  @Column(timeColumn({ name: "expires_at" }))
  expiresAt!: number;

  @Column(timeColumn({ name: "answered_at", nullable: true }))
  answeredAt!: number | null;

  @Column(textColumn({ name: "answerer_id", length: 255, nullable: true }))
  answererId!: string | null;

  /** JSON: a text, or the values of a form. */
  @Column(longTextColumn({ name: "answer", nullable: true }))
  answer!: string | null;
}
