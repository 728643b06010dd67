/** Sign-in of other services by one shared token. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Principal } from "./principal.js";

/** No person may have this id: it would own what services started. */
export const SERVICE_ID = "service";

const SERVICE: Principal = Object.freeze({ id: SERVICE_ID, tenant: "", roles: ["admin"] as const, via: "service-token" });

/**
 * @param expected asked at each check, so the token may change while the process runs.
 * @returns the service's principal, or nothing when the token is another one.
 */
export const createServiceTokenCheck =
  (expected: () => string) =>
  (token: string): Principal | undefined =>
    // Digests have one length, so the comparison takes the same time however much of the token is right.
    timingSafeEqual(digest(token), digest(expected())) ? SERVICE : undefined;

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
