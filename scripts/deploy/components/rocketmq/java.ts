/** How RocketMQ's Java programs are started: directly, without upstream's scripts, which ask for many gigabytes and log beside them. */
import { join } from "node:path";
import type { ArtefactNeed } from "../../contract/component.js";
import type { Problem, Site, Variable } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { commandLine } from "../../units/quoting.js";
import { releaseOf } from "../layout.js";
import { bytesOf, FROM, settings } from "../settings.js";

/** Of both components. */
export const VARIABLES: readonly Variable[] = settings(
  ["ROCKETMQ_VERSION", "version", "5.3.3", "Version of the artefact", "制品版本"],
  ["ROCKETMQ_NAMESRV_PORT", "port", "9876", "Port of the name server", "名称服务端口"],
  ["ROCKETMQ_NAMESRV_HEAP", "size", "512M", "Java heap of the name server", "名称服务 Java 堆"],
  [
    "ROCKETMQ_BROKER_PORT",
    "port",
    "10911",
    "Port of the broker; the one two below it is taken as well",
    "Broker 端口；比它小 2 的端口也会占用",
  ],
  ["ROCKETMQ_BROKER_HA_PORT", "port", "10912", "Port for replicas of the broker", "Broker 副本端口"],
  ["ROCKETMQ_BROKER_HEAP", "size", "1G", "Java heap of the broker", "Broker 的 Java 堆"],
  ["ROCKETMQ_RETENTION_HOURS", "text", "72", "Hours that messages are kept", "消息保留小时数"],
  [
    "JAVA_FROM",
    FROM,
    "artifact",
    "artifact = a JDK tarball; system = a package of the machine (JAVA_PROGRAM)",
    "artifact = JDK 压缩包；system = 系统软件包（JAVA_PROGRAM）",
  ],
  ["JAVA_VERSION", "version", "17", "Version of the JDK artefact: 8, 11 or 17", "JDK 制品版本：8、11 或 17"],
  ["JAVA_PROGRAM", "path", "/usr/bin/java", "The program when JAVA_FROM=system", "JAVA_FROM=system 时的程序"],
);

export const isNumber = (site: Site, key: string): readonly Problem[] =>
  /^[1-9]\d*$/.test(site.get(key)) ? [] : [{ keys: [key], severity: "error", what: text("not a number", "不是数字") }];

export const artefacts = (site: Site): readonly ArtefactNeed[] => {
  const rocketmq: ArtefactNeed = {
    name: "rocketmq",
    version: site.get("ROCKETMQ_VERSION"),
    as: "release",
    strip: 1,
    source: text("archive.apache.org/dist/rocketmq; check its .sha512", "archive.apache.org/dist/rocketmq；请校验 .sha512"),
    upstream: "rocketmq-all-{version}-bin-release.zip",
  };
  const jdk: ArtefactNeed = {
    name: "jdk",
    version: site.get("JAVA_VERSION"),
    as: "release",
    strip: 1,
    source: text(
      "adoptium.net (Temurin, JRE or JDK); check its .sha256.txt; or JAVA_FROM=system",
      "adoptium.net（Temurin，JRE 或 JDK）；请校验 .sha256.txt；或 JAVA_FROM=system",
    ),
    upstream: "OpenJDK{version}U-jre_{jdkarch}_linux_hotspot_*.tar.gz",
  };
  return site.get("JAVA_FROM") === "system" ? [rocketmq] : [rocketmq, jdk];
};

export const javaProgram = (site: Site): string =>
  site.get("JAVA_FROM") === "system" ? site.get("JAVA_PROGRAM") : join(releaseOf(site, "jdk"), "bin", "java");
export const rocketmqHome = (site: Site): string => releaseOf(site, "rocketmq");
export const javaInputs = (site: Site): readonly string[] => [
  rocketmqHome(site),
  ...(site.get("JAVA_FROM") === "system" ? [] : [releaseOf(site, "jdk")]),
];

export interface JavaProcess {
  /** Where its log configuration writes, ten files of each kind. */
  readonly home: string;
  readonly heap: string;
  /** Memory outside the heap, in bytes. */
  readonly direct: number;
  readonly mainClass: string;
  readonly args: readonly string[];
}

export const javaArguments = (site: Site, { home: userHome, heap, direct, mainClass, args }: JavaProcess): readonly string[] => {
  const home = rocketmqHome(site);
  const megabytes = `${bytesOf(heap) / 1024 ** 2}m`;
  return [
    ...[
      "-server",
      `-Xms${megabytes}`,
      `-Xmx${megabytes}`,
      `-XX:MaxDirectMemorySize=${direct}`,
      "-XX:+UseG1GC",
      "-XX:-OmitStackTraceInFastThrow",
    ],
    ...["-XX:+ExitOnOutOfMemoryError", `-XX:ErrorFile=${join(userHome, "hs_err_pid%p.log")}`],
    ...[`-Duser.home=${userHome}`, `-Djava.io.tmpdir=${join(userHome, "tmp")}`],
    ...["-cp", `${join(home, "conf")}:${join(home, "lib")}/*`, mainClass, ...args],
  ];
};

export const javaStart = (site: Site, process: JavaProcess): string => commandLine(javaProgram(site), ...javaArguments(site, process));

/** What newer Javas no longer open by themselves; Java 8 does not know this variable and needs none of it. */
export const javaEnvironment = (site: Site): Readonly<Record<string, string>> => ({
  ROCKETMQ_HOME: rocketmqHome(site),
  JDK_JAVA_OPTIONS:
    "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
});

export const JAVA_EXCEPTIONS = {
  MemoryDenyWriteExecute: "Java compiles at run time.",
  ProcSubset: "Java sizes itself by /proc/meminfo and /proc/cpuinfo.",
  "@resources": "Java sets priorities and affinities of its threads.",
} as const;
