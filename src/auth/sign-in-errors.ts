/** Why a sign-in failed, in words that help its owner and give an attacker nothing. Tokens are never repeated. */
import { errors } from "jose";
import { AppError, type LocalText } from "../kernel/errors.js";

export const unauthenticated = (reason: LocalText, cause?: unknown): AppError =>
  new AppError("UNAUTHENTICATED", { params: { reason }, cause });

/** @param error what jose threw for one token. Failures to fetch keys are not the caller's: SERVICE_UNAVAILABLE. */
export const jwtError = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  if (error instanceof errors.JWTClaimValidationFailed) return unauthenticated(claimReason(error.claim), error);
  const reason = error instanceof errors.JOSEError ? REASONS[error.code] : undefined;
  if (reason) return unauthenticated(reason, error);
  return new AppError("SERVICE_UNAVAILABLE", { params: { part: { en: "identity provider's keys", zh: "身份提供方密钥" } }, cause: error });
};

const claimReason = (claim: string): LocalText =>
  CLAIM_REASONS[claim] ?? { en: `the token's claim ${claim} does not fit.`, zh: `令牌的声明 ${claim} 不符合要求。` };

const CLAIM_REASONS: Readonly<Record<string, LocalText>> = {
  aud: { en: "the token is meant for another application (claim aud).", zh: "该令牌属于其他应用（声明 aud）。" },
  iss: { en: "the token comes from another issuer (claim iss).", zh: "该令牌由其他签发方签发（声明 iss）。" },
  exp: { en: "the token has no time of expiry (claim exp).", zh: "令牌缺少有效期（声明 exp）。" },
  nbf: { en: "the token is not valid yet (claim nbf). Check the clocks.", zh: "令牌尚未生效（声明 nbf），请检查系统时钟。" },
};

const MALFORMED: LocalText = { en: "the token is not a well-formed JWT.", zh: "令牌不是有效的 JWT。" };
const WRONG_ALGORITHM: LocalText = {
  en: "the token is signed in a way that is not accepted here.",
  zh: "不接受该令牌的签名方式。",
};
const WRONG_KEY: LocalText = {
  en: "the token's signature does not fit the keys of this gateway.",
  zh: "令牌签名与本网关的密钥不匹配。",
};

/** By jose's code, for what is wrong with the token itself. */
const REASONS: Readonly<Record<string, LocalText>> = {
  [errors.JWTExpired.code]: { en: "the token has expired. Get a new one.", zh: "令牌已过期，请重新获取。" },
  [errors.JWTInvalid.code]: MALFORMED,
  [errors.JWSInvalid.code]: MALFORMED,
  [errors.JOSEAlgNotAllowed.code]: WRONG_ALGORITHM,
  [errors.JOSENotSupported.code]: WRONG_ALGORITHM,
  [errors.JWSSignatureVerificationFailed.code]: WRONG_KEY,
  [errors.JWKSNoMatchingKey.code]: WRONG_KEY,
  [errors.JWKSMultipleMatchingKeys.code]: {
    en: "the token does not say which key signed it (header kid).",
    zh: "令牌未指明签名密钥（头部 kid）。",
  },
};
