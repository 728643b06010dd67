/** Table `gateway_leases`: which process does the work that only one may do at a time. */
import { Column, Entity } from "typeorm";
import { textColumn, timeColumn } from "./columns.js";

@Entity("gateway_leases")
export class GatewayLeaseEntity {
  @Column(textColumn({ name: "name", length: 64, primary: true }))
  name!: string;

  @Column(textColumn({ name: "holder", length: 64 }))
  holder!: string;

  @Column(timeColumn({ name: "held_until" }))
  heldUntil!: number;
}
