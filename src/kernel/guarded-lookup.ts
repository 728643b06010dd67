/**
 * The look-up of a host name for a connection to an address that somebody else named: judged where the connection is
 * made, so that a name cannot lead elsewhere between the check and the use.
 */
import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { forbiddenAddress } from "./address-rules.js";

/** Its message is a sentence that may be shown to whoever gave the address. */
export class AddressRefused extends Error {}

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
        // Without the address: it would tell strangers how names resolve inside.
        if (what !== undefined) return callback(new AddressRefused(`${host} leads to an address that is not public (${what}).`), []);
      }
      const [first] = addresses;
      if (options.all) return callback(null, addresses);
      callback(null, first?.address ?? "", first?.family);
    });
  };

const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was cut before an answer came",
  EPIPE: "the connection was cut before an answer came",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the host cannot be reached",
  ETIMEDOUT: "the host does not answer",
};

/** What a failed connection means, for whoever gave the address: nothing of the network inside shows. */
export const connectionProblem = (error: unknown): string => {
  const code = String((error as NodeJS.ErrnoException).code ?? "unknown");
  return SENTENCES[code] ?? `the request failed (${code.slice(0, 60)})`;
};
