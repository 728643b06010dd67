/** Parsers for addresses. None of them ever quotes the text, which may hold a password. */
import { isIP } from "node:net";
import { type Parsed, type Parser, split } from "./parsers.js";

/** Scheme and host of a server that has its own paths below: `https://api.coze.cn`, never `https://api.coze.cn/v1`. */
export const origin: Parser<string> = (text) => {
  const url = httpUrl(text);
  if (!url) return { problem: "must be an address that starts with http:// or https://" };
  if (hasCredentials(url)) return { problem: "must not carry a user name or password" };
  if (url.pathname === "/" && url.search === "" && url.hash === "") return { value: url.origin };
  return { problem: `must end after the host and port, without a path or query: ${url.origin}` };
};

/** As browsers send it: scheme, host and port of each page's address. */
export const originList: Parser<readonly string[]> = (text) => {
  const parsed = split(text).map(origin);
  const wrong = parsed.find((entry) => "problem" in entry);
  if (wrong && "problem" in wrong) return { problem: `is a list of origins, and each ${wrong.problem}` };
  return { value: parsed.flatMap((entry) => ("value" in entry ? [entry.value] : [])) };
};

/** What a server can listen on. */
export const listenHost: Parser<string> = (text) =>
  isIP(text) > 0 || /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(text)
    ? { value: text }
    : { problem: "must be an IP address or host name, without scheme, port or brackets" };

/** An http(s) address that may have a path; a slash at the end is dropped. */
export const webAddress: Parser<string> = (text) => {
  const url = httpUrl(text);
  if (!url) return { problem: "must be an address that starts with http:// or https://" };
  if (hasCredentials(url) || url.search !== "" || url.hash !== "") {
    return { problem: "must not carry a user name, password, query or fragment" };
  }
  return { value: url.href.replace(/\/+$/, "") };
};

/** An http(s) address kept to the letter, query included: key sets are fetched from exactly this. */
export const documentAddress: Parser<string> = (text) => {
  const url = httpUrl(text);
  if (!url || hasCredentials(url)) return { problem: "must be an address that starts with http:// or https://, without a password" };
  return { value: url.href };
};

export const databaseUrl: Parser<string> = (text) => {
  if (/^sqlite:(?!\/\/[^/])\S/.test(text)) return { value: text };
  const url = parse(text);
  if (url?.protocol === "mariadb:") return { problem: "must start with mysql:// for MariaDB too" };
  if (url?.protocol !== "mysql:") return { problem: "must start with mysql:// or sqlite:" };
  if (url.hostname === "" || !/^\/[^/]+$/.test(url.pathname)) {
    return { problem: "must name a host and a database, like mysql://user:password@host:3306/database" };
  }
  return { value: text };
};

export const redisUrl: Parser<string> = (text) => {
  const url = parse(text);
  if (!url || !/^rediss?:$/.test(url.protocol)) return { problem: "must start with redis:// or rediss://" };
  if (url.hostname === "" || !/^\/?\d{0,3}$/.test(url.pathname)) {
    return { problem: "must name a host and at most a database number, like redis://:password@host:6379/0" };
  }
  return { value: text };
};

const RANGE_WORDS = ["loopback", "linklocal", "uniquelocal"];

/** Addresses whose `X-Forwarded-*` headers are believed: `off`, words for private ranges, addresses, CIDR ranges. */
export const proxyList = (text: string): Parsed<readonly string[]> => {
  if (text === "off") return { value: [] };
  const entries = split(text);
  if (entries.length > 0 && entries.every((entry) => RANGE_WORDS.includes(entry) || isAddressRange(entry))) return { value: entries };
  return { problem: `must be off, or a comma-separated list of ${RANGE_WORDS.join(", ")}, addresses and ranges like 10.0.0.0/8` };
};

const isAddressRange = (entry: string): boolean => {
  const [address = "", bits, ...rest] = entry.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
};

/** The address without user, password and query: fit for logs. */
export const withoutCredentials = (address: string): string => {
  const url = parse(address);
  if (!url || address.startsWith("sqlite:")) return address;
  return `${url.protocol}//${url.host}${url.pathname}`;
};

const parse = (text: string): URL | undefined => (/\s/.test(text) || !URL.canParse(text) ? undefined : new URL(text));

const httpUrl = (text: string): URL | undefined => {
  const url = /^https?:\/\//i.test(text) ? parse(text) : undefined;
  return url?.hostname ? url : undefined;
};

const hasCredentials = (url: URL): boolean => url.username !== "" || url.password !== "";
