/**
 * Whether this gateway may call an address that a user gave: https to a public host, or a host that the operator
 * allowed by name. Pure. A host name says nothing about where it leads: whoever connects has to ask `forbiddenAddress`
 * about the address that the name was resolved to, and connect to that one.
 */
import { isIP } from "node:net";
import { forbiddenAddress } from "./address-rules.js";
import type { LocalText } from "./errors.js";

/** A host that may be called wherever it is. */
export interface AllowedHost {
  /** Lower case, IPv6 without brackets. */
  readonly host: string;
  /** `null` = every port. */
  readonly port: number | null;
  /** Plain http is allowed as well. */
  readonly http: boolean;
}

export const MAX_DESTINATION_LENGTH = 2_000;

/** @returns why nothing is sent there; `undefined` when it may be tried. */
export const destinationProblem = (text: string, allowed: readonly AllowedHost[]): LocalText | undefined => {
  if (text.length > MAX_DESTINATION_LENGTH) {
    return { en: `it is longer than ${MAX_DESTINATION_LENGTH} characters.`, zh: `地址超过 ${MAX_DESTINATION_LENGTH} 个字符。` };
  }
  if (/\s/.test(text) || !URL.canParse(text)) return { en: "it is not an address.", zh: "不是有效的地址。" };
  const url = new URL(text);
  const known = allowedHost(url, allowed);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && known?.http))
    return { en: "it must begin with https://.", zh: "必须以 https:// 开头。" };
  if (url.username !== "" || url.password !== "") {
    return { en: "it must not carry a user name or password.", zh: "不能包含用户名或密码。" };
  }
  if (url.hash !== "") return { en: "it must not have a fragment (#).", zh: "不能包含片段（#）。" };
  if (known) return undefined;
  const host = hostOf(url);
  const what = isIP(host) === 0 ? undefined : forbiddenAddress(host);
  if (what === undefined) return undefined;
  return { en: `${host} is not a public address (${what}).`, zh: `${host} 不是公网地址（${what}）。` };
};

/** The host of the URL, ready for a look-up: IPv6 without brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "").toLowerCase();

/** Whether the operator vouches for it, so that its addresses need not be public. */
export const allowedHost = (url: URL, allowed: readonly AllowedHost[]): AllowedHost | undefined => {
  const host = hostOf(url);
  const port = Number(url.port || (url.protocol === "http:" ? 80 : 443));
  return allowed.find(
    (entry) => entry.host === host && (entry.port === null || entry.port === port) && (url.protocol === "https:" || entry.http),
  );
};
