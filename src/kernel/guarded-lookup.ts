/**
 * The look-up of a host name for a connection to an address that somebody else named: judged where the connection is
 * made, so that a name cannot lead elsewhere between the check and the use.
 */
import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { forbiddenAddress } from "./address-rules.js";
import type { LocalText } from "./errors.js";

/** Says nothing of where the name leads: that would tell strangers how names resolve inside. */
export class AddressRefused extends Error {
  readonly problem: LocalText;

  constructor(host: string, what: string) {
    super(`${host} leads to an address that is not public (${what}).`);
    this.problem = { en: this.message, zh: `${host} 指向非公网地址（${what}）。` };
  }
}

/** The system's way. */
export const SYSTEM_LOOKUP = systemLookup as LookupFunction;

/** A name one of whose addresses is not public is not called at all: `AddressRefused`. */
export const publicOnly =
  (lookup: LookupFunction): LookupFunction =>
  (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
      for (const { address } of addresses) {
        const what = forbiddenAddress(address);
        if (what !== undefined) return callback(new AddressRefused(host, what), []);
      }
      const [first] = addresses;
      if (options.all) return callback(null, addresses);
      callback(null, first?.address ?? "", first?.family);
    });
  };

const CUT: LocalText = { en: "the connection was cut before an answer came", zh: "连接在收到响应前被中断" };
const UNREACHABLE: LocalText = { en: "the host cannot be reached", zh: "无法访问该主机" };

const SENTENCES: Readonly<Record<string, LocalText>> = {
  ECONNREFUSED: { en: "the connection was refused", zh: "连接被拒绝" },
  ECONNRESET: CUT,
  EPIPE: CUT,
  ENOTFOUND: { en: "the host name is not known", zh: "找不到该主机名" },
  EAI_AGAIN: { en: "the host name could not be looked up", zh: "无法解析该主机名" },
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ETIMEDOUT: { en: "the host does not answer", zh: "主机没有响应" },
};

/** What a failed connection means, for whoever gave the address: nothing of the network inside shows. */
export const connectionProblem = (error: unknown): LocalText => {
  const code = String((error as NodeJS.ErrnoException).code ?? "unknown").slice(0, 60);
  return SENTENCES[code] ?? { en: `the request failed (${code})`, zh: `请求失败（${code}）` };
};
