/** Live connections counted per caller, WebSockets and event streams together. */
import type { Principal } from "../auth/principal.js";

export interface Census {
  /** False when the caller already has as many as allowed. */
  enter(principal: Principal): boolean;
  leave(principal: Principal | undefined): void;
  readonly limit: number;
}

export const createCensus = (limit: number): Census => {
  const counts = new Map<string, number>();
  const keyOf = ({ tenant, id }: Principal): string => JSON.stringify([tenant, id]);
  return {
    limit,
    enter(principal) {
      const count = counts.get(keyOf(principal)) ?? 0;
      if (count >= limit) return false;
      counts.set(keyOf(principal), count + 1);
      return true;
    },
    leave(principal) {
      if (!principal) return;
      const count = (counts.get(keyOf(principal)) ?? 1) - 1;
      if (count > 0) counts.set(keyOf(principal), count);
      else counts.delete(keyOf(principal));
    },
  };
};
