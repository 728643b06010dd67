/**
 * Sign-in without proof, for a developer on the gateway's own machine. A page on the internet that the developer has
 * open must not profit: neither by calling across origins nor by a name that is made to resolve to 127.0.0.1.
 */
import { isLoopbackAddress, isLoopbackHost } from "../kernel/loopback.js";
import { type Principal, ROLES, type Role } from "./principal.js";
import { unauthenticated } from "./sign-in-errors.js";

/** Who calls without a token. */
export const DEVELOPER: Principal = Object.freeze({ id: "developer", tenant: "", roles: ["admin"] as const, via: "development" });

export interface Whereabouts {
  readonly remoteAddress?: string;
  readonly host?: string;
  readonly origin?: string;
  readonly forwarded?: boolean;
}

/** Peer and `Host` are loopback, no proxy stands in between, and a browser's page comes from this very server. */
export const isFromThisMachine = ({ remoteAddress, host, origin, forwarded }: Whereabouts): boolean =>
  !forwarded &&
  remoteAddress !== undefined &&
  isLoopbackAddress(remoteAddress) &&
  host !== undefined &&
  isLoopbackHost(host) &&
  (origin === undefined || isSameHost(origin, host));

const isSameHost = (origin: string, host: string): boolean => {
  if (!/^https?:\/\//i.test(origin) || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  // Parsed under the page's scheme, so that a default port equals an absent one.
  return URL.canParse(`${page.protocol}//${host}`) && new URL(`${page.protocol}//${host}`).host === page.host;
};

const PREFIX = "dev:";

export const isDevelopmentToken = (token: string): boolean => token.startsWith(PREFIX);

/**
 * `dev:alice` is the user alice, `dev:alice:operator,user` has those roles.
 * @throws AppError UNAUTHENTICATED when it reads otherwise.
 */
export const developmentPrincipal = (token: string): Principal => {
  const [, id, names] = /^dev:([\w.@+-]{1,64})(?::([a-z,]+))?$/.exec(token) ?? [];
  const roles = (names ?? "user").split(",").filter((name): name is Role => (ROLES as readonly string[]).includes(name));
  if (id === undefined || roles.length !== (names ?? "user").split(",").length) {
    const known = ROLES.join(", ");
    throw unauthenticated({
      en: `a development token reads dev:<id> or dev:<id>:<role>,<role>, with roles out of ${known}.`,
      zh: `开发令牌的格式为 dev:<id> 或 dev:<id>:<role>,<role>，可用角色：${known}。`,
    });
  }
  return { id, tenant: "", roles, via: "development" };
};
