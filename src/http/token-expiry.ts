/** What lives longer than a request must not outlive the proof of who opened it. */
import type { Principal } from "../auth/principal.js";
import type { Clock } from "../kernel/clock.js";

/**
 * Calls back once the principal's proof no longer holds, at once when it does not already; never for one without an end.
 * @returns a function that takes the wish back
 */
export const whenExpired = ({ expiresAt }: Principal, clock: Clock, expired: () => void): (() => void) => {
  let cancel: () => void = () => undefined;
  if (expiresAt === undefined) return cancel;
  // Looks again when the timer fires: it cannot wait longer than 24 days, and clocks get set.
  const look = (): void => {
    const left = expiresAt - clock.now();
    if (left <= 0) expired();
    else cancel = clock.after(left, look);
  };
  look();
  return () => cancel();
};
