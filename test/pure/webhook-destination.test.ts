import { describe, expect, test } from "vitest";
import { forbiddenAddress } from "../../src/kernel/address-rules.js";
import { type AllowedHost, destinationProblem } from "../../src/kernel/destination.js";
import { configOf, problemsOf } from "../support/config.js";

describe("addresses that nothing may lead to", () => {
  test.each([
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["0.0.0.0", "unspecified"],
    ["10.0.0.1", "private"],
    ["10.255.255.255", "private"],
    ["172.16.0.1", "private"],
    ["172.31.255.255", "private"],
    ["192.168.1.1", "private"],
    ["100.64.0.1", "shared by carriers"],
    ["100.100.100.200", "shared by carriers"],
    ["100.127.255.255", "shared by carriers"],
    ["169.254.169.254", "link-local"],
    ["168.63.129.16", "a cloud's metadata service"],
    ["192.0.0.192", "reserved"],
    ["192.0.2.7", "for documentation"],
    ["198.18.0.1", "for benchmarks"],
    ["198.51.100.9", "for documentation"],
    ["203.0.113.9", "for documentation"],
    ["224.0.0.1", "multicast"],
    ["239.255.255.250", "multicast"],
    ["255.255.255.255", "reserved"],
    ["::", "unspecified"],
    ["::1", "loopback"],
    ["0:0:0:0:0:0:0:1", "loopback"],
    ["::ffff:127.0.0.1", "loopback"],
    ["::ffff:7f00:1", "loopback"],
    ["::FFFF:A9FE:A9FE", "link-local"],
    ["::ffff:10.1.2.3", "private"],
    ["::127.0.0.1", "reserved"],
    ["64:ff9b::a00:1", "private"],
    ["64:ff9b::169.254.169.254", "link-local"],
    ["64:ff9b:1::a00:1", "reserved"],
    ["fc00::1", "private"],
    ["fd00:ec2::254", "private"],
    ["fe80::1", "link-local"],
    ["fe80::1%eth0", "link-local"],
    ["febf::1", "link-local"],
    ["fec0::1", "reserved"],
    ["ff02::1", "multicast"],
    ["2001::1", "reserved"],
    ["2001:db8::1", "for documentation"],
    ["2002:7f00:1::", "a tunnel"],
    ["3fff::1", "for documentation"],
    ["100::1", "reserved"],
    ["example.com", "not an address"],
    ["", "not an address"],
  ])("%s is %s", (address, what) => {
    expect(forbiddenAddress(address)).toBe(what);
  });

  test.each([
    ...["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255"],
    ...["172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255"],
    ...["2606:4700:4700::1111", "2a00:1450:4001:81b::200e", "2001:4860:4860::8888", "::ffff:1.1.1.1", "64:ff9b::101:101"],
  ])("%s is public", (address) => {
    expect(forbiddenAddress(address)).toBeUndefined();
  });
});

const ALLOWED: readonly AllowedHost[] = [
  { host: "hooks.internal", port: null, http: false },
  { host: "10.1.2.3", port: 8443, http: false },
  { host: "127.0.0.1", port: 9000, http: true },
  { host: "::1", port: null, http: true },
];

describe("addresses that users give", () => {
  test.each([
    "https://hooks.example.com/a?b=c",
    "https://hooks.example.com:8443/",
    "https://1.1.1.1/",
    "https://[2606:4700:4700::1111]/",
    "https://hooks.internal/x",
    "https://HOOKS.internal:8443/x",
    "https://10.1.2.3:8443/",
    "http://127.0.0.1:9000/hook",
    "https://127.0.0.1:9000/hook",
    "http://[::1]:1234/hook",
  ])("%s may be tried", (url) => {
    expect(destinationProblem(url, ALLOWED)).toBeUndefined();
  });

  test.each([
    ["not an address", "not an address"],
    ["/hook", "not an address"],
    ["https://exa mple.com/", "not an address"],
    ["ftp://hooks.example.com/", "https://"],
    ["file:///etc/passwd", "https://"],
    ["http://hooks.example.com/", "https://"],
    ["http://hooks.internal/", "https://"],
    ["http://127.0.0.1:9001/", "https://"],
    ["https://127.0.0.1:9001/", "loopback"],
    ["https://10.1.2.3/", "private"],
    ["https://user@hooks.example.com/", "user name"],
    ["https://:secret@hooks.internal/", "user name"],
    ["https://hooks.example.com/#part", "fragment"],
    ["https://2130706433/", "loopback"],
    ["https://0x7f.1/", "loopback"],
    ["https://0177.0.0.1/", "loopback"],
    ["https://127.1/", "loopback"],
    ["https://[::ffff:127.0.0.1]/", "loopback"],
    ["https://[::ffff:a9fe:a9fe]/latest/meta-data", "link-local"],
    ["https://169.254.169.254/latest/meta-data", "link-local"],
    ["https://[fe80::1]/", "link-local"],
    [`https://hooks.example.com/${"x".repeat(2_000)}`, "longer than"],
  ])("%s is refused: %s", (url, why) => {
    const problem = destinationProblem(url, ALLOWED);
    expect(problem?.en).toContain(why);
    expect(problem?.zh).toMatch(/[\u4e00-\u9fff]/);
  });

  test("without an allow-list nothing inside is reached", () => {
    for (const url of ["https://127.0.0.1:9000/", "https://[::1]/", "https://10.1.2.3:8443/"])
      expect(destinationProblem(url, [])).toBeDefined();
  });
});

describe("WEBHOOK_ALLOWED_HOSTS", () => {
  test("names hosts, ports and whether plain http will do", () => {
    const { allowedHosts } = configOf({
      WEBHOOK_ALLOWED_HOSTS: "Hooks.internal, https://b:8443, http://127.0.0.1:9000,[::1], http://[0:0:0:0:0:0:0:1]:80, 10.1",
    }).webhooks;
    expect(allowedHosts).toEqual([
      { host: "hooks.internal", port: null, http: false },
      { host: "b", port: 8443, http: false },
      { host: "127.0.0.1", port: 9000, http: true },
      { host: "::1", port: null, http: false },
      { host: "::1", port: 80, http: true },
      { host: "10.0.0.1", port: null, http: false },
    ]);
  });

  test.each(["a/b", "http://a/b", "user@a", "a:0", "a:70000", "*", "10.0.0.0/8", "[10.0.0.1]", ",", "256.1.1.1.", "ftp://a"])(
    "%s is refused",
    (value) => {
      expect(problemsOf({ WEBHOOK_ALLOWED_HOSTS: value })).toEqual([expect.stringMatching(/^WEBHOOK_ALLOWED_HOSTS must be none, or /)]);
    },
  );
});
