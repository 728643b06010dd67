/** The bound on an ability's runs at once, counted in this process alone. */
import type { AbilitySlots } from "./queue.js";

export const createInProcessSlots = (): AbilitySlots => {
  const count = new SlotCount();
  return {
    take: async ({ abilityId, invocationId, limit }) => count.take(abilityId, invocationId, limit),
    release: ({ abilityId, invocationId }) => count.release(abilityId, invocationId),
    close: async () => undefined,
  };
};

/** Who holds a slot of which ability, in this process. */
export class SlotCount {
  private readonly holders = new Map<string, Set<string>>();

  /** @returns false when the ability has `limit` other holders. */
  take(abilityId: string, invocationId: string, limit: number): boolean {
    const holders = this.holders.get(abilityId) ?? new Set();
    if (!holders.has(invocationId) && holders.size >= limit) return false;
    this.holders.set(abilityId, holders.add(invocationId));
    return true;
  }

  release(abilityId: string, invocationId: string): void {
    const holders = this.holders.get(abilityId);
    holders?.delete(invocationId);
    if (holders?.size === 0) this.holders.delete(abilityId);
  }

  holds(abilityId: string, invocationId: string): boolean {
    return this.holders.get(abilityId)?.has(invocationId) ?? false;
  }

  /** Abilities with their holders. */
  entries(): readonly (readonly [string, ReadonlySet<string>])[] {
    return [...this.holders];
  }
}
