/** Whether code nodes can run: the cache as the server's own user sees it, one snippet without a network, and the way to name servers. */

import { readFile } from "node:fs/promises";
import { BlockList, isIP } from "node:net";
import { join } from "node:path";
import type { Check, Finding } from "../../contract/finding.js";
import type { Context } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { verdict } from "../findings.js";
import { accountOf, dataOf, releaseOf } from "../layout.js";
import { denoFolder } from "./deno-cache.js";

const SNIPPET_TIMEOUT_MS = 120_000;

const denoProgram = ({ site }: Context): string =>
  site.get("STUDIO_DENO_VERSION") === "" ? "deno" : join(releaseOf(site, "deno-studio"), "deno");

const readable = async (context: Context): Promise<readonly Finding[]> => {
  const folder = denoFolder(context);
  const { stdout, stderr } = await context.machine.run({
    program: "find",
    args: [folder, "!", "-readable", "-print", "-quit"],
    user: accountOf("studio"),
  });
  const said = stdout.trim() || stderr.trim();
  return [
    verdict(said === "", {
      id: "studio/sandbox/cache",
      what: text(
        "The sandbox's cache is readable for Studio's user: with another user's, code nodes try the network (#805)",
        "Studio 用户可读取沙箱缓存：若属于其他用户，代码节点会尝试联网（#805）",
      ),
      evidence: said === "" ? folder : `not readable: ${said}`,
      fix: text(`chown -R ${accountOf("studio")}: ${folder}`, `chown -R ${accountOf("studio")}: ${folder}`),
    }),
  ];
};

/** `--cached-only`: what is not in the cache is an error and no download. */
const snippet = async (context: Context): Promise<readonly Finding[]> => {
  const { site } = context;
  const version = site.get("STUDIO_DENO_CACHE_VERSION");
  const sandbox = `jsr:@langchain/pyodide-sandbox${version === "" ? "" : `@${version}`}`;
  const { code, stdout, stderr } = await context.machine.run({
    program: denoProgram(context),
    args: ["run", "-A", "--cached-only", sandbox, "-c", "print(1+1)"],
    user: accountOf("studio"),
    cwd: dataOf(site, "studio"),
    env: { DENO_DIR: denoFolder(context), DENO_NO_UPDATE_CHECK: "1", HOME: join(dataOf(site, "studio"), "home") },
    timeoutMs: SNIPPET_TIMEOUT_MS,
  });
  return [
    verdict(code === 0 && stdout.includes("2"), {
      id: "studio/sandbox/snippet",
      what: text("One line of Python in the sandbox, without a network", "在沙箱中离线运行一行 Python"),
      evidence: `deno run --cached-only ${sandbox} → ${code} ${(code === 0 ? stdout : stderr).trim().split("\n").at(-1) ?? ""}`,
      fix: text(
        "bring a cache that fits STUDIO_DENO_VERSION, then: coze apply studio",
        "提供与 STUDIO_DENO_VERSION 匹配的缓存，然后执行 coze apply studio",
      ),
    }),
  ];
};

/** A name server inside of a denied network, and no name can be resolved. */
const resolvers = async ({ site }: Context): Promise<readonly Finding[]> => {
  const servers = [...(await readFile("/etc/resolv.conf", "utf8").catch(() => "")).matchAll(/^nameserver\s+(\S+)/gm)].map(
    ([, address = ""]) => address,
  );
  const denied = blockList(site.list("STUDIO_DENY_NETS"));
  const allowed = blockList([...site.list("STUDIO_ALLOW_NETS"), ...site.hosts.values()]);
  const holds = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  const lost = servers.filter((address) => isIP(address) !== 0 && holds(denied, address) && !holds(allowed, address));
  return [
    verdict(lost.length === 0, {
      id: "studio/fence/resolvers",
      what: text("Studio's fence lets it reach the name servers", "Studio 的网络限制允许访问 DNS"),
      evidence: `nameserver ${servers.join(" ")}${lost.length > 0 ? `; denied: ${lost.join(" ")}` : ""}`,
      fix: text(
        `STUDIO_ALLOW_NETS="${lost.join(" ")}", then: coze apply studio`,
        `STUDIO_ALLOW_NETS="${lost.join(" ")}"，然后执行 coze apply studio`,
      ),
    }),
  ];
};

const blockList = (nets: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const net of nets) {
    const [address = "", bits] = net.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (isIP(address) === 0) continue;
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
};

export const sandboxChecks: readonly Check[] = [
  { id: "studio/sandbox/cache", title: text("The code sandbox's cache", "代码沙箱缓存"), run: readable },
  { id: "studio/sandbox/snippet", title: text("The code sandbox runs offline", "代码沙箱可离线运行"), run: snippet },
  { id: "studio/fence", title: text("Studio's fence and name servers", "Studio 的网络限制与 DNS"), run: resolvers },
];
