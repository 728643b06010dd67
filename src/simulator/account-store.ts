/**
 * The people who have registered at one product, who of them is signed in, and the tokens they made. Studio and Loop each
 * have a store of their own: neither knows the other's accounts.
 */
import { randomBytes } from "node:crypto";
import type { IdSequence } from "./id-sequence.js";

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** The space everybody gets with the account. */
  readonly spaceId: string;
}

/** A personal access token as lists show it. Times in epoch seconds; -1: never used, never expires. */
export interface TokenRecord {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  lastUsedAt: number;
}

export interface Accounts {
  /** @returns nothing when the e-mail address is taken. */
  register(account: { email: string; password: string; name?: string }): User | undefined;
  /** @returns nothing unless both fit. */
  signIn(email: string, password: string): User | undefined;
  /** A new session of the user: what the cookie holds. */
  openSession(user: User): string;
  /** Whose session it is. @returns nothing for a session that was not opened here. */
  userOf(session: string | undefined): User | undefined;
  /** The token itself is told here alone; the store can only compare. */
  createToken(user: User, token: { name: string; expiresAt: number }): { record: TokenRecord; token: string };
  tokensOf(user: User): TokenRecord[];
  /** @returns whether there was such a token of this user. */
  deleteToken(user: User, id: string): boolean;
  /** The owner of a token that is known and has not expired; marks it as used. */
  ownerOf(token: string): User | undefined;
}

export interface AccountOptions {
  readonly newId: IdSequence;
  /** Tokens and sessions that are there from the start; they belong to `user`. */
  readonly tokens: readonly string[];
  readonly sessions: readonly string[];
  readonly user: User;
}

interface IssuedToken {
  readonly owner: User;
  readonly record: TokenRecord;
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export function createAccounts({ newId, tokens, sessions, user: resident }: AccountOptions): Accounts {
  const people = new Map<string, { readonly user: User; readonly password: string }>();
  const signedIn = new Map<string, User>(sessions.map((session) => [session, resident]));
  const issued = new Map<string, IssuedToken>();

  return {
    register: ({ email, password, name = email.split("@", 1)[0] ?? email }) => {
      if (people.has(email)) return undefined;
      const user = { id: newId(), email, name, spaceId: newId() };
      people.set(email, { user, password });
      return user;
    },
    signIn: (email, password) => {
      const found = people.get(email);
      return found?.password === password ? found.user : undefined;
    },
    openSession: (user) => {
      const session = randomBytes(24).toString("base64url");
      signedIn.set(session, user);
      return session;
    },
    userOf: (session) => (session === undefined ? undefined : signedIn.get(session)),
    createToken: (owner, { name, expiresAt }) => {
      const token = `pat_${randomBytes(32).toString("hex")}`;
      const record = { id: newId(), name, createdAt: nowSeconds(), expiresAt, lastUsedAt: -1 };
      issued.set(token, { owner, record });
      return { record, token };
    },
    tokensOf: (owner) => [...issued.values()].filter((entry) => entry.owner.id === owner.id).map(({ record }) => record),
    deleteToken: (owner, id) => {
      const found = [...issued].find(([, entry]) => entry.owner.id === owner.id && entry.record.id === id);
      return found !== undefined && issued.delete(found[0]);
    },
    ownerOf: (token) => {
      if (tokens.includes(token)) return resident;
      const entry = issued.get(token);
      if (entry === undefined || (entry.record.expiresAt !== -1 && entry.record.expiresAt <= nowSeconds())) return undefined;
      entry.record.lastUsedAt = nowSeconds();
      return entry.owner;
    },
  };
}
