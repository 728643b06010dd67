/** Hertz's default: Loop passes no address and takes all interfaces (`reference/deploy.md §0.5`). */
export const LOOP_PORT = 8888;
