/**
 * From what a request brings to a principal, by the first way that fits: service token, development sign-in, JWT.
 * It never says which of the configured ways came close, and never repeats a token.
 */
import type { Clock } from "../kernel/clock.js";
import type { LocalText } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import { DEVELOPER, developmentPrincipal, isDevelopmentToken, isFromThisMachine } from "./development.js";
import { createJwtVerifier, type JwtOptions } from "./jwt.js";
import type { Principal } from "./principal.js";
import { createServiceTokenCheck } from "./service-token.js";
import { unauthenticated } from "./sign-in-errors.js";

/** Ways that are `null` or off are not accepted. */
export interface AuthOptions {
  /** Asked at each sign-in, so the token may change while the process runs. */
  readonly serviceToken: (() => string) | null;
  readonly jwt: JwtOptions | null;
  readonly development: boolean;
}

export interface Credentials {
  /** The header `Authorization`, or what a WebSocket client sent in its place. */
  readonly authorization?: string;
  /** Address of the peer of the socket itself, not what a proxy claims. */
  readonly remoteAddress?: string;
  readonly host?: string;
  readonly origin?: string;
  /** True when a proxy passed the request on (`Forwarded`, `X-Forwarded-For`, `Via`): the peer is then not the caller. */
  readonly forwarded?: boolean;
}

export interface Authenticator {
  /**
   * @returns nobody when no credentials came and development sign-in does not apply.
   * @throws AppError UNAUTHENTICATED for credentials that do not hold, SERVICE_UNAVAILABLE when the identity
   * provider's keys cannot be fetched.
   */
  authenticate(credentials: Credentials): Promise<Principal | undefined>;
}

export interface AuthenticatorDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/** Anything longer is no token; hashing it would only cost time. */
const MAX_TOKEN_LENGTH = 16_384;

export const createAuthenticator = (options: AuthOptions, deps: AuthenticatorDeps): Authenticator => {
  const checkServiceToken = options.serviceToken && createServiceTokenCheck(options.serviceToken);
  const verifyJwt = options.jwt && createJwtVerifier(options.jwt, deps);

  const principalOf = async (token: string, atHome: boolean): Promise<Principal> => {
    const service = checkServiceToken?.(token);
    if (service) return service;
    if (isDevelopmentToken(token)) {
      if (atHome) return developmentPrincipal(token);
      throw unauthenticated(NOT_AT_HOME);
    }
    if (verifyJwt && looksLikeJwt(token)) return verifyJwt(token);
    throw unauthenticated(UNKNOWN_TOKEN);
  };

  return {
    async authenticate(credentials) {
      const atHome = options.development && isFromThisMachine(credentials);
      const token = bearerToken(credentials.authorization);
      if (token === undefined) return atHome ? DEVELOPER : undefined;
      return principalOf(token, atHome);
    },
  };
};

const looksLikeJwt = (token: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);

/** @throws AppError UNAUTHENTICATED when there is a header that is not `Bearer <token>`. */
const bearerToken = (authorization: string | undefined): string | undefined => {
  const header = authorization?.trim();
  if (!header) return undefined;
  const token = /^bearer +(\S+)$/i.exec(header)?.[1];
  if (token === undefined || token.length > MAX_TOKEN_LENGTH) throw unauthenticated(NOT_BEARER);
  return token;
};

const NOT_BEARER: LocalText = {
  en: "the header Authorization must read Bearer <token>.",
  zh: "请求头 Authorization 的格式应为 Bearer <token>。",
};
const UNKNOWN_TOKEN: LocalText = {
  en: "this token is not known here. Check that it is complete and meant for this gateway.",
  zh: "无法识别该令牌，请确认令牌完整且属于本网关。",
};
const NOT_AT_HOME: LocalText = {
  en: "dev: tokens are accepted only on the gateway's own machine, at a loopback address, with development sign-in on.",
  zh: "dev: 令牌仅在网关本机、通过回环地址访问且开启开发登录时有效。",
};
