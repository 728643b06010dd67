/** Whether an address or host name can only mean this machine. Pure; unknown spellings count as "elsewhere". */
import { isIP, isIPv4 } from "node:net";

/** @param address an IP address as sockets report it; IPv4 inside IPv6 (`::ffff:127.0.0.1`) is understood. */
export const isLoopbackAddress = (address: string): boolean => {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
  return isIPv4(plain) ? plain.startsWith("127.") : isIP(plain) === 6 && /^(::|(0+:){7})0*1$/.test(plain);
};

/** @param name a bare host name or address, without port or brackets. Only `localhost` counts among the names. */
export const isLoopbackName = (name: string): boolean => name.toLowerCase() === "localhost" || isLoopbackAddress(name);

/** @param host the value of a `Host` header: name or address, IPv6 in brackets, with or without port. */
export const isLoopbackHost = (host: string): boolean => {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/i.exec(host);
  return parts !== null && isLoopbackName(parts[1] ?? parts[2] ?? "");
};
