/** The caller's token, asked for again whenever it is needed: a page that stays open outlives its first one. */
import { AbilityClientError } from "./client-error.js";

/**
 * Gives the token to sign in with, without `Bearer`. Called for every request and connection, so it may answer from memory.
 * @param refused the token that the gateway has just refused: then renew it. The same again ends in UNAUTHENTICATED.
 * @throws whatever kept it from getting one. A `follow` then asks again later, as it does when the gateway is away. Who
 *   knows that there will be none, because the user has signed out, throws an AbilityClientError that is not `retryable`:
 *   that ends it at once.
 */
export type TokenSource = (refused?: string) => string | Promise<string>;

export interface Tokens {
  /** Value of the header Authorization; nothing when there is no token. @throws AbilityClientError TOKEN_UNAVAILABLE */
  authorization(): Promise<string | undefined>;
  /** The gateway refused the token it was given last. */
  refused(): void;
}

export const createTokens = (source: TokenSource | undefined): Tokens => {
  let last: string | undefined;
  let refused: string | undefined;
  return {
    async authorization() {
      if (!source) return undefined;
      try {
        last = await source(refused);
      } catch (cause) {
        const retryable = !(cause instanceof AbilityClientError) || cause.retryable;
        throw new AbilityClientError("TOKEN_UNAVAILABLE", { message: "The token function failed.", cause, retryable });
      }
      refused = undefined;
      return last === "" ? undefined : `Bearer ${last}`;
    },
    refused() {
      refused = last;
    },
  };
};
