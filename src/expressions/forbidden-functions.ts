/** Functions of JSONata that no expression has: they run text as code, or give another value each time. */
export const FORBIDDEN_FUNCTIONS = ["eval", "random", "shuffle"] as const;
