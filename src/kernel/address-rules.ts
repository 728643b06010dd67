/**
 * Which IP addresses an address given by a user may lead to: only those of the public internet. Pure; used wherever
 * this gateway calls a place that somebody else named. (IANA special-purpose address registries, RFC 6890 and later.)
 */
import { isIPv4, isIPv6 } from "node:net";

type Range = readonly [cidr: string, what: string];

const V4_RANGES: readonly Range[] = [
  ["0.0.0.0/8", "unspecified"],
  ["10.0.0.0/8", "private"],
  ["100.64.0.0/10", "shared by carriers"],
  ["127.0.0.0/8", "loopback"],
  ["168.63.129.16/32", "a cloud's metadata service"],
  ["169.254.0.0/16", "link-local"],
  ["172.16.0.0/12", "private"],
  ["192.0.0.0/24", "reserved"],
  ["192.0.2.0/24", "for documentation"],
  ["192.88.99.0/24", "reserved"],
  ["192.168.0.0/16", "private"],
  ["198.18.0.0/15", "for benchmarks"],
  ["198.51.100.0/24", "for documentation"],
  ["203.0.113.0/24", "for documentation"],
  ["224.0.0.0/4", "multicast"],
  ["240.0.0.0/4", "reserved"],
];

/** Inside 2000::/3, the only block from which public addresses come. */
const V6_RANGES: readonly Range[] = [
  ["2001::/23", "reserved"],
  ["2001:db8::/32", "for documentation"],
  ["2002::/16", "a tunnel"],
  ["3fff::/20", "for documentation"],
];

/** Named for the message only: everything outside 2000::/3 is refused. */
const V6_OUTSIDE: readonly Range[] = [
  ["::1/128", "loopback"],
  ["::/128", "unspecified"],
  ["fc00::/7", "private"],
  ["fe80::/10", "link-local"],
  ["ff00::/8", "multicast"],
];

/** IPv4 inside IPv6: mapped (::ffff:0:0/96) and as NAT64 translates it (64:ff9b::/96). The last 32 bits decide. */
const V4_INSIDE = ["::ffff:0:0/96", "64:ff9b::/96"];

/**
 * @param address an IP address in any spelling that `net.isIP` takes, without brackets; a zone (`%eth0`) is ignored.
 * @returns what the address is, when it is not a public one ("loopback", "private" …); "not an address" for other text.
 */
export const forbiddenAddress = (address: string): string | undefined => {
  const plain = address.replace(/%.*$/, "");
  if (isIPv4(plain)) return firstMatch(V4_RANGES, v4Bits(plain), 32);
  if (!isIPv6(plain)) return "not an address";
  const bits = v6Bits(plain);
  if (V4_INSIDE.some((range) => inside(range, bits, 128))) return firstMatch(V4_RANGES, bits & 0xffffffffn, 32);
  if (!inside("2000::/3", bits, 128)) return firstMatch(V6_OUTSIDE, bits, 128) ?? "reserved";
  return firstMatch(V6_RANGES, bits, 128);
};

const firstMatch = (ranges: readonly Range[], bits: bigint, width: number): string | undefined =>
  ranges.find(([range]) => inside(range, bits, width))?.[1];

const inside = (range: string, bits: bigint, width: number): boolean => {
  const [start = "", length = "0"] = range.split("/");
  const shift = BigInt(width - Number(length));
  return bits >> shift === (width === 32 ? v4Bits(start) : v6Bits(start)) >> shift;
};

const v4Bits = (address: string): bigint => address.split(".").reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);

const v6Bits = (address: string): bigint => {
  const words = address.replace(/\d+\.\d+\.\d+\.\d+$/, (v4) => {
    const bits = v4Bits(v4);
    return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
  });
  const [head = "", tail] = words.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const filled = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => "0"), ...right];
  return filled.reduce((bits, word) => (bits << 16n) | BigInt(`0x${word}`), 0n);
};
