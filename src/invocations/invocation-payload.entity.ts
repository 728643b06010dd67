/**
 * Table `ability_invocation_payloads`: what went in and came out, apart from the log so that lists never read it.
 */
import { Column, Entity } from "typeorm";
import { longTextColumn, textColumn } from "../db/columns.js";

@Entity("ability_invocation_payloads")
export class InvocationPayloadEntity {
  @Column(textColumn({ name: "invocation_id", length: 40, primary: true }))
  invocationId!: string;

  /** JSON. */
  @Column(longTextColumn({ name: "form" }))
  form!: string;

  /** JSON, as sent to the engine. */
  @Column(longTextColumn({ name: "parameters" }))
  parameters!: string;

  /** JSON of what expressions read beside the form; none where no rule is one. */
  @Column(longTextColumn({ name: "mapping_context", nullable: true }))
  mappingContext!: string | null;

  /** JSON. */
  @Column(longTextColumn({ name: "output", nullable: true }))
  output!: string | null;

  /** JSON; the engine's output where it is not what the ability promises. */
  @Column(longTextColumn({ name: "raw_output", nullable: true }))
  rawOutput!: string | null;

  /** JSON; what the engine delivered after the invocation had ended. */
  @Column(longTextColumn({ name: "late_output", nullable: true }))
  lateOutput!: string | null;

  @Column(textColumn({ name: "form_hash", length: 64 }))
  formHash!: string;
}
