/** Who signs in to a test app: the service, and people of tenants with tokens the app verifies itself. */
import { SignJWT } from "jose";
import type { Role } from "../../src/auth/principal.js";

export const SERVICE_TOKEN = "service-token-of-the-tests";
export const TOKEN_SECRET = "a-signing-secret-of-the-tests-with-enough-bytes";
export const TENANT_CLAIM = "tenant";

export interface Person {
  readonly id: string;
  /** Default `acme`. */
  readonly tenant?: string;
  /** Default `user`. */
  readonly role?: Role;
}

/** Holds for an hour. */
export const tokenOf = ({ id, tenant = "acme", role = "user" }: Person): Promise<string> =>
  new SignJWT({ [TENANT_CLAIM]: tenant, roles: [role] })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(id)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(TOKEN_SECRET));
