/** The clock: leases and traces are compared across processes and hosts. Loop drops spans that are an hour ahead. */
import { verdict } from "../components/findings.js";
import type { Check, Finding } from "../contract/finding.js";
import type { ComponentName } from "../contract/names.js";
import type { Site } from "../contract/site.js";
import type { Context } from "../contract/step.js";
import { text } from "../contract/text.js";
import { probeHttp } from "../system/probe.js";

export const clockCheck: Check = {
  id: "host/clock",
  title: text("The clock is right", "时钟准确"),
  run: async (context) => [await synchronised(context), ...(await peerFindings(context))],
};

const synchronised = async ({ machine }: Context): Promise<Finding> => {
  const said: string[] = [];
  for (const [program, args, isGood] of WAYS) {
    if (machine.find(program) === undefined) continue;
    const { code, stdout } = await machine.run({ program, args, timeoutMs: 5000 });
    const answer = stdout.trim().split("\n").at(-1) ?? "";
    said.push(`${program} ${args.join(" ")} → ${code === 0 ? answer : `code ${code}`}`);
    if (code === 0 && isGood(stdout)) return { id: "host/clock", severity: "ok", what: SYNCHRONISED, evidence: said.join("; ") };
  }
  return {
    id: "host/clock",
    severity: "warning",
    what: text("Nothing shows that the clock follows a time server", "没有迹象表明时钟与时间服务器同步"),
    evidence: said.join("; ") || "neither timedatectl nor chronyc is here",
    fix: text("timedatectl set-ntp true, or install chrony", "timedatectl set-ntp true，或安装 chrony"),
  };
};

const SYNCHRONISED = text("The clock follows a time server", "时钟与时间服务器同步");

type Way = readonly [program: string, args: readonly string[], isGood: (output: string) => boolean];
const WAYS: readonly Way[] = [
  ["timedatectl", ["show", "--property=NTPSynchronized", "--value"], (output) => output.trim() === "yes"],
  ["chronyc", ["tracking"], (output) => /Leap status\s*:\s*Normal/.test(output)],
];

/** Whatever speaks HTTP on another host tells the time in its `Date`, to the second. */
const DATED: readonly (readonly [component: ComponentName, portKey: string | number])[] = [
  ["studio", "STUDIO_PORT"],
  ["loop", 8888],
  ["minio", "MINIO_PORT"],
  ["gateway", "GATEWAY_PORT"],
];

const peerFindings = async ({ site }: Context): Promise<readonly Finding[]> => {
  const others = DATED.filter(([component]) => site.place(component).kind === "host");
  const found: Finding[] = [];
  for (const [component, portKey] of others) {
    const url = `http://${site.address(component)}:${typeof portKey === "number" ? portKey : site.port(portKey)}/`;
    const skew = await skewOf(url);
    if (skew !== undefined) found.push(judgeSkew(site, component, { url, skew }));
  }
  return found;
};

/** Seconds that the other clock is ahead; undefined when it does not tell. */
export const skewOf = async (url: string): Promise<number | undefined> => {
  const askedAt = Date.now();
  const answer = await probeHttp({ url, method: "HEAD", timeoutMs: 3000 });
  const date = "failure" in answer ? Number.NaN : Date.parse(answer.headers.get("date") ?? "");
  return Number.isNaN(date) ? undefined : Math.round((date - (askedAt + Date.now()) / 2) / 1000);
};

/** `Date` has no parts of seconds, so two of difference are none. */
const NO_SKEW_SECONDS = 2;
const WORKING_SECONDS = 30;

export const judgeSkew = (site: Pick<Site, "place">, component: ComponentName, { url, skew }: { url: string; skew: number }): Finding => {
  const place = site.place(component);
  const host = place.kind === "host" ? place.host : component;
  return verdict(
    Math.abs(skew) <= NO_SKEW_SECONDS,
    {
      id: `host/clock/${component}`,
      what: text(`The clock of ${host} agrees with this one`, `${host} 的时钟与本机一致`),
      evidence: `Date of ${url} is ${skew} s off`,
      fix: text(`timedatectl set-ntp true, here and on ${host}`, `在本机与 ${host} 上执行 timedatectl set-ntp true`),
    },
    Math.abs(skew) > WORKING_SECONDS ? "error" : "warning",
  );
};
